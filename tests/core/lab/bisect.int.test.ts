// A bisect over the real engine: the step that is named was really red, the one before it really green, and only as many cells were run as halving takes.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goProject, type TemporaryProject } from '../../builders/go-project.ts';
import { engineReason } from '../../helpers/engine-reason.ts';
import { runRequest, shellEnv, startOwner, temporaryFolder } from '../../helpers/owner.ts';

const reason = await engineReason();

/** Fails where the file of tag `culprit` is in it. */
const MAIN = 'package main\n\nimport "os"\n\nvar code int\n\nfunc main() { os.Exit(code) }\n';
const CULPRIT = '//go:build culprit\n\npackage main\n\nfunc init() { code = 3 }\n';
const MATRIX = `axes:
  platform: [native]
  cgo: [0]
  base: [empty]
  tags: ['-', a+b+culprit+d]
  go: ['1.24']
run: { trace: off, network: none }
cells:
  - when: "!tags=-"
    env: { IDLE: "1" }
    ldflags: -s
`;

describe.skipIf(reason !== null)(`a bisect${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  let project: TemporaryProject;
  let folder: ReturnType<typeof temporaryFolder>;
  let owner: Awaited<ReturnType<typeof startOwner>>;
  let run = '';

  beforeAll(async () => {
    project = goProject({ 'main.go': MAIN, 'culprit.go': CULPRIT, 'cgoscope.yaml': MATRIX });
    folder = temporaryFolder();
    owner = await startOwner(folder.path);
    ({ id: run } = await owner.api.call('run.start', runRequest(project.path)));
    await owner.api.call('run.wait', { run });
  }, 240_000);
  afterAll(async () => {
    await owner.stop();
    folder.remove();
    project.remove();
  });

  const bisect = async (red: string, green: string | null = null) => {
    const { id } = await owner.api.call('bisect.start', { red, green, env: shellEnv() });
    return owner.api.call('bisect.get', { id, wait: true });
  };

  it('names the one tag, beside an environment and flags that change nothing', async () => {
    const { cells } = await owner.api.call('run.get', { run });
    const red = cells.find(({ green }) => green === false);
    const found = await bisect(`${run}/${red?.number}`);
    expect(found).toMatchObject({ state: 'done', why: expect.stringContaining('tags a,b → a,b,culprit') });
    const [before, at] = [found.steps[(found.step ?? 0) - 1], found.steps[found.step ?? 0]];
    expect([before?.green, at?.green, at?.outcome]).toEqual([true, false, 'exit 3']);
    expect(found.steps).toHaveLength(7);
    expect(found.steps.filter((step) => step.cell !== null).length).toBeLessThanOrEqual(5);
    // What is said of a step is what the cell was.
    const { cell } = await owner.api.call('cell.get', { run: at?.run ?? '', cell: String(at?.cell), logBytes: 0 });
    expect(cell.axes['tags']).toBe('a,b,culprit');
    expect(await owner.api.call('bisect.get', { id: found.id })).toEqual(found);
  }, 240_000);

  it('says that the files are the reason where they are', async () => {
    const { cells } = await owner.api.call('run.get', { run });
    const green = cells.find((cell) => cell.green === true);
    writeFileSync(join(project.path, 'main.go'), MAIN.replace('var code int', 'var code = 4'));
    const { id } = await owner.api.call('run.start', runRequest(project.path, { only: ['tags=-'] }));
    await owner.api.call('run.wait', { run: id });
    const found = await bisect(`${id}/1`, `${run}/${green?.number}`);
    expect(found.step).toBeNull();
    expect(found.why).toContain("in the project's files");
    expect(found.notes.join()).toContain('have changed since');
  }, 240_000);

  it('refuses what is no bisect in one sentence', async () => {
    const { cells } = await owner.api.call('run.get', { run });
    const green = cells.find((cell) => cell.green === true)?.number ?? 0;
    await expect(bisect(`${run}/${green}`)).rejects.toThrow(`cell ${run}/${green} has not failed`);
    await expect(bisect(run)).rejects.toThrow('a bisect is between two cells');
    await expect(owner.api.call('bisect.get', { id: 'nothing' })).rejects.toThrow('there is no bisect nothing');
  });
});
