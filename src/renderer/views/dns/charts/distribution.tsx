// Repeated lookups, every one of them: their steps and their dots, on one axis of time.
import { useElementSize } from '@mantine/hooks';
import { useEffect, useMemo, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { distribution, spreadOf, type Spread } from '../../../../shared/charts/distribution.ts';
import { circle, line } from '../../../../shared/charts/scene.ts';
import { shown } from '../../../../shared/domain/text.ts';
import { formatNs } from '../../../../shared/domain/units.ts';
import { Table, type Column } from '../../../ui/table.tsx';
import { drawScene } from './draw-scene.ts';
import { Frame } from './frame.tsx';
import { useInk } from './paints.ts';
import type { DistributionProps } from './props.ts';
import { Swatch } from './swatch.tsx';
import css from './charts.module.css';

type Translate = ReturnType<typeof useTranslation<'dnsCharts'>>['t'];

/** `2.00 s ×4, 1.00 s ×16`: where the lookups are, most first. */
const modesText = ({ modes }: Spread): string =>
  [...modes]
    .sort((a, b) => b.count - a.count)
    .slice(0, 5)
    .map(({ ns, count }) => `${formatNs(ns)} ×${count}`)
    .join(', ');

function summary(t: Translate, spread: Spread): string {
  const never = spread.never === 0 ? '' : ` · ${t('distribution.never', { count: spread.never })}`;
  if (spread.medianNs === null || spread.minNs === null || spread.maxNs === null) return `${t('distribution.count', { count: spread.count })}${never}`;
  const words = { min: formatNs(spread.minNs), median: formatNs(spread.medianNs), max: formatNs(spread.maxNs) };
  return `${t('distribution.count', { count: spread.count })} · ${t('distribution.spread', words)}${spread.modes.length > 1 ? ` · ${t('distribution.at', { modes: modesText(spread) })}` : ''}${never}`;
}

export function DistributionChart({ samples }: DistributionProps): ReactNode {
  const { t } = useTranslation('dnsCharts');
  const ink = useInk();
  const { ref, width } = useElementSize<HTMLDivElement>();
  const rows = useMemo(() => samples.map(({ label, wallNs }, index) => ({ index, label: shown(label), wallNs, spread: spreadOf(wallNs) })), [samples]);
  const drawn = useMemo(
    () =>
      width > 0
        ? distribution(
            rows.map(({ label, wallNs, spread }) => ({ label, wallNs, summary: summary(t, spread) })),
            t('never'),
            width,
          )
        : null,
    [rows, width, t],
  );
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current !== null && drawn !== null) drawScene(canvas.current, drawn.scene, ink);
  }, [drawn, ink]);
  const title = t('distribution.title');
  const time = (ns: number | null): string => (ns === null ? '–' : formatNs(ns));
  type Row = (typeof rows)[number];
  const columns: Column<Row>[] = [
    { key: 'label', header: t('distribution.label'), render: (row) => row.label, sort: (row) => row.label },
    { key: 'count', header: t('distribution.lookups'), render: (row) => row.spread.count, sort: (row) => row.spread.count, width: '80px', align: 'end', mono: true },
    { key: 'min', header: t('distribution.min'), render: (row) => time(row.spread.minNs), sort: (row) => row.spread.minNs, width: '90px', align: 'end', mono: true },
    { key: 'median', header: t('distribution.median'), render: (row) => time(row.spread.medianNs), sort: (row) => row.spread.medianNs, width: '90px', align: 'end', mono: true },
    { key: 'max', header: t('distribution.max'), render: (row) => time(row.spread.maxNs), sort: (row) => row.spread.maxNs, width: '90px', align: 'end', mono: true },
    { key: 'never', header: t('never'), render: (row) => row.spread.never, sort: (row) => row.spread.never, width: '90px', align: 'end', mono: true },
    { key: 'modes', header: t('distribution.modes'), render: (row) => modesText(row.spread), mono: true },
  ];
  return (
    <Frame
      title={title}
      table={() => <Table label={title} rows={rows} columns={columns} rowKey={(row) => String(row.index)} />}
      legend={
        <>
          <Swatch marks={[line([0, 10, 8, 10, 8, 3, 18, 3], { paint: 'accent', width: 1.6 })]} text={t('distribution.steps')} />
          <Swatch width={12} marks={[circle(6, 6, 2.5, { paint: 'accent' })]} text={t('distribution.dot')} />
        </>
      }
    >
      {rows.length === 0 ? (
        <p className="dim">{t('none')}</p>
      ) : (
        <div
          ref={ref}
          className={css['canvas']}
          role="img"
          aria-label={`${title}. ${rows.map(({ label, spread }) => `${label}: ${summary(t, spread)}`).join('. ')}`}
          style={{ height: drawn?.scene.height ?? 120 }}
        >
          <canvas ref={canvas} aria-hidden />
        </div>
      )}
    </Frame>
  );
}
