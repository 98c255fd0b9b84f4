// A bisect whose steps are started by hand: what an end in an awkward moment does.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBisects } from '../../../../src/core/lab/bisect/bisect.ts';
import { readProject } from '../../../../src/core/project/index.ts';
import { newRunId, openStore } from '../../../../src/core/store/index.ts';
import { bareCell } from '../../../builders/cell.ts';
import { goProject, type TemporaryProject } from '../../../builders/go-project.ts';
import { runRequest, temporaryFolder } from '../../../helpers/owner.ts';

let project: TemporaryProject;
let folder: ReturnType<typeof temporaryFolder>;
let store: ReturnType<typeof openStore>;
beforeEach(() => {
  project = goProject({ 'main.go': 'package main\n\nfunc main() {}\n' });
  folder = temporaryFolder();
  store = openStore(folder.path);
});
afterEach(() => {
  store.close();
  folder.remove();
  project.remove();
});

async function stored(origin: 'local' | 'bundle', cells = [green(1), red(2)]): Promise<string> {
  const id = newRunId();
  const { tree } = await readProject(project.path, {});
  store.insertRun(
    {
      id,
      startedAt: new Date().toISOString(),
      endpoint: 'test',
      project: { path: project.path, treeHash: tree.hash },
      origin,
      owner: 'test',
      request: runRequest(project.path),
      config: null,
      environment: { platform: 'linux/amd64' },
    },
    cells,
  );
  return id;
}
const green = (number: number) => bareCell(number, { tags: '-' }, { state: 'done', outcome: 'pass', green: true });
const red = (number: number) => bareCell(number, { tags: 'a,b,c' }, { state: 'done', outcome: 'exit', green: false });

function bisects(startCell: () => Promise<{ id: string }>) {
  const cancelled: string[] = [];
  const runs = Promise.withResolvers<null>();
  const made = createBisects({
    store,
    startCell,
    waitFor: async () => {
      await runs.promise;
    },
    cancelRun: (run) => {
      cancelled.push(run);
      runs.resolve(null);
    },
    goVersions: () => Promise.resolve([]),
    changed: () => undefined,
  });
  return { ...made, cancelled };
}

describe('a bisect', () => {
  it('that is cancelled while a step is started cancels the run of that step as soon as there is one', async () => {
    const run = await stored('local');
    const step = newRunId();
    const asked = Promise.withResolvers<null>();
    const started = Promise.withResolvers<{ id: string }>();
    const { start, cancel, wait, get, busy, cancelled } = bisects(() => {
      asked.resolve(null);
      return started.promise;
    });
    const { id } = await start({ red: `${run}/2`, green: null, endpoint: null, env: {} });
    await asked.promise;
    expect(cancel(id)).toBe(true);
    expect(cancelled).toEqual([]);
    started.resolve({ id: step });
    await wait(id);
    expect(cancelled).toEqual([step]);
    expect(get(id)).toMatchObject({ state: 'cancelled' });
    expect(busy()).toBe(false);
  });

  it('takes no settings of a run that was not made here', async () => {
    const theirs = await stored('bundle');
    const ours = await stored('local', [red(1)]);
    const { start } = bisects(() => Promise.reject(new Error('nothing may start')));
    await expect(start({ red: `${ours}/1`, green: `${theirs}/1`, endpoint: null, env: {} })).rejects.toThrow('was not started here');
    await expect(start({ red: `${ours}/1`, green: null, endpoint: null, env: {} })).rejects.toThrow('is green');
  });
});
