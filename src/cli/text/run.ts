// A run as a table: one line a cell, only the axes that vary, the marks that keep it honest. Called by run, rerun and show RUN.
import { NONE } from '../../shared/domain/axes.ts';
import { colourOf, outcomeText, type Cell, type Run } from '../../shared/domain/run.ts';
import { cellTimeNs, commonAxes, countColours, countsText, linkageBroken, MARK_LEGEND, marksOf, SIGN, tookText, varyingAxes, type Mark } from '../../shared/domain/summary.ts';
import { shown } from '../../shared/domain/text.ts';
import { formatBytes, formatNs } from '../../shared/domain/units.ts';
import { firstFindingLines } from './explain.ts';
import { byColour, type Paint } from './paint.ts';
import { table, type Column, type TableCell } from './table.ts';

const blank = '';
/** Red cells of a large run that are explained below its table. */
const MOST_EXPLAINED = 20;

/** Lines of the whole run, without newlines at their ends. */
export function runLines(run: Run, paint: Paint, columns: number | undefined): string[] {
  const vary = varyingAxes(run.cells);
  const common = commonAxes(run.cells);
  const took = tookText(run);
  const seen = new Map<Mark['sign'], string>();
  const rows = run.cells.map((cell): (TableCell | string)[] => {
    const marks = marksOf(cell);
    for (const mark of marks) seen.set(mark.sign, MARK_LEGEND[mark.sign]);
    const colour = byColour(paint, colourOf(cell));
    const expected = cell.expected !== 'pass' && cell.green === true ? ' (expected)' : cell.green === false && cell.expected !== 'pass' ? ` (expected ${cell.expected})` : '';
    return [
      { text: String(cell.number), paint: paint.dim },
      { text: SIGN[colourOf(cell)], paint: colour },
      ...vary.map((axis): TableCell => axisCell(cell, axis, paint)),
      { text: shown(outcomeText(cell) + expected), paint: colour },
      { text: marks.map((mark) => mark.sign).join(''), paint: paint.yellow },
      timeOf(cell),
      cell.artifact ? formatBytes(cell.artifact.size) : blank,
      { text: shown(linkageText(cell)), ...(linkageBroken(cell.linkage) ? { paint: paint.yellow } : {}) },
      shown(cell.elf?.glibcFloor ?? blank),
      { text: cell.outcome === 'pass' && cell.green === true ? blank : shown(cell.reason ?? blank), paint: paint.dim },
    ];
  });
  return [
    `${paint.bold('run')} ${run.id}  ${shown(run.project.path)}  ${paint.dim(`on ${shown(run.endpoint)}, ${run.startedAt}`)}`,
    ...(common.length > 0 ? [paint.dim(`every cell: ${common.map(([axis, value]) => `${axis}=${shown(value)}`).join(' ')}`)] : []),
    '',
    ...table(
      [
        { title: '#', align: 'right' },
        { title: ' ' },
        ...vary.map((axis): Column => ({ title: axis, shrink: { min: 8 } })),
        { title: 'outcome', shrink: { min: 12 } },
        { title: blank },
        { title: 'time', align: 'right' },
        { title: 'size', align: 'right' },
        { title: 'linkage' },
        { title: 'glibc' },
        { title: 'why', shrink: { min: 20 } },
      ],
      rows,
      { columns, head: paint.dim },
    ),
    ...foundLines(run, paint, columns),
    '',
    `${countsText(countColours(run.cells))}${run.state === 'done' ? '' : `  (${run.state})`}${took === null ? '' : paint.dim(`  in ${took}`)}`,
    ...(seen.size > 0 ? [paint.dim([...seen].map(([sign, text]) => `${sign} ${text}`).join(' · '))] : []),
  ];
}

/** What explains each red cell, in a line or two. */
function foundLines(run: Run, paint: Paint, columns: number | undefined): string[] {
  const explained = run.cells.filter(({ green, findings }) => green === false && findings.length > 0);
  const width = String(run.cells.length).length;
  const lines = explained.slice(0, MOST_EXPLAINED).flatMap((cell) => {
    const head = `${String(cell.number).padStart(width)}  `;
    return firstFindingLines(cell.findings, paint, columns === undefined ? undefined : columns - head.length).map(
      (line, index) => (index === 0 ? paint.dim(head) : ' '.repeat(head.length)) + line,
    );
  });
  if (explained.length > MOST_EXPLAINED) lines.push(paint.dim(`${explained.length - MOST_EXPLAINED} more cells are explained by cgoscope explain ${run.id}/CELL`));
  return lines.length === 0 ? [] : ['', ...lines];
}

const axisCell = (cell: Cell, axis: string, paint: Paint): TableCell => {
  const value = cell.axes[axis] ?? NONE;
  return value === NONE || value === '' ? { text: NONE, paint: paint.dim } : { text: shown(value) };
};

const timeOf = (cell: Cell): string => (cellTimeNs(cell) > 0 ? formatNs(cellTimeNs(cell)) : blank);

/** `static`, `pie→dynamic` where another linkage came out than was asked for. */
export const linkageText = (cell: Pick<Cell, 'linkage'>): string =>
  cell.linkage.got === null ? blank : linkageBroken(cell.linkage) ? `${cell.linkage.asked}→${cell.linkage.got}` : cell.linkage.got;
