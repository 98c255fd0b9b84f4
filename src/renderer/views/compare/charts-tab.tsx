// Sizes, times and system calls of the sides: a picture and, beside it, the same values as a table. Loaded when it is first shown.
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Bar, BarChart, CartesianGrid, LabelList, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import type { Show } from '../../../shared/domain/documents.ts';
import { shown } from '../../../shared/domain/text.ts';
import { formatBytes, formatNs } from '../../../shared/domain/units.ts';
import { callsOf, errorsOf, REST, sectionsOf, stagesOf, type ChartData } from './chart-data.ts';
import css from './charts.module.css';
import { letterOf } from './sides.ts';

type Unit = (value: number) => string;
const plain: Unit = (value) => value.toLocaleString('en');

export function ChartsTab({ shows }: { shows: readonly Show[] }): ReactNode {
  const { t } = useTranslation('compare');
  const data = useMemo(() => ({ sections: sectionsOf(shows), stages: stagesOf(shows), calls: callsOf(shows), errors: errorsOf(shows) }), [shows]);
  const why = ({ cell }: Show): string => (cell.reason === null ? t('charts.notStored') : shown(cell.reason));
  const missing = (is: (show: Show) => boolean, say: (letter: string, show: Show) => string): string[] =>
    shows.flatMap((show, side) => (is(show) ? [say(letterOf(side), show)] : []));
  const noElf = missing(
    ({ elf }) => elf?.format !== 'elf',
    (letter, show) => t('charts.noElf', { letter, why: why(show) }),
  );
  const noTrace = missing(
    ({ trace }) => trace === null,
    (letter, show) => t('charts.noTrace', { letter, why: why(show) }),
  );
  return (
    <div className={css['scroller']}>
      <Patterns />
      <Chart title={t('charts.sections')} name={t('charts.section')} data={data.sections} unit={formatBytes} notes={noElf} empty={t('charts.noneElf')} />
      <Chart title={t('charts.stages')} name={t('charts.stage')} data={data.stages} unit={formatNs} notes={[]} empty={t('charts.noneTimes')} />
      <Chart title={t('charts.calls')} name={t('charts.call')} data={data.calls} unit={plain} notes={noTrace} empty={t('charts.noneTrace')} />
      <Chart
        title={t('charts.errors')}
        name={t('charts.error')}
        data={data.errors}
        unit={plain}
        notes={noTrace}
        empty={shows.every(({ trace }) => trace === null) ? t('charts.noneTrace') : t('charts.noErrors')}
      />
    </div>
  );
}

interface ChartProps {
  title: string;
  /** Of the first column. */
  name: string;
  data: ChartData;
  unit: Unit;
  /** What is missing, and why. */
  notes: readonly string[];
  empty: string;
}

const BAR = 9;
/** Above and below the bars: the head and the foot of the table beside them. */
const EDGE = 26;

/** A table, and beside each of its rows the bars of the same values. */
function Chart({ title, name, data, unit, notes, empty }: ChartProps): ReactNode {
  const { t } = useTranslation('compare');
  // A side without evidence has no bars, and takes no room for them.
  const sides = data.totals.flatMap((total, side) => (total === null ? [] : [side]));
  const label = (group: string): string => (group === REST ? t('charts.rest', { count: data.rest }) : shown(group));
  const rows = data.groups.map(({ name: group, values }) => ({ name: label(group), ...Object.fromEntries(values.map((value, side) => [letterOf(side), value ?? 0])) }));
  const rowHeight = Math.max(22, sides.length * (BAR + 1) + 6);
  return (
    <section className={css['chart']} aria-label={title}>
      <div className={css['head']}>
        <h2>{title}</h2>
        <span className={css['legend']} aria-hidden>
          {sides.map((side) => (
            <span key={side}>
              <svg width={22} height={10}>
                <rect width={22} height={10} fill={fillOf(side)} stroke={strokeOf(side)} />
              </svg>
              {letterOf(side)}
            </span>
          ))}
        </span>
      </div>
      {notes.map((note) => (
        <p key={note} className={css['note']}>
          {note}
        </p>
      ))}
      {rows.length === 0 ? (
        <p className={css['note']}>{empty}</p>
      ) : (
        <div className={css['both']}>
          <Values title={title} name={name} data={data} unit={unit} label={label} rowHeight={rowHeight} />
          <div className={css['picture']} aria-hidden style={{ height: rows.length * rowHeight + 2 * EDGE }}>
            <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 600, height: rows.length * rowHeight + 2 * EDGE }}>
              <BarChart data={rows} layout="vertical" barGap={1} barCategoryGap={2} margin={{ top: EDGE, right: 40, bottom: 0, left: 0 }} accessibilityLayer={false}>
                <CartesianGrid horizontal={false} stroke="var(--line)" />
                <XAxis type="number" tickFormatter={(value: number) => unit(value)} tick={{ fill: 'var(--dim)', fontSize: 11 }} stroke="var(--line-strong)" height={EDGE} />
                <YAxis type="category" dataKey="name" hide />
                {sides.map((side) => (
                  <Bar key={side} dataKey={letterOf(side)} fill={fillOf(side)} stroke={strokeOf(side)} barSize={BAR} isAnimationActive={false}>
                    <LabelList position="right" fill="var(--dim)" fontSize={9} formatter={() => letterOf(side)} />
                  </Bar>
                ))}
              </BarChart>
            </ResponsiveContainer>
          </div>
        </div>
      )}
    </section>
  );
}

interface ValuesProps extends Pick<ChartProps, 'title' | 'name' | 'data' | 'unit'> {
  label: (group: string) => string;
  rowHeight: number;
}

/** The values, with the change from the first side. */
function Values({ title, name, data, unit, label, rowHeight }: ValuesProps): ReactNode {
  const { t } = useTranslation('compare');
  const rows = [...data.groups.map(({ name: group, values }) => ({ name: label(group), values })), { name: t('charts.total'), values: data.totals }];
  const others = data.totals.flatMap((total, side) => (side === 0 || total === null || data.totals[0] === null ? [] : [side]));
  return (
    <div className={css['values']} tabIndex={0} role="region" aria-label={t('charts.table', { title })}>
      <table>
        <thead>
          <tr style={{ height: EDGE }}>
            <th scope="col">{name}</th>
            {data.totals.map((_, side) => (
              <th key={side} scope="col">
                {letterOf(side)}
              </th>
            ))}
            {others.map((side) => (
              <th key={side} scope="col">
                {t('charts.change', { letter: letterOf(side) })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index} data-total={index === rows.length - 1} style={{ height: index === rows.length - 1 ? EDGE : rowHeight }}>
              <th scope="row" title={row.name}>
                {row.name}
              </th>
              {row.values.map((value, side) => (
                <td key={side}>{value === null ? '–' : unit(value)}</td>
              ))}
              {others.map((side) => (
                <td key={side} className={css['delta']}>
                  {changeText(row.values[0] ?? null, row.values[side] ?? null, unit)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** `+1.2 kB`, `−3`, `=`; empty where a side has nothing to compare. */
export function changeText(a: number | null, b: number | null, unit: Unit): string {
  if (a === null || b === null) return '';
  if (a === b) return '=';
  return `${b > a ? '+' : '−'}${unit(Math.abs(b - a))}`;
}

/** A ground and a line of its own for each side: they can be told apart without colour. */
const fillOf = (side: number): string => (side === 0 ? 'var(--accent)' : `url(#compare-side-${side})`);
const strokeOf = (side: number): string => ['var(--accent)', 'var(--amber)', 'var(--grey)', 'var(--green)'][side] ?? 'var(--text)';

function Patterns(): ReactNode {
  return (
    <svg width={0} height={0} className={css['patterns']} aria-hidden focusable="false">
      <defs>
        <pattern id="compare-side-1" width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width={6} height={6} fill="var(--amber-bg)" />
          <rect width={3} height={6} fill="var(--amber)" />
        </pattern>
        <pattern id="compare-side-2" width={5} height={5} patternUnits="userSpaceOnUse">
          <rect width={5} height={5} fill="var(--grey-bg)" />
          <circle cx={2.5} cy={2.5} r={1.4} fill="var(--grey)" />
        </pattern>
        <pattern id="compare-side-3" width={4} height={4} patternUnits="userSpaceOnUse">
          <rect width={4} height={4} fill="var(--green-bg)" />
          <rect width={1.5} height={4} fill="var(--green)" />
        </pattern>
      </defs>
    </svg>
  );
}
