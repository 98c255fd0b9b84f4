// How long a lookup takes against the number of search domains: Go rises, glibc steps once, musl stays.
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CartesianGrid, Line, LineChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { area, circle, line, rect, type Mark } from '../../../../shared/charts/scene.ts';
import { ticks } from '../../../../shared/charts/scale.ts';
import type { Resolver } from '../../../../shared/domain/dns.ts';
import { formatNs } from '../../../../shared/domain/units.ts';
import { Table, type Column } from '../../../ui/table.tsx';
import { Frame } from './frame.tsx';
import { lineRows, type LineRow } from './line-rows.ts';
import type { SearchLinesProps } from './props.ts';
import { Swatch } from './swatch.tsx';
import css from './charts.module.css';

/** A colour, a dash and a shape for each: they can be told apart without colour. */
const LOOK: Record<Resolver, { stroke: string; dash: string; sign: readonly Mark[] }> = {
  go: { stroke: 'var(--accent)', dash: '0', sign: [line([0, 6, 22, 6], { paint: 'accent', width: 2 }), circle(11, 6, 4, { paint: 'accent' })] },
  glibc: { stroke: 'var(--amber)', dash: '7 4', sign: [line([0, 6, 22, 6], { paint: 'amber', width: 2, dash: [7, 4] }), rect(7.5, 2.5, 7, 7, { paint: 'amber' })] },
  musl: { stroke: 'var(--green)', dash: '2 3', sign: [line([0, 6, 22, 6], { paint: 'green', width: 2, dash: [2, 3] }), area([11, 1, 16, 10, 6, 10], { paint: 'green' })] },
};

interface DotProps {
  cx?: number;
  cy?: number;
  index?: number;
}

/** recharts draws a dot for each point: the shape of its resolver. */
const dotOf =
  (resolver: Resolver) =>
  ({ cx, cy, index }: DotProps): ReactNode => {
    const { stroke } = LOOK[resolver];
    if (typeof cx !== 'number' || typeof cy !== 'number') return <g key={index} />;
    if (resolver === 'go') return <circle key={index} cx={cx} cy={cy} r={4} fill={stroke} />;
    if (resolver === 'glibc') return <rect key={index} x={cx - 3.5} y={cy - 3.5} width={7} height={7} fill={stroke} />;
    return <polygon key={index} points={`${cx},${cy - 5} ${cx + 5},${cy + 4} ${cx - 5},${cy + 4}`} fill={stroke} />;
  };

const seconds = (value: number): string => `${Number(value.toPrecision(4))} s`;

export function SearchLinesChart({ series, budgetNs = null }: SearchLinesProps): ReactNode {
  const { t } = useTranslation('dnsCharts');
  const rows = useMemo(() => lineRows(series), [series]);
  const most = Math.max(1, (budgetNs ?? 0) / 1e9, ...rows.flatMap(({ wallNs }) => Object.values(wallNs).map((ns) => (ns ?? 0) / 1e9))) * 1.04;
  const title = t('search.title');
  const time = (ns: number | null | undefined): string => (ns === undefined ? '–' : ns === null ? t('never') : formatNs(ns));
  const columns: Column<LineRow>[] = [
    { key: 'search', header: t('search.domains'), render: (row) => row.search, sort: (row) => row.search, width: '140px', align: 'end', mono: true },
    ...series.map(({ resolver }): Column<LineRow> => ({
      key: resolver,
      header: resolver,
      render: (row) => time(row.wallNs[resolver]),
      sort: (row) => row.wallNs[resolver] ?? Infinity,
      width: '120px',
      align: 'end',
      mono: true,
    })),
  ];
  const endless = series.filter(({ points }) => points.some(({ wallNs }) => wallNs === null)).map(({ resolver }) => resolver);
  return (
    <Frame
      title={title}
      table={() => <Table label={title} rows={rows} columns={columns} rowKey={(row) => String(row.search)} />}
      legend={
        <>
          {series.map(({ resolver }) => (
            <Swatch key={resolver} width={22} marks={LOOK[resolver].sign} text={resolver} />
          ))}
          {endless.length === 0 ? null : <span>{t('search.endless', { resolvers: endless.join(', ') })}</span>}
        </>
      }
    >
      {rows.length === 0 ? (
        <p className="dim">{t('none')}</p>
      ) : (
        <div className={css['picture']} role="img" aria-label={`${title}. ${series.map(({ resolver }) => lineText(resolver, rows, time)).join('; ')}`}>
          <ResponsiveContainer width="100%" height={260} initialDimension={{ width: 600, height: 260 }}>
            <LineChart
              data={rows.map(({ search, wallNs }) => ({ search, ...Object.fromEntries(Object.entries(wallNs).map(([name, ns]) => [name, ns === null ? null : ns / 1e9])) }))}
              margin={{ top: 8, right: 16, bottom: 16, left: 8 }}
              accessibilityLayer={false}
            >
              <CartesianGrid stroke="var(--line)" />
              <XAxis
                dataKey="search"
                type="number"
                domain={['dataMin', 'dataMax']}
                allowDecimals={false}
                ticks={rows.length <= 16 ? rows.map(({ search }) => search) : ticks([rows[0]?.search ?? 0, rows.at(-1)?.search ?? 1], 10)}
                tick={{ fill: 'var(--dim)', fontSize: 11 }}
                stroke="var(--line-strong)"
                label={{ value: t('search.domains'), position: 'insideBottom', offset: -10, fill: 'var(--dim)', fontSize: 11 }}
              />
              <YAxis tickFormatter={seconds} tick={{ fill: 'var(--dim)', fontSize: 11 }} stroke="var(--line-strong)" width={56} domain={[0, most]} ticks={ticks([0, most], 6)} />
              <Tooltip
                isAnimationActive={false}
                contentStyle={{ background: 'var(--panel)', border: '1px solid var(--line-strong)', borderRadius: 4, color: 'var(--text)', fontSize: 12 }}
                labelFormatter={(search) => t('search.at', { count: Number(search) })}
                formatter={(value) => (typeof value === 'number' ? formatNs(value * 1e9) : t('never'))}
              />
              {budgetNs === null ? null : (
                <ReferenceLine
                  y={budgetNs / 1e9}
                  stroke="var(--text)"
                  strokeDasharray="4 3"
                  ifOverflow="extendDomain"
                  label={{ value: t('budget', { budget: formatNs(budgetNs) }), fill: 'var(--text)', fontSize: 11, position: 'insideTopRight' }}
                />
              )}
              {series.map(({ resolver }) => (
                <Line
                  key={resolver}
                  dataKey={resolver}
                  stroke={LOOK[resolver].stroke}
                  strokeWidth={2}
                  strokeDasharray={LOOK[resolver].dash}
                  dot={dotOf(resolver)}
                  isAnimationActive={false}
                />
              ))}
            </LineChart>
          </ResponsiveContainer>
        </div>
      )}
    </Frame>
  );
}

const lineText = (resolver: Resolver, rows: readonly LineRow[], time: (ns: number | null | undefined) => string): string =>
  `${resolver}: ${rows.map(({ search, wallNs }) => `${search} → ${time(wallNs[resolver])}`).join(', ')}`;
