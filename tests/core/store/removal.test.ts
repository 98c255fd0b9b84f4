// Runs taken out of the lists and brought back, and what retention does with them.
import { randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { InputError } from '../../../src/shared/domain/errors.ts';
import { openStore } from '../../../src/core/store/index.ts';
import type { Store } from '../../../src/core/store/index.ts';
import { cell, run, temporaryFolder } from './builders.ts';

function open(folder = temporaryFolder()): Store {
  const store = openStore(folder);
  onTestFinished(() => store.close());
  return store;
}

/** Three runs that have ended, oldest first, each with its own evidence of 100,000 bytes. */
function three(): { store: Store; ids: [string, string, string] } {
  const store = open();
  const ids = ['01AAAAAAAAAAAAAAAAAAAAAAA1', '01AAAAAAAAAAAAAAAAAAAAAAA2', '01BBBBBBBBBBBBBBBBBBBBBBB3'] as const;
  ids.forEach((id, index) => {
    store.insertRun(run({ id, startedAt: `2026-01-0${index + 1}T00:00:00Z` }), [cell(1), cell(2, { green: false, outcome: 'start-failed' })]);
    store.setEvidence(id, 1, 'stdout', store.putBlob(randomBytes(100_000)));
    store.setRunState(id, 'done', `2026-01-0${index + 1}T00:01:00Z`);
  });
  return { store, ids: [...ids] };
}

describe('a removed run', () => {
  it('is in no list and under no name, and its full id says how it comes back', () => {
    const { store, ids } = three();
    const { id, until } = store.removeRun('01b');
    expect(id).toBe(ids[2]);
    expect(Date.parse(until) - Date.now()).toBeGreaterThan(23.9 * 3_600_000);
    expect(store.listRuns(9).runs.map((line) => line.id)).toEqual([ids[1], ids[0]]);
    expect(store.resolveRunId('last')).toBe(ids[1]);
    expect(() => store.resolveRunId('01B')).toThrow(/there is no run "01B"; the newest are 01A/);
    expect(() => store.getRun(ids[2])).toThrow(`run ${ids[2]} was removed; \`cgoscope runs restore ${ids[2]}\` brings it back`);
    expect(() => store.listCells(ids[2].toLowerCase(), null)).toThrow(InputError);
    expect(() => store.removeRun(ids[2])).toThrow(/was removed/);
    expect(store.cellHistory(cell(1).key, '/home/someone/project', 9).map((entry) => entry.run)).toEqual([ids[1], ids[0]]);
    expect(store.runLine(ids[2])).toBeNull();
    expect(store.recentProjects(9)).toMatchObject([{ runs: 2, last: { id: ids[1] } }]);
    expect(store.usage().runs).toBe(2);
    expect(store.hasRun(ids[2])).toBe('removed');
  });

  it('makes a prefix unambiguous that was not', () => {
    const { store, ids } = three();
    expect(() => store.resolveRunId('01A')).toThrow(/several runs/);
    store.removeRun(ids[1]);
    expect(store.resolveRunId('01A')).toBe(ids[0]);
  });

  it('comes back whole by its id, by a prefix among the removed, and by "last": the one removed last', () => {
    const { store, ids } = three();
    const before = store.getRun(ids[0]);
    for (const id of [ids[0], ids[1]]) store.removeRun(id);
    expect(() => store.restoreRun('01A')).toThrow(/several removed runs/);
    expect(store.restoreRun(ids[0])).toBe(ids[0]);
    expect(store.getRun(ids[0])).toEqual(before);
    expect(store.getEvidence(ids[0], 1, 'stdout')?.size).toBe(100_000);
    expect(store.restoreRun('01a')).toBe(ids[1]);
    store.removeRun(ids[2]);
    expect(store.restoreRun('last')).toBe(ids[2]);
    expect(() => store.restoreRun('last')).toThrow(/there is no removed run "last"; no removed run is kept/);
    expect(() => store.restoreRun(ids[2])).toThrow(/was not removed/);
    expect(() => store.restoreRun("%' OR 1=1 --")).toThrow(InputError);
    expect(() => store.restoreRun('')).toThrow(InputError);
  });

  it('is never one that is going on', () => {
    const store = open();
    const one = run();
    store.insertRun(one, [cell(1)]);
    expect(() => store.removeRun(one.id)).toThrow(`run ${one.id} is going on; cancel it first`);
    store.setRunState(one.id, 'cancelled', '2026-01-01T00:00:00Z');
    expect(store.removeRun(one.id).id).toBe(one.id);
  });
});

describe('retention', () => {
  it('takes removed runs before older ones that are in the lists', () => {
    const { store, ids } = three();
    store.removeRun(ids[1]);
    expect(store.prune({ limitBytes: 250_000, apply: false }).runs).toEqual([ids[1]]);
    expect(store.prune({ limitBytes: 1, apply: true }).runs).toEqual([ids[1], ids[0]]);
    expect(store.listRuns(9).runs.map((line) => line.id)).toEqual([ids[2]]);
  });

  it('by a limit takes a removed newest run, and keeps the newest of the others', () => {
    const { store, ids } = three();
    store.removeRun(ids[2]);
    expect(store.prune({ limitBytes: 1, apply: true }).runs).toEqual([ids[2], ids[0]]);
    expect(store.hasRun(ids[1])).toBe('listed');
  });

  it('by time takes only what was removed before it', () => {
    const { store, ids } = three();
    store.removeRun(ids[0]);
    expect(store.prune({ removedBefore: new Date(Date.now() - 60_000).toISOString(), apply: true }).runs).toEqual([]);
    expect(store.prune({ removedBefore: new Date().toISOString(), apply: true }).runs).toEqual([ids[0]]);
    expect(() => store.restoreRun(ids[0])).toThrow(/no removed run is kept/);
    expect(store.listRuns(9).runs).toHaveLength(2);
  });
});

describe('cells of a run', () => {
  it('are given by number, those that are there, and all with null', () => {
    const { store, ids } = three();
    expect(store.listCells('last', [2, 99, 1]).map((each) => each.number)).toEqual([1, 2]);
    expect(store.listCells(ids[0], null)).toEqual(store.getRun(ids[0]).cells);
    expect(store.listCells(ids[0], [])).toEqual([]);
  });

  it('of a dead owner show as interrupted to a reader, in lists and history too', () => {
    const store = open();
    const one = run({ owner: 'dead' });
    store.insertRun(one, [cell(1, { state: 'running', outcome: null, green: null, stage: 'build' })]);
    const reader = openStore(store.folder, { readOnly: true, ownerAlive: null });
    onTestFinished(() => reader.close());
    expect(reader.listCells(one.id, [1])[0]?.state).toBe('interrupted');
    expect(reader.cellHistory(cell(1).key, one.project.path, 1)[0]?.cell.state).toBe('interrupted');
    expect(reader.runLine(one.id)?.state).toBe('interrupted');
    expect(store.listCells(one.id, [1])[0]?.state).toBe('running');
  });
});

describe('recent projects', () => {
  const at = (path: string, startedAt: string, origin = 'local') => run({ project: { path, treeHash: 'x' }, startedAt, origin });

  it('are those that were run here or opened, by whichever was later', () => {
    const store = open();
    store.insertRun(at('/a', '2026-01-03T00:00:00Z'), [cell(1)]);
    store.insertRun(at('/b', '2026-01-02T00:00:00Z'), []);
    store.insertRun(at('/imported', '2026-01-04T00:00:00Z', 'theirs.cgoscope'), []);
    expect(store.recentProjects(9).map((project) => project.path)).toEqual(['/a', '/b']);
    store.openProject('/b');
    store.openProject('/c');
    store.openProject('/b');
    const [first, second, third] = store.recentProjects(9);
    expect([first?.path, second?.path].sort()).toEqual(['/b', '/c']);
    expect(third).toMatchObject({ path: '/a', runs: 1, last: { cells: 1, green: 1, state: 'running', origin: 'local' } });
    expect(third?.last).not.toHaveProperty('project');
    expect(store.recentProjects(9).find((project) => project.path === '/c')).toEqual({ path: '/c', runs: 0, last: null });
    expect(store.recentProjects(1)).toHaveLength(1);
  });

  it('that were forgotten are gone until they are opened or run again, and keep their runs', () => {
    const store = open();
    store.insertRun(at('/a', '2026-01-03T00:00:00Z'), []);
    store.openProject('/b');
    expect(store.forgetProject('/a')).toBe(true);
    expect(store.forgetProject('/a')).toBe(false);
    expect(store.forgetProject('/b')).toBe(true);
    expect(store.forgetProject('/never')).toBe(false);
    expect(store.recentProjects(9)).toEqual([]);
    expect(store.listRuns(9).runs).toHaveLength(1);
    store.insertRun(at('/a', '2999-01-01T00:00:00Z'), []);
    expect(store.recentProjects(9)).toMatchObject([{ path: '/a', runs: 2 }]);
  });

  it('that were forgotten come back when they are opened, however soon', () => {
    const store = open();
    store.openProject('/b');
    store.forgetProject('/b');
    store.openProject('/b');
    expect(store.recentProjects(9)).toMatchObject([{ path: '/b' }]);
  });
});
