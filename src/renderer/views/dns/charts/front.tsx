// Settings of which none is better than another in everything: how long at worst, against how often a lookup survives lost packets.
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CartesianGrid, ReferenceLine, ResponsiveContainer, Scatter, ScatterChart, Tooltip, XAxis, YAxis } from 'recharts';
import { area, circle } from '../../../../shared/charts/scene.ts';
import { ticks } from '../../../../shared/charts/scale.ts';
import { shown } from '../../../../shared/domain/text.ts';
import { formatNs } from '../../../../shared/domain/units.ts';
import { Shown } from '../../../ui/facts.tsx';
import { Table, type Column } from '../../../ui/table.tsx';
import { Frame } from './frame.tsx';
import type { FrontPoint, FrontProps } from './props.ts';
import { Swatch } from './swatch.tsx';
import css from './charts.module.css';

interface Row extends FrontPoint {
  index: number;
  /** Seconds, and a share in percent: what the axes show. */
  x: number;
  y: number;
}

/** `timeout:1 attempts:2`, and what else is set. */
export const settingText = ({ timeout, attempts, options }: FrontPoint): string => [`timeout:${timeout}`, `attempts:${attempts}`, ...options].join(' ');
const shareText = (share: number): string => `${Number((share * 100).toFixed(share > 0.999 && share < 1 ? 3 : 1))} %`;

export function FrontChart({ points, chosen, budgetNs, onPick }: FrontProps): ReactNode {
  const { t } = useTranslation('dnsCharts');
  const all = useMemo(() => points.map((point, index) => ({ ...point, index })), [points]);
  const rows = useMemo(
    (): Row[] => all.flatMap((point) => (point.worstNs === null ? [] : [{ ...point, x: point.worstNs / 1e9, y: point.lossSurvival * 100 }])).sort((a, b) => a.x - b.x),
    [all],
  );
  // As far down as there is something, to a whole step.
  const least = Math.max(0, Math.floor(Math.min(99, ...rows.map(({ y }) => y)) / 5) * 5);
  const title = t('front.title');
  const words = (point: FrontPoint): string =>
    t('front.point', {
      setting: shown(settingText(point)),
      count: point.servers,
      time: point.worstNs === null ? t('never') : formatNs(point.worstNs),
      share: shareText(point.lossSurvival),
    });
  const columns: Column<(typeof all)[number]>[] = [
    { key: 'setting', header: t('front.setting'), render: (row) => <Shown text={settingText(row)} />, sort: settingText, mono: true },
    { key: 'servers', header: t('front.servers'), render: (row) => row.servers, sort: (row) => row.servers, width: '80px', align: 'end', mono: true },
    { key: 'search', header: t('front.search'), render: (row) => row.search, sort: (row) => row.search, width: '80px', align: 'end', mono: true },
    { key: 'ndots', header: 'ndots', render: (row) => row.ndots, sort: (row) => row.ndots, width: '70px', align: 'end', mono: true },
    {
      key: 'worst',
      header: t('front.worst'),
      render: (row) => (row.worstNs === null ? t('never') : formatNs(row.worstNs)),
      sort: (row) => row.worstNs ?? Infinity,
      width: '100px',
      align: 'end',
      mono: true,
    },
    {
      key: 'failover',
      header: t('front.failover'),
      render: (row) => (row.failoverNs === null ? '–' : formatNs(row.failoverNs)),
      sort: (row) => row.failoverNs,
      width: '100px',
      align: 'end',
      mono: true,
    },
    { key: 'loss', header: t('front.survival'), render: (row) => shareText(row.lossSurvival), sort: (row) => row.lossSurvival, width: '110px', align: 'end', mono: true },
    { key: 'packets', header: t('front.packets'), render: (row) => row.packets, sort: (row) => row.packets, width: '80px', align: 'end', mono: true },
    {
      key: 'meets',
      header: t('front.meets'),
      render: (row) => (row.index === chosen ? t('front.chosen') : row.meets ? t('front.yes') : t('front.no')),
      sort: (row) => (row.index === chosen ? 0 : row.meets ? 1 : 2),
      width: '110px',
    },
  ];
  return (
    <Frame
      title={title}
      table={() => (
        <Table
          label={title}
          rows={all}
          columns={columns}
          rowKey={(row) => String(row.index)}
          selected={chosen === null ? null : String(chosen)}
          {...(onPick === undefined ? {} : { onOpen: (row: { index: number }) => onPick(row.index) })}
          {...(all.length > 16 ? { height: '420px' } : {})}
        />
      )}
      legend={
        <>
          <Swatch width={12} marks={[circle(6, 6, 4, { paint: 'accent' })]} text={t('front.yes')} />
          <Swatch width={12} marks={[circle(6, 6, 4, { paint: 'panel' }, { paint: 'grey', width: 1.5 })]} text={t('front.no')} />
          {chosen === null ? null : <Swatch width={14} marks={[area([7, 0, 13, 6, 7, 12, 1, 6], { paint: 'accent' }, { paint: 'text', width: 1.5 })]} text={t('front.chosen')} />}
        </>
      }
    >
      {rows.length === 0 ? (
        <p className="dim">{t('none')}</p>
      ) : (
        <div className={css['picture']} role="img" aria-label={`${title}. ${rows.map(words).join('; ')}`}>
          <ResponsiveContainer width="100%" height={280} initialDimension={{ width: 600, height: 280 }}>
            <ScatterChart margin={{ top: 8, right: 20, bottom: 16, left: 8 }} accessibilityLayer={false}>
              <CartesianGrid stroke="var(--line)" />
              <XAxis
                dataKey="x"
                type="number"
                domain={[0, 'auto']}
                tickFormatter={(value: number) => `${Number(value.toPrecision(4))} s`}
                tick={{ fill: 'var(--dim)', fontSize: 11 }}
                stroke="var(--line-strong)"
                label={{ value: t('front.worst'), position: 'insideBottom', offset: -10, fill: 'var(--dim)', fontSize: 11 }}
              />
              <YAxis
                dataKey="y"
                type="number"
                domain={[least, 100]}
                ticks={ticks([least, 100], 5)}
                tickFormatter={(value: number) => `${Number(value.toFixed(2))} %`}
                tick={{ fill: 'var(--dim)', fontSize: 11 }}
                stroke="var(--line-strong)"
                width={64}
                label={{ value: t('front.survival'), angle: -90, position: 'insideLeft', fill: 'var(--dim)', fontSize: 11 }}
              />
              <Tooltip
                isAnimationActive={false}
                cursor={false}
                content={({ payload }) => {
                  const row: unknown = payload?.[0]?.payload;
                  const found = rows.find((one) => one.index === indexOf(row));
                  return found === undefined ? null : <div className={css['tip']}>{words(found)}</div>;
                }}
              />
              {budgetNs === null ? null : (
                <ReferenceLine
                  x={budgetNs / 1e9}
                  stroke="var(--text)"
                  strokeDasharray="4 3"
                  ifOverflow="extendDomain"
                  label={{ value: t('budget', { budget: formatNs(budgetNs) }), fill: 'var(--text)', fontSize: 11, position: 'insideTopRight' }}
                />
              )}
              <Scatter
                data={rows}
                line={{ stroke: 'var(--line-strong)' }}
                lineJointType="stepAfter"
                isAnimationActive={false}
                onClick={(_, index) => {
                  const row = rows[index];
                  if (row !== undefined) onPick?.(row.index);
                }}
                shape={(given: { cx?: number | undefined; cy?: number | undefined; payload?: unknown }) => {
                  const row = rows.find((one) => one.index === indexOf(given.payload));
                  const [cx, cy] = [given.cx ?? 0, given.cy ?? 0];
                  if (row === undefined) return <g />;
                  if (row.index === chosen)
                    return <polygon points={`${cx},${cy - 8} ${cx + 8},${cy} ${cx},${cy + 8} ${cx - 8},${cy}`} fill="var(--accent)" stroke="var(--text)" strokeWidth={1.5} />;
                  return (
                    <circle cx={cx} cy={cy} r={4.5} fill={row.meets ? 'var(--accent)' : 'var(--panel)'} stroke={row.meets ? 'var(--accent)' : 'var(--grey)'} strokeWidth={1.5} />
                  );
                }}
              />
            </ScatterChart>
          </ResponsiveContainer>
        </div>
      )}
    </Frame>
  );
}

/** recharts hands a copy of the row on. */
const indexOf = (payload: unknown): number | null =>
  typeof payload === 'object' && payload !== null && 'index' in payload && typeof payload.index === 'number' ? payload.index : null;
