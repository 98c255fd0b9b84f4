import { describe, expect, it } from 'vitest';
import { clockText, sinceStage, sortValues, tileText } from '../../../src/renderer/views/run/tile-text.ts';
import { sortFromText, sortText } from '../../../src/renderer/views/run/cell-list.tsx';
import { latestTasks } from '../../../src/renderer/views/run/preparation.tsx';
import { bareCell } from '../../builders/cell.ts';

const elf = {
  format: 'elf',
  machine: 'EM_X86_64',
  type: 'ET_DYN',
  interp: null,
  needed: [],
  glibcFloor: '2.34',
  libc: 'glibc',
  linkage: 'dynamic',
  goVersion: null,
  cgoEnabled: true,
};

describe('what a tile says', () => {
  it('has time, size, linkage and glibc floor of a cell that passed, and no reason', () => {
    const cell = bareCell(1, {}, { timesNs: { total: 12_600_000_000 }, artifact: { sha256: 'a'.repeat(64), size: 9_490_000 }, elf, reason: 'inferred' });
    expect(tileText(cell)).toEqual({ time: '12.6 s', size: '9.49 MB', linkage: 'dynamic', floor: '2.34', reason: null, finding: null, expected: null });
  });

  it('says why a cell failed, with nothing in it that could move a cursor', () => {
    expect(tileText(bareCell(1, {}, { outcome: 'exit', green: false, reason: 'a\u001b[2Jb' })).reason).toBe('a\\x1b[2Jb');
  });

  it('tells a failure that was meant from one that was not', () => {
    expect(tileText(bareCell(1, {}, { outcome: 'build-failed', expected: 'build-failed', green: true })).expected).toEqual({ kind: 'as', text: 'build-failed' });
    expect(tileText(bareCell(1, {}, { outcome: 'pass', expected: 'exit 3', green: false })).expected).toEqual({ kind: 'not', text: 'exit 3' });
    expect(tileText(bareCell(1, {}, { state: 'running', outcome: null, expected: 'exit 3', green: null })).expected).toBeNull();
  });

  it('has no time while it runs: a clock stands there', () => {
    expect(tileText(bareCell(1, {}, { state: 'running', outcome: null, green: null, timesNs: { build: 1e9 } })).time).toBeNull();
  });

  it('says the linkage asked for only where something was linked', () => {
    expect(tileText(bareCell(1, {}, { linkage: { asked: 'static', got: null } })).linkage).toBeNull();
  });
});

describe('the clock of a stage', () => {
  it('counts from the start of the run and what the cell has behind it, never below nothing', () => {
    const run = { startedAt: '2026-01-01T00:00:00.000Z' };
    const at = Date.parse(run.startedAt) + 10_000;
    expect(sinceStage(run, { timesNs: { wait: 2e9, prepare: 1e9, wall: 5e9 } }, at)).toBe(7_000);
    expect(sinceStage(run, { timesNs: { wait: 60e9 } }, at)).toBe(0);
  });

  it('ticks in whole seconds', () => {
    expect([0, 999, 59_999, 64_000].map(clockText)).toEqual(['0 s', '0 s', '59 s', '1 min 4 s']);
  });
});

describe('the list', () => {
  it('keeps its sorting in the address', () => {
    for (const text of ['', 'time', '-floor']) expect(sortText(sortFromText(text))).toBe(text);
  });

  it('puts what wants attention first', () => {
    const order = [{ green: false }, { state: 'running' as const, green: null }, { green: true }, { green: null }, { state: 'planned' as const, green: null }];
    expect(order.map((change) => sortValues.state(bareCell(1, {}, change)))).toEqual([0, 1, 2, 3, 4]);
    expect(sortValues.time(bareCell(1))).toBeNull();
    expect(sortValues.axis('libc')(bareCell(1, { libc: '-' }))).toBeNull();
  });
});

describe('what is being prepared', () => {
  it('shows the newest that is not at its end', () => {
    const task = (name: string, at: string, doneBytes: number | null, totalBytes: number | null) => ({ task: name, text: '', doneBytes, totalBytes, at });
    const tasks = [task('a', '1', 10, 10), task('b', '2', 5, 10), task('c', '4', null, null), task('d', '3', 10, 10), task('e', '5', 10, 10)];
    expect(latestTasks(tasks).map((each) => each.task)).toEqual(['c', 'b', 'e']);
  });
});
