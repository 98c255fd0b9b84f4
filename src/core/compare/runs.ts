// Two runs: every cell of either, matched by key, and what changed between them.
import type { Diff, Difference } from '../../shared/domain/documents.ts';
import type { Facts } from '../../shared/domain/facts.ts';
import { colourOf, outcomeText, type Cell, type Colour, type Run } from '../../shared/domain/run.ts';
import { diffCells } from './cells.ts';
import { NOISE, ordered, scalar, type DiffOptions } from './difference.ts';

/**
 * The parts of a `diff@0` document for two runs: what differs of the runs themselves, and the cells, those that changed first. `factsOf` is asked
 * only for cells that both runs have.
 */
export function diffRuns<R extends Run>(a: R, b: R, factsOf: (run: R, cell: Cell) => Facts, options: DiffOptions): Pick<Diff, 'differences' | 'cells'> {
  const cellsA = byKey(a);
  const cellsB = byKey(b);
  const cells: (Diff['cells'][number] & { top: number })[] = [];
  for (const key of new Set([...cellsA.keys(), ...cellsB.keys()])) {
    const left = cellsA.get(key);
    const right = cellsB.get(key);
    if (!left || !right) {
      cells.push({ key, in: left ? 'a' : 'b', a: left ? outcomeText(left) : null, b: right ? outcomeText(right) : null, changed: true, differences: [], top: 50 });
      continue;
    }
    const differences = diffCells(left, right, factsOf(a, left), factsOf(b, right), options);
    const top = differences[0]?.weight ?? 0;
    cells.push({ key, in: 'both', a: outcomeText(left), b: outcomeText(right), changed: top > NOISE, differences, top });
  }
  cells.sort((x, y) => y.top - x.top || (x.key < y.key ? -1 : 1));
  return { differences: runDifferences(a, b, options), cells: cells.map(({ top: _, ...cell }) => cell) };
}

/** Keys are unique in a run; of a damaged one the first cell counts. */
function byKey(run: Run): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  for (const cell of run.cells) if (!cells.has(cell.key)) cells.set(cell.key, cell);
  return cells;
}

function runDifferences(a: Run, b: Run, options: DiffOptions): Difference[] {
  const differences: Difference[] = [];
  const add = (fact: string, label: string, weight: number, left: unknown, right: unknown) => {
    if (left !== right) differences.push(scalar(fact, label, weight, left, right));
  };
  const count = (run: Run, colour: Colour) => run.cells.filter((cell) => colourOf(cell) === colour).length;
  add('red', 'red cells', 100, count(a, 'red'), count(b, 'red'));
  add('green', 'green cells', 90, count(a, 'green'), count(b, 'green'));
  add('grey', 'grey cells', 50, count(a, 'grey'), count(b, 'grey'));
  add('state', 'state', 70, a.state, b.state);
  add('project.treeHash', 'source tree', 60, a.project.treeHash, b.project.treeHash);
  add('project.path', 'project', 40, a.project.path, b.project.path);
  add('endpoint', 'endpoint', 30, a.endpoint, b.endpoint);
  add('startedAt', 'started', NOISE, a.startedAt, b.startedAt);
  add('endedAt', 'ended', NOISE, a.endedAt, b.endedAt);
  return ordered(differences, options);
}
