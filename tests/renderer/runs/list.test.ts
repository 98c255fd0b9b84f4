import { describe, expect, it } from 'vitest';
import { filterRuns, onlyProject, parseSort, runBefore, sortText, type RunLine } from '../../../src/renderer/views/runs/list.ts';

const line = (id: string, given: Partial<RunLine> = {}): RunLine => ({
  id,
  state: 'done',
  startedAt: `2026-01-0${id.length}T00:00:00.000Z`,
  endedAt: null,
  project: '/src/api',
  cells: 3,
  green: 3,
  red: 0,
  grey: 0,
  ended: 3,
  origin: 'local',
  ...given,
});
const runs = [line('01AAAA'), line('01AAB', { project: '/src/web', red: 1 }), line('01AC', { origin: 'from-ci.cgoscope' }), line('01D', { state: 'running' })];
const ids = (q: string): string[] => filterRuns(runs, q).map(({ id }) => id);

describe('the filter of runs', () => {
  it.each([
    ['', ['01AAAA', '01AAB', '01AC', '01D']],
    ['web', ['01AAB']],
    ['01aa', ['01AAAA', '01AAB']],
    ['AAB', []],
    ['running', ['01D']],
    ['red', ['01AAB']],
    ['ci', ['01AC']],
    ['api done local', ['01AAAA']],
  ] as const)('"%s" finds %j', (q, found) => expect(ids(q)).toEqual(found));

  it('knows whether all that is left is of one project', () => {
    expect(onlyProject(filterRuns(runs, 'api'))).toBe('/src/api');
    expect(onlyProject(runs)).toBeNull();
    expect(onlyProject([])).toBeNull();
  });
});

describe('the list of runs', () => {
  it('knows the run before, of the same project', () => {
    expect(runBefore(runs[0]!, runs)?.id).toBe('01AC');
    expect(runBefore(runs[1]!, runs)).toBeNull();
  });

  it('keeps its sort in the address', () => {
    expect([parseSort(''), parseSort('red'), parseSort('-red')]).toEqual([null, { key: 'red', down: false }, { key: 'red', down: true }]);
    for (const text of ['', 'red', '-red']) expect(sortText(parseSort(text))).toBe(text);
  });
});
