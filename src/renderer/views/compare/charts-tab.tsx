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

function Chart({ title, name, data, unit, notes, empty }: ChartProps): ReactNode {
  const { t } = useTranslation('compare');
  const sides = data.totals.length;
  const label = (group: string): string => (group === REST ? t('charts.rest', { count: data.rest }) : shown(group));
  const rows = data.groups.map(({ name: group, values }) => ({ name: label(group), ...Object.fromEntries(values.map((value, side) => [letterOf(side), value ?? 0])) }));
  const height = rows.length * (sides * (BAR + 1) + 8) + 30;
  return (
    <section className={css['chart']} aria-label={title}>
      <div className={css['head']}>
        <h2>{title}</h2>
        <span className={css['legend']} aria-hidden>
          {data.totals.map((_, side) => (
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
          <div className={css['picture']} aria-hidden style={{ height }}>
            <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 600, height }}>
              <BarChart data={rows} layout="vertical" barGap={1} barCategoryGap={4} margin={{ top: 4, right: 48, bottom: 4, left: 4 }} accessibilityLayer={false}>
                <CartesianGrid horizontal={false} stroke="var(--line)" />
                <XAxis type="number" tickFormatter={(value: number) => unit(value)} tick={{ fill: 'var(--dim)', fontSize: 11 }} stroke="var(--line-strong)" height={22} />
                <YAxis
                  type="category"
                  dataKey="name"
                  width={150}
                  interval={0}
                  tick={{ fill: 'var(--text)', fontSize: 11, fontFamily: 'var(--mono)' }}
                  stroke="var(--line-strong)"
                  tickLine={false}
                />
                {data.totals.map((_, side) => (
                  <Bar key={side} dataKey={letterOf(side)} fill={fillOf(side)} stroke={strokeOf(side)} barSize={BAR} isAnimationActive={false}>
                    <LabelList position="right" fill="var(--dim)" fontSize={10} formatter={() => letterOf(side)} />
                  </Bar>
                ))}
              </BarChart>
            </ResponsiveContainer>
          </div>
          <Values title={title} name={name} data={data} unit={unit} label={label} />
        </div>
      )}
    </section>
  );
}

/** The same values for who reads instead of looks, with the change from the first side. */
function Values({ title, name, data, unit, label }: { title: string; name: string; data: ChartData; unit: Unit; label: (group: string) => string }): ReactNode {
  const { t } = useTranslation('compare');
  const rows = [...data.groups.map(({ name: group, values }) => ({ name: label(group), values })), { name: t('charts.total'), values: data.totals }];
  const others = data.totals.map((_, side) => side).slice(1);
  return (
    <div className={css['values']} tabIndex={0} role="region" aria-label={t('charts.table', { title })}>
      <table>
        <thead>
          <tr>
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
            <tr key={row.name} data-total={index === rows.length - 1}>
              <th scope="row">{row.name}</th>
              {row.values.map((value, side) => (
                <td key={side}>{value === null ? '–' : unit(value)}</td>
              ))}
              {others.map((side) => (
                <td key={side}>{changeText(row.values[0] ?? null, row.values[side] ?? null, unit)}</td>
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
