// What differs between two traces, as `trace diff` prints it: the parting first.
import type { TraceDiff } from '../../shared/domain/trace-detail.ts';
import { shown } from '../../shared/domain/text.ts';
import { counted } from '../../shared/domain/units.ts';
import type { Paint } from './paint.ts';
import { table, type TableCell } from './table.ts';

interface Options {
  /** Lines of each list. */
  limit: number;
  paint: Paint;
  columns: number | undefined;
}

type Lines = (TableCell | string)[][];

export function traceDiffLines(diff: TraceDiff, options: Options): string[] {
  const { paint } = options;
  const lines = [headline(diff, paint)];
  lines.push('', sideLine('A', diff.a, paint), sideLine('B', diff.b, paint));
  for (const { code, text } of diff.warnings) if (!NO_CALLS.has(code)) lines.push(paint.yellow(shown(text)));
  lines.push(
    ...section(`changed errors`, diff.changedErrors, options, ['event of A', 'event of B', 'A', 'B', 'times', 'call'], (row) => [
      event(row.eventA, paint),
      event(row.eventB, paint),
      outcome(row.a, paint),
      outcome(row.b, paint),
      String(row.times),
      shown(row.call),
    ]),
  );
  lines.push(
    ...section('changed results', diff.changedResults, options, ['event of A', 'event of B', 'times', 'what'], (row) => [
      event(row.eventA, paint),
      event(row.eventB, paint),
      String(row.times),
      shown(row.sentence),
    ]),
  );
  for (const [name, part] of [
    ['A', diff.onlyA],
    ['B', diff.onlyB],
  ] as const)
    lines.push(
      ...section(`only ${name}`, part, options, [`event of ${name}`, 'process', 'times', 'call'], (row) => [
        event(row.firstEvent, paint),
        `#${row.pair}`,
        String(row.times),
        shown(row.call),
      ]),
    );
  lines.push(...pairLines(diff, options));
  if (diff.masked.length > 0) lines.push('', paint.dim(`left out: ${diff.masked.map(shown).join(', ')}`));
  return lines;
}

/** Warnings that a side holds no call. */
const NO_CALLS = new Set(['empty', 'no-trace', 'only-counts']);

function headline({ firstParting, onlyA, onlyB, changedErrors, changedResults, pairs, warnings }: TraceDiff, paint: Paint): string {
  if (firstParting !== null) return paint.bold(`${shown(firstParting.sentence)}.`);
  const differences = onlyA.total + onlyB.total + changedErrors.total + changedResults.total;
  const equal = pairs.reduce((sum, pair) => sum + pair.equal, 0);
  if (differences > 0) return paint.bold(`Nothing telling: the two did the same but for ${counted(differences, 'call')} of little weight.`);
  const nothing = warnings.filter(({ code }) => NO_CALLS.has(code)).map(({ text }) => text);
  if (nothing.length > 0) return paint.bold(`There is nothing to compare: ${shown(nothing.join('; '))}.`);
  return paint.bold(equal === 0 ? 'There is nothing to compare.' : `The two did the same: ${counted(equal, 'call')} in common, none of one alone.`);
}

function sideLine(letter: string, { name, events, tasks, ended }: TraceDiff['a'], paint: Paint): string {
  return `${paint.bold(letter)}  ${shown(name)}  ${paint.dim(`${counted(events, 'event')}, ${counted(tasks, 'task')}${ended === null ? '' : `, ${ended}`}`)}`;
}

const event = (number: number, paint: Paint): TableCell => ({ text: String(number), paint: paint.dim });
const outcome = (error: string | null, paint: Paint): TableCell => (error === null ? { text: 'ok', paint: paint.green } : { text: error, paint: paint.red });

function section<T>(
  title: string,
  { total, rows }: { total: number; rows: readonly T[] },
  { limit, paint, columns }: Options,
  titles: string[],
  cells: (row: T) => Lines[number],
): string[] {
  if (total === 0) return [];
  const left = total - Math.min(limit, rows.length);
  return [
    '',
    paint.bold(`${title} (${total})`),
    ...table(
      titles.map((name, at) =>
        at === titles.length - 1 ? { title: name, shrink: { min: 40 } } : { title: name, ...(/^event|times/.test(name) ? { align: 'right' as const } : {}) },
      ),
      rows.slice(0, limit).map(cells),
      { columns, head: paint.dim },
    ),
    ...(left > 0 ? [paint.dim(`and ${left} more, less telling; --limit shows more of them`)] : []),
  ];
}

function pairLines({ pairs }: TraceDiff, { limit, paint, columns }: Options): string[] {
  if (pairs.length === 0) return [];
  const right = (title: string) => ({ title, align: 'right' as const });
  const numbered = pairs.map((pair, number) => ({ ...pair, number }));
  // The first ones, and then those that differ.
  const told = [...numbered.slice(0, 1), ...numbered.slice(1).sort((x, y) => sum(y) - sum(x) || x.number - y.number)].slice(0, limit);
  return [
    '',
    ...table(
      [right('#'), { title: 'process', shrink: { min: 20 } }, right('equal'), right('changed'), right('only A'), right('only B')],
      told.map((pair) => [
        String(pair.number),
        pair.a === null ? `${shown(pair.label)} (only B)` : pair.b === null ? `${shown(pair.label)} (only A)` : shown(pair.label),
        String(pair.equal),
        String(pair.changed),
        String(pair.onlyA),
        String(pair.onlyB),
      ]),
      { columns, head: paint.dim },
    ),
    ...(told.length < pairs.length ? [paint.dim(`and ${counted(pairs.length - told.length, 'process', 'processes')} more`)] : []),
  ];
}

const sum = ({ changed, onlyA, onlyB }: TraceDiff['pairs'][number]): number => changed + onlyA + onlyB;
