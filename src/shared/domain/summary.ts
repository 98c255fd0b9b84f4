// What a table of cells shows, the same in every shell and every report: the axes that vary, the marks, the counts.
import { AXES, NONE, type Axis } from './axes.ts';
import { colourOf, type Cell, type Colour, type Run } from './run.ts';
import { formatNs } from './units.ts';

/** Axes with more than one value over the cells, in reading order. The others are the same everywhere and are said once. */
export function varyingAxes(cells: readonly { axes: Record<string, string> }[]): Axis[] {
  return AXES.filter((axis) => new Set(cells.map((cell) => cell.axes[axis] ?? NONE)).size > 1);
}

/** Axes with one value everywhere that means something, for a caption. */
export function commonAxes(cells: readonly { axes: Record<string, string> }[]): [Axis, string][] {
  const first = cells[0];
  if (!first) return [];
  const varying = new Set<Axis>(varyingAxes(cells));
  return AXES.filter((axis) => !varying.has(axis) && (first.axes[axis] ?? NONE) !== NONE && first.axes[axis] !== '').map((axis) => [axis, first.axes[axis] ?? NONE]);
}

/** `cgo=1 libc=musl`: a cell by the axes that vary in its run (all that mean something where none vary). */
export function cellLabel(axes: Record<string, string>, vary: readonly Axis[]): string {
  const named = vary.length > 0 ? vary : AXES;
  const text = named.filter((axis) => (axes[axis] ?? NONE) !== NONE).map((axis) => `${axis}=${axes[axis]}`);
  return text.length > 0 ? text.join(' ') : '(the only cell)';
}

/** The sign of a cell, so that no colour ever speaks alone. */
export const SIGN: Record<Colour, string> = { green: '✓', red: '✗', grey: '○' };

export interface Mark {
  sign: 'E' | 'C' | '!' | 'T';
  text: string;
}

/** What has to be said of a cell beside its outcome, so that no cell pretends. */
export function marksOf(cell: Pick<Cell, 'emulated' | 'cached' | 'linkage' | 'truncated'>): Mark[] {
  const marks: Mark[] = [];
  if (cell.emulated) marks.push({ sign: 'E', text: 'ran under an emulator' });
  if (cell.cached) marks.push({ sign: 'C', text: "built from Go's build cache" });
  if (linkageBroken(cell.linkage)) marks.push({ sign: '!', text: `asked to link ${cell.linkage.asked}, got ${cell.linkage.got}` });
  if (cell.truncated.length > 0) marks.push({ sign: 'T', text: `cut: ${cell.truncated.join(', ')}` });
  return marks;
}

export const MARK_LEGEND: Record<Mark['sign'], string> = {
  E: 'emulated',
  C: "from Go's build cache",
  '!': 'linkage got is not the linkage asked',
  T: 'evidence cut at its limit',
};

/** True where what the linker made is not what was asked for. */
export const linkageBroken = (linkage: { asked: string; got: string | null }): boolean => linkage.got !== null && linkage.got !== linkage.asked;

/**
 * What was said of the cell before it was started, and whether it came so: `will not start: … (loader-missing); it did not`. Null where nothing was judged.
 */
export function judgementText({ judgement }: Pick<Cell, 'judgement'>): string | null {
  if (!judgement) return null;
  const { runs, cause, reason, agrees } = judgement;
  const said = { yes: 'will start', no: 'will not start', unknown: 'can’t be told' }[runs];
  const came =
    agrees === null ? '' : agrees ? (runs === 'yes' ? '; it did' : '; it did not') : runs === 'yes' ? '; it did NOT: the judgement was wrong' : '; it DID: the judgement was wrong';
  return `${said}: ${reason}${cause === null ? '' : ` (${cause})`}${came}`;
}

export interface Counts {
  cells: number;
  green: number;
  red: number;
  grey: number;
}

export function countColours(cells: readonly Pick<Cell, 'green'>[]): Counts {
  const counts: Record<Colour, number> = { green: 0, red: 0, grey: 0 };
  for (const cell of cells) counts[colourOf(cell)] += 1;
  return { cells: cells.length, ...counts };
}

/** `12 cells: 9 green, 2 red, 1 grey`. */
export const countsText = (counts: Counts): string =>
  `${counts.cells} ${counts.cells === 1 ? 'cell' : 'cells'}: ${counts.green} green, ${counts.red} red${counts.grey > 0 ? `, ${counts.grey} grey` : ''}`;

/** `total` where the cell has it, else the sum of its stages: `wall` and `traced` are inside run and trace, and waiting for others is not its own time. */
export const cellTimeNs = (cell: Pick<Cell, 'timesNs'>): number =>
  cell.timesNs['total'] ?? Object.entries(cell.timesNs).reduce((sum, [name, ns]) => (['wall', 'traced', 'wait', 'judge'].includes(name) ? sum : sum + ns), 0);

/** `1 min 4 s` from start to end; null while it runs. */
export const tookText = (run: Pick<Run, 'startedAt' | 'endedAt'>): string | null =>
  run.endedAt === null ? null : formatNs((Date.parse(run.endedAt) - Date.parse(run.startedAt)) * 1e6);
