// What an audit says of an image against what happens when it is started, and against what a program inside sees.
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineAnswerError, StartFailedError, type Engine, type TarFile } from '../../../../src/core/engine/index.ts';
import { auditOf } from '../../../../src/core/image/audit/index.ts';
import { filesOf } from '../../../../src/core/image/files.ts';
import { createImageRoom, type ImageRoom } from '../../../../src/core/image/index.ts';
import { busyboxFiles, busyboxImage, loadScratchImage } from '../../../helpers/busybox.ts';
import { reachEngine } from '../../../helpers/engine.ts';

const reached = await reachEngine();

const script = (name: string, content: string, mode = 0o755): TarFile => ({ name, type: 'file', mode, content: Buffer.from(content) });
/** A dynamic program for the engine's own machine, without a library: enough for a kernel to ask for its loader. */
const dynamicOf = (busybox: Buffer): Buffer => {
  // The program header after the first becomes PT_INTERP and names a loader that is nowhere.
  const program = Buffer.from(busybox);
  const headers = Number(program.readBigUInt64LE(32));
  const size = program.readUInt16LE(54);
  const place = program.length;
  const loader = Buffer.from('/lib/ld-nowhere.so.1\0');
  const last = headers + (program.readUInt16LE(56) - 1) * size;
  program.writeUInt32LE(3, last);
  for (const [at, value] of [
    [8, place],
    [16, place],
    [24, place],
    [32, loader.length],
    [40, loader.length],
  ] as const)
    program.writeBigUInt64LE(BigInt(value), last + at);
  return Buffer.concat([program, loader]);
};

interface Case {
  what: string;
  files: (busybox: Buffer) => TarFile[];
  config: Record<string, unknown>;
  /** The finding that says why it will not start; null: it starts. */
  finding: string | null;
}

const CASES: Case[] = [
  { what: 'a script of sh', files: () => [script('run.sh', '#!/bin/sh\nexit 0\n')], config: { Entrypoint: ['/run.sh'] }, finding: null },
  { what: 'a script of sh with Windows line ends', files: () => [script('run.sh', '#!/bin/sh\r\nexit 0\r\n')], config: { Entrypoint: ['/run.sh'] }, finding: 'entrypoint-crlf' },
  { what: 'a script of bash', files: () => [script('run.sh', '#!/bin/bash\nexit 0\n')], config: { Entrypoint: ['/run.sh'] }, finding: 'entrypoint-interpreter-missing' },
  { what: 'a script by env', files: () => [script('run.sh', '#!/bin/env sh\nexit 0\n')], config: { Entrypoint: ['/run.sh'] }, finding: null },
  {
    what: 'a script by env, of what is not there',
    files: () => [script('run.sh', '#!/bin/env ruby\nexit 0\n')],
    config: { Entrypoint: ['/run.sh'] },
    finding: 'entrypoint-interpreter-missing',
  },
  { what: 'a text', files: () => [script('run.sh', 'exit 0\n')], config: { Entrypoint: ['/run.sh'] }, finding: 'entrypoint-no-program' },
  { what: 'a script without an execute bit', files: () => [script('run.sh', '#!/bin/sh\n', 0o644)], config: { Entrypoint: ['/run.sh'] }, finding: 'entrypoint-not-executable' },
  { what: 'a word of PATH', files: () => [], config: { Entrypoint: ['true'] }, finding: null },
  { what: 'a word of no PATH', files: () => [], config: { Entrypoint: ['nosuch'] }, finding: 'entrypoint-missing' },
  { what: 'a path seen from the working directory', files: () => [], config: { Entrypoint: ['./true'], WorkingDir: '/bin' }, finding: null },
  { what: 'a working directory that is a file', files: () => [script('srv', 'x')], config: { Entrypoint: ['true'], WorkingDir: '/srv' }, finding: 'workdir-broken' },
  {
    what: 'a link to nothing',
    files: () => [{ name: 'app', type: 'symlink', mode: 0o777, linkname: '/opt/app' }],
    config: { Entrypoint: ['/app'] },
    finding: 'entrypoint-missing',
  },
  { what: 'a user without a name', files: () => [], config: { Entrypoint: ['true'], User: '4711' }, finding: null },
  { what: 'a user that passwd does not have', files: () => [], config: { Entrypoint: ['true'], User: 'nosuch' }, finding: 'user-unknown' },
  {
    what: 'a program behind a closed folder, for another user',
    files: () => [{ name: 'closed', type: 'directory', mode: 0o700 }, script('closed/run.sh', '#!/bin/sh\nexit 0\n')],
    config: { Entrypoint: ['/closed/run.sh'], User: '1000' },
    finding: 'entrypoint-not-executable',
  },
  {
    what: 'the same for root',
    files: () => [{ name: 'closed', type: 'directory', mode: 0o700 }, script('closed/run.sh', '#!/bin/sh\nexit 0\n')],
    config: { Entrypoint: ['/closed/run.sh'] },
    finding: null,
  },
  {
    what: 'a program whose loader is nowhere',
    files: (busybox) => [{ name: 'app', type: 'file', mode: 0o755, content: dynamicOf(busybox) }],
    config: { Entrypoint: ['/app'] },
    finding: 'entrypoint-loader-missing',
  },
];

describe.skipIf(reached.engine === null)(`an audit against the real thing${reached.reason === null ? '' : ` (${reached.reason})`}`, () => {
  let engine: Engine;
  let room: ImageRoom;
  let cacheFolder: string;
  let base: string;
  let busybox: Buffer;
  let platform: string;
  const images: string[] = [];

  beforeAll(async () => {
    if (reached.engine === null) return;
    engine = reached.engine;
    cacheFolder = await mkdtemp(join(tmpdir(), 'cgoscope-audit-'));
    room = createImageRoom({ cacheFolder });
    base = await busyboxImage();
    ({ platform } = await engine.info());
    const id = await engine.createContainer({ image: base, role: 'run', run: 'test-audit', argv: ['true'] });
    const file = await engine.getFile(id, '/bin/busybox');
    await engine.removeContainer(id);
    if (file === null) throw new Error('busybox is not in its image');
    busybox = file.content;
  });
  afterAll(async () => {
    if (reached.engine === null) return;
    for (const image of images) await engine.removeImage(image);
    await engine.close();
    await rm(cacheFolder, { recursive: true });
  });

  /** How it ended: null for a start that worked. */
  const started = async (image: string, argv: string[], more: { user?: string; workdir?: string } = {}): Promise<{ refused: string | null; stdout: string }> => {
    let id: string;
    try {
      id = await engine.createContainer({ image, role: 'run', run: 'test-audit', argv, ...more });
    } catch (error) {
      // Some engines look at the working directory when they make the container.
      if (error instanceof EngineAnswerError && /not a directory/.test(error.engineText)) return { refused: error.engineText, stdout: '' };
      throw error;
    }
    const out = { stdout: '', stderr: '' };
    try {
      const running = await engine.startContainer(id, { onStdout: (chunk) => (out.stdout += chunk.toString()), onStderr: (chunk) => (out.stderr += chunk.toString()) });
      const { code } = await running.ended;
      return { refused: code === 0 ? null : `code ${code}: ${out.stderr}`, stdout: out.stdout };
    } catch (error) {
      if (error instanceof StartFailedError) return { refused: error.engineText, stdout: '' };
      throw error;
    } finally {
      await engine.removeContainer(id);
    }
  };

  it.each(CASES)('$what: starts or not, as it says ($finding)', async ({ what, files, config, finding }) => {
    const image = `cgoscope-test/audit:${createHash('sha256').update(what).digest('hex').slice(0, 12)}`;
    await loadScratchImage(engine, image, platform, [...busyboxFiles(busybox), ...files(busybox)], config);
    images.push(image);
    const { index } = await room.index(engine, image);
    const { image: facts, findings } = auditOf(index);
    const errors = findings.filter(({ level }) => level === 'error').map(({ id }) => id);
    expect(errors).toEqual(finding === null ? [] : [finding]);
    const { refused } = await started(image, facts.start.argv, {
      ...(facts.config.user !== '' && { user: facts.config.user }),
      ...(facts.config.workdir !== '' && { workdir: facts.config.workdir }),
    });
    expect(refused === null, refused ?? 'it started').toBe(finding === null);
  });

  it('has the users, modes, owners, sizes and links that a program inside sees', async () => {
    const { index } = await room.index(engine, base);
    const { image: facts } = auditOf(index);
    const { stdout: passwd } = await started(base, ['cat', '/etc/passwd']);
    expect(facts.passwd.users.map((user) => `${user.name}:x:${user.uid}:${user.gid}::${user.home}:${user.shell}`)).toEqual(
      passwd
        .trim()
        .split('\n')
        .map((line) => line.replace(/^(\w+:x:\d+:\d+):\w*:/, '$1::')),
    );
    const { stdout } = await started(base, ['sh', '-c', 'cd /bin && stat -c "%n %a %u %g %s %F" *']);
    const inside = stdout.trim().split('\n').sort();
    const said = filesOf(index, '/bin')
      .entries.map(({ name, mode, uid, gid, size, kind, target }) => {
        const octal = Number.parseInt(mode, 8).toString(8);
        return `${name} ${octal} ${uid} ${gid} ${kind === 'symlink' ? (target ?? '').length : size} ${kind === 'file' ? 'regular file' : 'symbolic link'}`;
      })
      .sort();
    expect(said).toEqual(inside);
    expect(facts.shell).toBe('/bin/sh');
    expect(facts).toMatchObject({ platformHolds: true, libc: 'none', config: { platform } });
  });

  it('is in the list of local images, newest first, with what belongs to this install marked', async () => {
    const image = `cgoscope-test/audit:mine`;
    await loadScratchImage(engine, image, platform, [script('x', 'x')]);
    images.push(image);
    const list = await room.list(engine);
    expect(list.find(({ tags }) => tags.includes(image))).toMatchObject({ ours: true });
    expect(list.find(({ tags }) => tags.includes(base))).toMatchObject({ ours: false });
    const times = list.map(({ createdAt }) => createdAt);
    expect(times).toEqual([...times].sort().reverse());
  });
});
