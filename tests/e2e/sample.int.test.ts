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
