// The owner of the data folder is killed under a command: one sentence and exit code 4, the truth about what was cut off, and nothing left on the engine.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApi } from '../../src/core/owner/index.ts';
import { openStore } from '../../src/core/store/index.ts';
import { DOCUMENTS, eventSchema } from '../../src/shared/domain/documents.ts';
import type { Finding } from '../../src/shared/domain/explain.ts';
import { goProject } from '../builders/go-project.ts';
import { BUSYBOX_IMAGE, busyboxImage } from '../helpers/busybox.ts';
import { LAB_READY_MS, makeLab } from '../helpers/dns-lab.ts';
import { engineReason } from '../helpers/engine-reason.ts';
import { startOwner, temporaryFolder } from '../helpers/owner.ts';
import { cli } from './support.ts';

const BIN = fileURLToPath(new URL('../../bin/cgoscope', import.meta.url));
const OWNER = fileURLToPath(new URL('../../src/core/workers/owner.ts', import.meta.url));

const ownerOf = (folder: string): number => (JSON.parse(readFileSync(join(folder, 'owner.json'), 'utf8')) as { pid: number }).pid;

describe('a command whose owner goes away between two requests', () => {
  const data = temporaryFolder();
  afterAll(() => data.remove());

  it('says so in one sentence, with 4, and that nothing is known to have begun', async () => {
    const killed: number[] = [];
    const told = await cli(['run', '/home/ann/project', '--yes'], {
      open: async () => {
        const api = await openApi({ folder: data.path, ownerEntry: OWNER });
        return {
          call: async (name, input, options) => {
            killed.push(api.owner.pid);
            process.kill(api.owner.pid, 'SIGKILL');
            await new Promise((resolve) => api.gone.addEventListener('abort', resolve));
            return api.call(name, input, options);
          },
          on: (name, listener, options) => api.on(name, listener, options),
          close: () => api.close(),
          gone: api.gone,
        };
      },
    });
    expect(told).toMatchObject({ code: 4, out: '' });
    expect(told.err).toBe(
      `cgoscope: the process ${killed[0]} that owns the data folder has ended before it said that the run had begun; what is stored is whole, and \`cgoscope runs\` shows whether it is there\n`,
    );
  });
});

const reason = await engineReason();

const MATRIX = `axes: { cgo: [0], platform: [native], base: [empty], tags: [good, waits] }
cells:
  - { when: tags=waits, run: { limits: { time: 2m } } }
`;
/** What it does is built in, so that a fix of the build changes it too. */
const FILES = {
  'main.go': 'package main\n\nfunc main() { act() }\n',
  'good.go': '//go:build !waits\n\npackage main\n\nfunc act() {}\n',
  'waits.go': '//go:build waits\n\npackage main\n\nimport "time"\n\nfunc act() {\n\tprintln("waiting")\n\ttime.Sleep(time.Hour)\n}\n',
  'cgoscope.yaml': MATRIX,
};

describe.skipIf(reason !== null)(`a command whose owner is killed under it${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  const data = temporaryFolder();
  const project = goProject(FILES);
  const env = { ...process.env, CGOSCOPE_DATA: data.path };
  const install = (): string => readFileSync(join(data.path, 'install'), 'utf8').trim();

  const cgoscope = (...argv: string[]): string => execFileSync(BIN, argv, { env, encoding: 'utf8', maxBuffer: 64 << 20 });
  const onEngine = (): string[] =>
    [
      ['ps', '-q'],
      ['network', 'ls', '-q'],
    ].flatMap((argv) =>
      execFileSync('docker', [...argv, '--filter', `label=io.cgoscope.install=${install()}`, '--filter', 'label=io.cgoscope.role=run'], { encoding: 'utf8' })
        .split('\n')
        .filter(Boolean),
    );

  beforeAll(async () => {
    const owner = await startOwner(data.path);
    await makeLab(owner.api);
    await owner.stop();
    await busyboxImage();
    // the tracer is made here, not while the test waits for the program
    cgoscope('trace', 'record', '--yes', '--once', BUSYBOX_IMAGE, 'true');
    writeFileSync(join(data.path, 'resolv.conf'), 'nameserver 10.0.0.1\noptions timeout:30 attempts:2\n');
  }, LAB_READY_MS);
  afterAll(() => {
    // the last owner ends by itself; it is not waited for
    data.remove();
    project.remove();
  });

  /** Starts a command, kills its owner with -9 as soon as `reached` says so of what stdout has shown, and answers what it said at its end. */
  const killedWhen = async (argv: string[], reached: (out: string) => boolean): Promise<string> => {
    const child = spawn(BIN, argv, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    let over = false;
    void ended.then(() => (over = true));
    await expect.poll(() => over || reached(out), { timeout: 240_000 }).toBe(true);
    expect(over, err).toBe(false);
    const pid = ownerOf(data.path);
    process.kill(pid, 'SIGKILL');
    expect(await ended, err).toBe(4);
    const last = err.trimEnd().split('\n').at(-1) ?? '';
    expect(last).toContain(`cgoscope: the process ${pid} that owns the data folder has ended and `);
    expect(err).not.toContain('a bug of ours');
    expect(err).not.toMatch(/\n\s+at /);
    return last;
  };

  /** The work that a sentence names, by the command that it gives. */
  const shownBy = (sentence: string): { id: string; document: unknown } => {
    const found = /was cut off; what it had finished is kept: `cgoscope (.* ([0-9A-Z]{26}))` shows it$/.exec(sentence);
    expect(found, sentence).not.toBeNull();
    return { id: found?.[2] ?? '', document: JSON.parse(cgoscope(...(found?.[1] ?? '').split(' '), '--json')) };
  };

  /** The next command that needs an owner starts one, which removes what is left, whether or not the command needs the engine. */
  const nothingIsLeft = async (): Promise<void> => {
    expect(JSON.parse(cgoscope('clean', '--older', '36500', '--json'))).toMatchObject({ schema: 'cgoscope/clean@0', applied: false });
    await expect.poll(onEngine).toEqual([]);
  };

  const events = (out: string) =>
    out
      .split('\n')
      .slice(0, -1)
      .map((line) => eventSchema.parse(JSON.parse(line)));

  it('in the middle of run: names the run, which keeps its finished cell', async () => {
    const sentence = await killedWhen(['run', project.path, '--yes', '--events'], (out) => {
      const seen = events(out);
      return (
        seen.some((event) => event.type === 'cell' && event.cell === 1 && event.state === 'done') &&
        seen.some((event) => event.type === 'log' && event.cell === 2 && event.stream === 'stderr')
      );
    });
    expect(onEngine()).not.toEqual([]);
    const { document } = shownBy(sentence);
    expect(DOCUMENTS.run.parse(document)).toMatchObject({
      state: 'interrupted',
      cells: [
        { state: 'done', outcome: 'pass' },
        { state: 'interrupted', green: null },
      ],
    });
    await nothingIsLeft();
    expect(shownBy(sentence).document).toEqual(document); // the new owner wrote down what a reader concluded
  });

  it('in the middle of rerun --fix: names the try, and the fix stays unproven', async () => {
    const red = (JSON.parse(cgoscope('runs', '--json')) as { runs: { id: string }[] }).runs[0]?.id ?? '';
    // A finding by hand: what the rules offer is another test's. The fix makes the green cell wait.
    const finding: Finding = {
      id: 'by-hand',
      rule: 'by-hand',
      cause: 'loader-missing',
      title: 'made by the test',
      confidence: 0.9,
      evidence: [],
      fixes: [{ id: 'wait', title: 'wait', change: { axes: { tags: 'waits' } }, tradeOffs: [], proof: null }],
      see: [],
      follows: null,
      next: null,
      against: [],
    };
    const store = openStore(data.path);
    const cell = store.getRun(red).cells[0];
    if (cell === undefined) throw new Error('the run has no cell');
    store.saveCell(red, { ...cell, outcome: 'start-failed', green: false, findings: [finding] });
    store.close();
    const sentence = await killedWhen(['rerun', `${red}/1`, '--fix', 'wait', '--events'], (out) => events(out).some((event) => event.type === 'log' && event.stream === 'stderr'));
    const { id, document } = shownBy(sentence);
    expect(id).not.toBe(red);
    expect(DOCUMENTS.run.parse(document)).toMatchObject({ state: 'interrupted', cells: [{ state: 'interrupted' }] });
    await nothingIsLeft();
  });

  it('in the middle of dns measure: names the measurement, which is interrupted', async () => {
    const sentence = await killedWhen(
      ['dns', 'measure', '--resolv-conf', join(data.path, 'resolv.conf'), '--subject', 'go', '--server', '1=silent', '--yes'],
      () => onEngine().length > 0,
    );
    const { document } = shownBy(sentence);
    expect(DOCUMENTS['dns-measurement'].parse(document)).toMatchObject({ state: 'interrupted', samples: [] });
    await nothingIsLeft();
  });

  it('in the middle of trace record: names the recording, which is interrupted', async () => {
    const sentence = await killedWhen(['trace', 'record', '--yes', '--once', '--seconds', '120', BUSYBOX_IMAGE, 'sleep', '120'], () => onEngine().length > 0);
    const { document } = shownBy(sentence);
    expect(DOCUMENTS['trace-recording'].parse(document)).toMatchObject({ state: 'interrupted' });
    await nothingIsLeft();
  });
});
