// A run of three cells, and what the workbench says of them: one green, one red beside it, one of the test's choice.
import { bareCell } from '../../builders/cell.ts';
import type { Cell, Run } from '../../../src/shared/domain/run.ts';
import type { LogPage } from '../../../src/shared/api/views.ts';
import type { Show } from '../../../src/shared/domain/documents.ts';
import type { Answers } from '../support.tsx';

export const RUN = '01M83AYZ3A73DMQRAD9B7MVS5P';

export const green = bareCell(
  1,
  { libc: 'glibc' },
  { artifact: { sha256: 'a'.repeat(64), size: 9_000_000 }, timesNs: { build: 2_000_000_000, run: 300_000_000, total: 2_300_000_000 } },
);
export const red = bareCell(
  2,
  { libc: 'musl' },
  { outcome: 'build-failed', green: false, stage: 'build', reason: "main.c:3: error: 'x' undeclared", exit: { code: 1, signal: null, error: null }, truncated: ['build-log'] },
);

export function runOf(third: Partial<Cell> = {}, state: Run['state'] = 'done'): Run {
  return {
    schema: 'cgoscope/run@1',
    id: RUN,
    state,
    startedAt: '2026-05-01T10:00:00Z',
    endedAt: null,
    endpoint: 'default',
    project: { path: '/home/someone/project', treeHash: 'a'.repeat(64) },
    cells: [green, red, bareCell(3, { libc: 'musl', link: 'static' }, third)],
  };
}

export function showOf(run: Run, number: number, change: Partial<Show> = {}): Show {
  const cell = run.cells.find((one) => one.number === number)!;
  return {
    schema: 'cgoscope/show@0',
    run: { id: run.id, state: run.state, startedAt: run.startedAt, project: run.project.path, endpoint: run.endpoint },
    cell,
    elf: null,
    trace: null,
    facts: {},
    logs: { build: null, stdout: null, stderr: null },
    nearest:
      cell.green === false
        ? {
            number: 1,
            key: green.key,
            apart: ['libc'],
            differences: [
              { fact: 'axes.libc', a: 'musl', b: 'glibc', weight: 59, text: '' },
              { fact: 'outcome', a: 'build-failed', b: 'pass', weight: 100, text: '' },
            ],
          }
        : null,
    ...change,
  };
}

/** Pages of a log of these lines, as the workbench gives them. */
export function pagesOf(lines: readonly string[], state: { complete?: boolean; truncated?: boolean } = {}) {
  return ({ from, count }: { from: number; count: number }): LogPage => {
    const first = Math.max(1, from < 0 ? lines.length + 1 + from : from);
    return {
      from: first,
      lines: lines.slice(first - 1, first - 1 + count),
      cut: [],
      total: lines.length,
      bytes: lines.join('\n').length,
      complete: state.complete ?? true,
      truncated: state.truncated ?? false,
    };
  };
}

export const NO_LOG = { from: 1, lines: [], cut: [], total: 0, bytes: 0, complete: true, truncated: false };

export function answersOf(run: Run, more: Answers = {}): Answers {
  return {
    'run.get': run,
    'cell.get': ({ cell }) => showOf(run, Number(cell)),
    'cell.list': ({ numbers }) => ({ cells: run.cells.filter(({ number }) => numbers === null || numbers.includes(number)) }),
    'log.read': NO_LOG,
    'log.marks': { first: null, marks: [] },
    'log.search': { matches: [], total: 0, more: false },
    ...more,
  };
}
