// The sample, as ./quickstart runs it, and its recorded run, as ./quickstart opens it where there is no engine.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { DOCUMENTS } from '../../src/shared/domain/documents.ts';
import { engineReason } from '../helpers/engine-reason.ts';
import { temporaryFolder } from '../helpers/owner.ts';

const reason = await engineReason();
const root = fileURLToPath(new URL('../../', import.meta.url));
const BIN = `${root}bin/cgoscope`;

const cgoscope = (data: string, argv: string[], more: Record<string, string> = {}) =>
  spawnSync(BIN, argv, { env: { ...process.env, CGOSCOPE_DATA: data, ...more }, encoding: 'utf8', maxBuffer: 256 << 20 });

/** What must be concluded of each cell that its matrix file lets fail. */
const CAUSES_OF_THE_SAMPLE: Record<string, (axes: Record<string, string>) => boolean> = {
  'tzdata-missing': (axes) => axes['package'] === './cmd/stdlib' && axes['cgo'] === '0',
  'glibc-too-old': (axes) => axes['base'] === 'glibc-old',
  'loader-missing': (axes) => axes['package'] === './cmd/stdlib' && axes['libc'] === 'glibc' && axes['base'] === 'musl',
  'cgo-disabled-excludes': (axes) => axes['package'] === './cmd/csum' && axes['cgo'] === '0',
  'libc-mix-compile': (axes) => axes['package'] === './cmd/trap',
};

describe.skipIf(reason !== null)(`the sample${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  const data = temporaryFolder();
  afterAll(() => data.remove());

  it('does in every cell what its matrix file expects, foreign and failing ones included', { timeout: 900_000 }, () => {
    const { status, stdout, stderr } = cgoscope(data.path, ['run', `${root}resources/sample`, '--json', '--yes']);
    const run = DOCUMENTS.run.parse(JSON.parse(stdout));
    expect(run.state, stderr).toBe('done');
    expect(run.cells.length).toBeGreaterThanOrEqual(12);
    const colours = new Set<string>();
    const judged = new Set<string>();
    for (const cell of run.cells) {
      // Where no proxy answers SQLite can't be fetched: red, with that as its reason, and the rest stands.
      const unfetched = cell.axes.package === './cmd/sqlite' && cell.outcome === 'build-failed' && /proxy|dial|lookup|download/i.test(cell.reason ?? '');
      const notRun = cell.outcome === 'not-run' && cell.green === null && cell.axes.platform !== 'linux/amd64';
      expect(cell.green === true || unfetched || notRun, `${cell.key}: ${cell.outcome} ${cell.reason}`).toBe(true);
      colours.add(`${cell.expected} ${cell.emulated} ${cell.axes.libc}`);
      expect(cell.reproduce.length).toBeGreaterThan(0);
      // What was said of it before it was started came so, or nothing was said.
      if (cell.judgement) judged.add(`${cell.judgement.runs} ${cell.judgement.agrees}`);
      expect(cell.judgement?.agrees ?? null, `${cell.key}: ${JSON.stringify(cell.judgement)}, and then ${cell.outcome} ${cell.reason}`).not.toBe(false);
    }
    expect([...judged]).toEqual(expect.arrayContaining(['yes true', 'no true']));
    expect(colours.size).toBeGreaterThan(6);
    if (run.cells.every((cell) => cell.green !== false)) expect(status).toBe(0);
  });

  it('is explained wherever it fails, and mended where that can be done', { timeout: 600_000 }, () => {
    const run = DOCUMENTS.run.parse(JSON.parse(cgoscope(data.path, ['show', 'last', '--json']).stdout));
    const failed = run.cells.filter(({ outcome }) => outcome !== 'pass' && outcome !== 'not-run');
    expect(failed.length).toBeGreaterThan(4);
    const mended = new Set<string>();
    for (const cell of failed) {
      const [cause] = Object.entries(CAUSES_OF_THE_SAMPLE).find(([, is]) => is(cell.axes)) ?? [];
      if (cell.axes.package === './cmd/sqlite') continue; // above: it can only fail where no proxy answers
      const explained = DOCUMENTS.explain.parse(JSON.parse(cgoscope(data.path, ['explain', `${run.id}/${cell.number}`, '--json']).stdout));
      const [found] = explained.findings;
      expect(found?.cause, cell.key).toBe(cause);
      expect(cell.findings[0]?.cause, 'in the cell from its last stage on').toBe(cause);
      expect(found?.evidence.length).toBeGreaterThan(0);
      const fix = found?.fixes.find(({ change }) => (change.manual ?? []).length === 0);
      // One of each cause, on the engine's own platform.
      if (fix === undefined || cause === undefined || mended.has(cause) || cell.emulated) continue;
      const told = cgoscope(data.path, ['rerun', `${run.id}/${cell.number}`, '--fix', fix.id, '--json']);
      const proof = DOCUMENTS.proof.parse(JSON.parse(told.stdout));
      expect(proof.proven, `${cause} by ${fix.id}: ${proof.green.outcome}`).toBe(true);
      mended.add(cause);
    }
    expect([...mended].sort()).toEqual(Object.keys(CAUSES_OF_THE_SAMPLE).sort());
  });
});

describe('the recorded sample run', () => {
  const data = temporaryFolder();
  afterAll(() => data.remove());

  it('opens without an engine, with every cell, its logs and its facts', () => {
    const none = { DOCKER_HOST: 'unix:///nonexistent.sock' };
    const imported = cgoscope(data.path, ['import', `${root}resources/recorded-sample-run.cgoscope`, '--json'], none);
    expect(imported.status, imported.stderr).toBe(0);
    const run = DOCUMENTS.run.parse(JSON.parse(cgoscope(data.path, ['show', 'last', '--json'], none).stdout));
    expect(run.cells.length).toBeGreaterThanOrEqual(12);
    for (const cell of run.cells.filter((each) => each.outcome === 'pass')) {
      const show = DOCUMENTS.show.parse(JSON.parse(cgoscope(data.path, ['show', `last/${cell.number}`, '--json'], none).stdout));
      expect(show.elf?.format).toBe('elf');
      expect(show.trace?.events).toBeGreaterThan(0);
      expect(show.logs.build?.text).toContain('WORK=');
    }
    expect(cgoscope(data.path, ['report', 'last', '--to', `${data.path}/r.html`], none).status).toBe(0);
  });
});
