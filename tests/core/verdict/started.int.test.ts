// Every verdict beside what really happens: programs of all kinds started in images of all kinds, in a real container by a real kernel and the image's own loader.
// No `yes` that does not start, no `no` that does; what is left unknown is written down here with its reason.
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesSource, readBinding, readElf, readElfDetail, readUndefinedSymbols } from '../../../src/core/evidence/index.ts';
import { readHostFacts, StartFailedError, type TarFile } from '../../../src/core/engine/index.ts';
import { envOf } from '../../../src/core/image/env.ts';
import { readImage, type ImageIndex } from '../../../src/core/image/index.ts';
import { agrees, judge, whatHappened, type JudgeInput } from '../../../src/core/verdict/index.ts';
import type { HostFacts, Verdict } from '../../../src/shared/domain/verdict.ts';
import { newCache, oldCache } from '../../builders/ld-cache.ts';
import { reachEngine } from '../../helpers/engine.ts';
import { patient, TEST_IDENTITY, testRoom } from '../../helpers/toolchain.ts';
import { buildPrograms, MARK, WHICH } from './programs.ts';

const { engine } = await reachEngine(TEST_IDENTITY);
const room = engine ? await testRoom(engine) : null;
const info = engine ? await engine.info() : null;
const skip =
  !engine || !room || info?.platform !== 'linux/amd64' || (await room.check({ go: '1.24', platform: 'linux/arm64', libc: 'glibc', packages: [] })).kind === 'unsupported';
if (engine && skip) console.warn(`skipped: programs of all kinds are built by an amd64 engine with Debian's compilers, and this is ${info?.platform ?? '?'}`);

type Binary = Pick<JudgeInput, 'binding' | 'elf' | 'go' | 'undefinedSymbols' | 'scriptHead'>;

interface Happening {
  /** An errno of execve; 0: it was executed. */
  error: number;
  code: number;
  signal: number;
  output: string;
}

/** An image that is made of another by putting files into it. */
interface Derived {
  /** The name of a run image of ours, or `helper`: the one that has a shell. */
  base: string;
  platform?: string;
  files?: TarFile[];
  env?: string[];
}

const LIB = 'usr/lib/x86_64-linux-gnu';
/** What dlopens a library, and what it says without one. */
const opener = (library: string): string => (library.includes('musl') ? 'dl-musl' : 'dl-glibc');
const NOTHING_TO_OPEN = '?';

describe.skipIf(skip)('a verdict, and what happens', () => {
  if (!engine || !room) return;
  let folder = '';
  let names: string[] = [];
  let host: HostFacts;
  const binaries = new Map<string, Binary>();
  const made: string[] = [];
  const volume = `cgoscope-verdict-${randomUUID().slice(0, 8)}`;
  const bytes = (name: string): Promise<Buffer> => readFile(join(folder, name));
  const file = async (name: string, from: string, mode = 0o755): Promise<TarFile> => ({ name, type: 'file', mode, content: await bytes(from) });
  const link = (name: string, linkname: string): TarFile => ({ name, type: 'symlink', mode: 0o777, linkname });

  beforeAll(async () => {
    ({ folder, names } = await buildPrograms(engine, room));
    host = await readHostFacts(engine, null);
    await engine.ensureVolume(volume, 'run');
    const { image } = await room.ensureHelper(patient);
    const id = await engine.createContainer({ image, role: 'run', run: '-', argv: ['/bin/true'], mounts: [{ volume, target: '/t', readOnly: false }] });
    try {
      for (const name of names) await engine.putFiles(id, '/t', [await file(name, name)]);
      await engine.putFiles(id, '/t', [await file('not-executable', 'go-amd64', 0o644)]);
    } finally {
      await engine.removeContainer(id);
    }
    for (const name of [...names, 'not-executable']) {
      const content = await bytes(name === 'not-executable' ? 'go-amd64' : name);
      const source = bytesSource(content);
      const elf = readElf(source, `/t/${name}`);
      binaries.set(name, {
        elf,
        go: elf.go === null ? null : readElfDetail(source, name, ['go']).go,
        undefinedSymbols: elf.format === 'elf' ? readUndefinedSymbols(source) : null,
        binding: elf.format === 'elf' ? readBinding(source) : null,
        scriptHead: elf.format === 'script' ? (content.toString('utf8', 0, 256).split('\n', 1)[0] ?? null) : null,
      });
    }
  });
  afterAll(async () => {
    for (const image of made) await engine.removeImage(image);
    await engine.removeVolume(volume);
    await engine.close();
  });

  const plain = new Map<string, Promise<{ image: string; index: ImageIndex }>>();
  const imageOf = (derived: Derived): Promise<{ image: string; index: ImageIndex }> => {
    if (derived.files !== undefined || derived.env !== undefined) return makeImage(derived);
    const key = `${derived.base} ${derived.platform ?? ''}`;
    const known = plain.get(key) ?? makeImage(derived);
    plain.set(key, known);
    return known;
  };
  const makeImage = async ({ base, platform = 'linux/amd64', files, env }: Derived): Promise<{ image: string; index: ImageIndex }> => {
    let { image } = base === 'helper' ? await room.ensureHelper(patient) : await room.ensureRunImage(base, platform, patient);
    if (files !== undefined || env !== undefined) {
      const id = await engine.createContainer({ image, role: 'run', run: '-', platform, argv: ['/t/runner'], network: 'none' });
      try {
        for (const each of files ?? []) await engine.putFiles(id, '/', [each]);
        const tag = randomUUID().slice(0, 12);
        image = await engine.commitContainer(id, { repo: 'cgoscope-test/verdict', tag, role: 'run', ...(env === undefined ? {} : { env }) });
        made.push(image);
      } finally {
        await engine.removeContainer(id);
      }
    }
    return { image, index: await readImage(await engine.saveImage(image), { ref: base, platform }) };
  };

  /** One container of the image, with a small static program in it that starts all the others. */
  const startAll = async (image: string, platform: string, programs: readonly string[]): Promise<Map<string, Happening>> => {
    const argv = ['/t/runner', ...programs.flatMap((name) => (name.endsWith('.so') ? [name, `/t/${opener(name)}`, `/t/${name}`] : [name, `/t/${name}`, '-']))];
    const id = await engine.createContainer({ image, role: 'run', run: '-', platform, argv, network: 'none', mounts: [{ volume, target: '/t', readOnly: true }] });
    try {
      let said = '';
      let wrong = '';
      const running = await engine.startContainer(id, { onStdout: (chunk) => void (said += chunk.toString()), onStderr: (chunk) => void (wrong += chunk.toString()) });
      const { code, error } = await running.ended;
      expect({ code, error, wrong }).toEqual({ code: 0, error: '', wrong: '' });
      return new Map(
        said
          .trim()
          .split('\n')
          .map((line) => {
            const [name = '', failed, exit, signal, hex = ''] = line.split(' ');
            return [name, { error: Number(failed), code: Number(exit), signal: Number(signal), output: Buffer.from(hex, 'hex').toString() }];
          }),
      );
    } finally {
      await engine.removeContainer(id);
    }
  };

  const judgeOf = (name: string, index: ImageIndex): Verdict => {
    const binary = binaries.get(name);
    if (binary === undefined) throw new Error(`no program ${name}`);
    return judge({ ...binary, image: index, host, at: `/t/${name}`, env: envOf(index.config), mode: name === 'not-executable' ? 0o644 : 0o755 });
  };

  /** Parts of a program, and what only the runner is for. */
  const NO_PROGRAM = /^(?:runner|system-.*|.*lib(?:one|two).*)$/;
  /** Libraries are looked for by these; the rest is started in the plain images alone. */
  const LOOKS = /^(?:[cm]-|cgo-(?:glibc|musl)|.*\.so$|dl-|lookup-)/;

  it('agree on every program in every image, and leave little unknown', async () => {
    const one = await file('opt/lib/libone.so', 'libone.so');
    const two = await file('opt/lib/libtwo.so.1', 'libtwo.so.1');
    const cached = [
      { name: 'libone.so', path: '/srv/one/libone.so' },
      { name: 'libtwo.so.1', path: '/srv/one/libtwo.so.1' },
    ];
    const inSrv = [await file('srv/one/libone.so', 'libone.so'), await file('srv/one/libtwo.so.1', 'libtwo.so.1')];
    const cache = (content: Buffer): TarFile => ({ name: 'etc/ld.so.cache', type: 'file', mode: 0o644, content });
    const loader = (name: string, mode = 0o755): Promise<TarFile> => file(name, 'system-ld-linux-x86-64.so.2', mode);
    const images: Record<string, Derived> = {
      'a shell': { base: 'helper' },
      empty: { base: 'empty' },
      glibc: { base: 'glibc' },
      'glibc-old': { base: 'glibc-old' },
      musl: { base: 'musl' },
      distroless: { base: 'distroless' },
      'empty arm64': { base: 'empty', platform: 'linux/arm64' },
      'glibc arm64': { base: 'glibc', platform: 'linux/arm64' },
      'musl arm64': { base: 'musl', platform: 'linux/arm64' },
      'libraries in /opt/lib': { base: 'glibc', files: [one, two] },
      'libraries that know their own': {
        base: 'glibc',
        files: [await file('opt/lib/libone.so', 'libone-runpath.so'), await file('opt/lib/more/libtwo.so.1', 'libtwo.so.1')],
      },
      'libraries in $LIB': {
        base: 'glibc',
        files: [await file('opt/lib/x86_64-linux-gnu/libone.so', 'libone-runpath.so'), await file('opt/lib/x86_64-linux-gnu/more/libtwo.so.1', 'libtwo.so.1')],
      },
      LD_LIBRARY_PATH: { base: 'glibc', files: inSrv, env: ['LD_LIBRARY_PATH=/nowhere:/srv/one'] },
      'ld.so.cache': { base: 'glibc', files: [...inSrv, cache(newCache(cached))] },
      'ld.so.cache of 2.31': { base: 'glibc', files: [...inSrv, cache(oldCache(cached, newCache(cached)))] },
      'ld.so.cache of the other byte order': { base: 'glibc', files: [...inSrv, cache(newCache(cached, { order: 3 }))] },
      'ld.so.cache of another machine': { base: 'glibc', files: [...inSrv, cache(newCache(cached.map((each) => ({ ...each, flags: 0x0a03 }))))] },
      'ld.so.cache for CPUs': {
        base: 'glibc',
        files: [...inSrv, cache(newCache(cached.map((each) => ({ ...each, hwcaps: 'x86-64-v2' }))))],
      },
      'usr/local/lib without ldconfig': { base: 'glibc', files: [await file('usr/local/lib/libone.so', 'libone.so'), await file('usr/local/lib/libtwo.so.1', 'libtwo.so.1')] },
      'another machine first': {
        base: 'glibc',
        files: [await file('opt/lib/libone.so', 'c-arm64-say'), await file(`${LIB}/libone.so`, 'libone.so'), await file(`${LIB}/libtwo.so.1`, 'libtwo.so.1')],
      },
      'junk first': {
        base: 'glibc',
        files: [await file('opt/lib/libone.so', 'script'), await file(`${LIB}/libone.so`, 'libone.so'), await file(`${LIB}/libtwo.so.1`, 'libtwo.so.1')],
      },
      hwcaps: { base: 'glibc', files: [await file(`${LIB}/glibc-hwcaps/x86-64-v2/libone.so`, 'libone.so'), await file(`${LIB}/libtwo.so.1`, 'libtwo.so.1')] },
      'musl with libraries': { base: 'musl', files: [await file('opt/lib/libone.so', 'musl-libone.so'), await file('opt/lib/libtwo.so.1', 'musl-libtwo.so.1')] },
      'musl with junk': { base: 'musl', files: [await file('opt/lib/libone.so', 'script')] },
      'musl with a path file': {
        base: 'empty',
        files: [
          ...(await muslFiles()),
          { name: 'etc/ld-musl-x86_64.path', type: 'file', mode: 0o644, content: Buffer.from('/srv/a\n/srv/one\n') },
          await file('srv/one/libone.so', 'musl-libone.so'),
          await file('srv/one/libtwo.so.1', 'musl-libtwo.so.1'),
        ],
      },
      'musl in place of glibc': { base: 'musl', files: [link('usr/lib64/ld-linux-x86-64.so.2', '/lib/ld-musl-x86_64.so.1')] },
      'a /usr that was not merged': { base: 'empty', files: [await loader(`${LIB}/ld-linux-x86-64.so.2`), await file(`${LIB}/libc.so.6`, 'system-libc.so.6')] },
      'a loader nobody may execute': {
        base: 'empty',
        files: [await loader('lib64/ld-linux-x86-64.so.2', 0o644), await file('lib/x86_64-linux-gnu/libc.so.6', 'system-libc.so.6')],
      },
      "Debian's loader in /lib64, libc beside it": { base: 'empty', files: [await loader('lib64/ld-linux-x86-64.so.2'), await file('lib64/libc.so.6', 'system-libc.so.6')] },
      'a loader of another machine': { base: 'empty', files: [await file('lib64/ld-linux-x86-64.so.2', 'c-arm64-say')] },
      'a loader that is a text': { base: 'empty', files: [await file('lib64/ld-linux-x86-64.so.2', 'script')] },
    };
    const programs = [...binaries.keys()].filter((name) => !NO_PROGRAM.test(name)).sort();
    const lines: string[] = [];
    const wrong: string[] = [];
    const unknown = new Map<string, string[]>();
    let agreed = 0;
    for (const [title, derived] of Object.entries(images)) {
      const { image, index } = await imageOf(derived);
      const isPlain = derived.files === undefined && derived.env === undefined;
      const here = programs.filter((name) => isPlain || LOOKS.test(name));
      const happened = await startAll(image, derived.platform ?? 'linux/amd64', here);
      const row = { yes: 0, no: 0, unknown: 0 };
      for (const name of here) {
        if (name.startsWith('dl-')) continue;
        // Whether a library can be loaded is seen where the program that loads it runs.
        if (name.endsWith('.so') && happened.get(opener(name))?.output !== NOTHING_TO_OPEN) continue;
        const verdict = judgeOf(name, index);
        const real = happened.get(name);
        if (real === undefined) throw new Error(`${name} was not started in ${title}`);
        const started = real.output.includes(MARK);
        row[verdict.runs] += 1;
        if (verdict.runs === 'unknown') unknown.set(`${name} in ${title}`, [verdict.reason, started ? 'started' : 'did not']);
        else if ((verdict.runs === 'yes') === started) agreed += 1;
        else
          wrong.push(
            `${name} in ${title}: ${verdict.runs} (${verdict.reason}), and it ${started ? 'ran' : `did not: errno ${real.error}, code ${real.code}, signal ${real.signal}, ${JSON.stringify(real.output.slice(0, 300))}`}`,
          );
      }
      lines.push(`${title.padEnd(44)} ${String(row.yes).padStart(4)} ${String(row.no).padStart(4)} ${String(row.unknown).padStart(4)}`);
    }
    console.log(
      [
        `${''.padEnd(44)}  yes   no    ?`,
        ...lines,
        `${agreed} verdicts as it happened, ${wrong.length} wrong, ${unknown.size} unknown`,
        ...[...unknown].map(([what, [why, then]]) => `  ? ${what}: ${why}; it ${then}`),
        ...wrong,
      ].join('\n'),
    );
    expect(wrong).toEqual([]);
    expect(agreed).toBeGreaterThan(WHICH === 'all' ? 1_000 : 700);
    expect(unknown.size).toBeLessThan(agreed / 20);
    for (const [what, [why]] of unknown) expect(`${what}: ${why}`).toMatch(/which instructions/);
  });

  it('agree with what Docker says of a start, in its words', async () => {
    const starts: { name: string; base: string; platform?: string; mode?: number; user?: string; check: string | null }[] = [
      { name: 'go-amd64', base: 'empty', check: null },
      { name: 'go-arm64', base: 'empty', platform: 'linux/arm64', check: null },
      { name: 'cgo-glibc', base: 'glibc', check: null },
      { name: 'cgo-glibc', base: 'musl', check: 'interp' },
      { name: 'cgo-glibc', base: 'glibc-old', check: 'versions' },
      { name: 'c-needs-absent', base: 'glibc', check: 'needed' },
      { name: 'm-needs-absent', base: 'musl', check: 'needed' },
      { name: 'go-riscv64', base: 'empty', check: 'machine' },
      { name: 'cgo-arm64-glibc', base: 'glibc', check: 'interp' },
      { name: 'script-crlf', base: 'helper', check: 'format' },
      { name: 'text', base: 'helper', check: 'format' },
      { name: 'empty', base: 'empty', check: 'format' },
      { name: 'go-windows', base: 'glibc', check: 'format' },
      { name: 'go-amd64', base: 'empty', mode: 0o644, check: 'permission' },
      { name: 'go-amd64', base: 'glibc', user: 'nobody-of-this-name', check: 'permission' },
    ];
    for (const { name, base, platform = 'linux/amd64', mode = 0o755, user, check } of starts) {
      const { image, index } = await imageOf({ base, platform });
      const binary = binaries.get(name);
      if (binary === undefined) throw new Error(`no program ${name}`);
      const seen: ImageIndex = user === undefined ? index : Object.assign(Object.create(index) as ImageIndex, { config: { ...index.config, user } });
      const verdict = judge({ ...binary, image: seen, host, at: '/app', env: envOf(index.config), mode });
      const id = await engine.createContainer({ image, role: 'run', run: '-', platform, argv: ['/app'], network: 'none', ...(user === undefined ? {} : { user }) });
      const outcome = { outcome: 'exit', code: null as number | null, signal: null, error: null as string | null, stderr: '' };
      try {
        await engine.putFiles(id, '/', [await file('app', name, mode)]);
        const running = await engine.startContainer(id, { onStderr: (chunk) => void (outcome.stderr += chunk.toString()) });
        outcome.code = (await running.ended).code;
      } catch (error) {
        if (!(error instanceof StartFailedError)) throw error;
        outcome.outcome = 'start-failed';
        outcome.error = error.engineText;
      } finally {
        await engine.removeContainer(id);
      }
      const happened = whatHappened(outcome);
      const failed = verdict.checks.find(({ status }) => status === 'fail')?.id ?? null;
      expect({ name, base, failed, agrees: agrees(verdict.runs, happened), said: happened.line }, verdict.reason).toMatchObject({ failed: check, agrees: true });
    }
  });

  /** musl's loader alone, of the run image. */
  async function muslFiles(): Promise<TarFile[]> {
    const { image } = await room!.ensureRunImage('musl', 'linux/amd64', patient);
    const id = await engine!.createContainer({ image, role: 'run', run: '-', argv: ['/'] });
    try {
      const found = await engine!.getFile(id, '/usr/lib/x86_64-linux-musl/libc.so');
      if (found === null) throw new Error('the musl image has no libc.so');
      return [{ name: 'lib/ld-musl-x86_64.so.1', type: 'file', mode: 0o755, content: found.content }];
    } finally {
      await engine!.removeContainer(id);
    }
  }
});
