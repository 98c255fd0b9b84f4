// Predicted against measured. Every mark can be pointed at; the table says the same, and is where the keyboard goes.
import { useElementSize } from '@mantine/hooks';
import { useEffect, useMemo, useRef, useState, type PointerEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { area, circle, line, rect } from '../../../../shared/charts/scene.ts';
import { disagreeMark, nearest, scatter, subjectMark } from '../../../../shared/charts/scatter.ts';
import { shown } from '../../../../shared/domain/text.ts';
import { formatNs } from '../../../../shared/domain/units.ts';
import { Shown } from '../../../ui/facts.tsx';
import { Table, type Column } from '../../../ui/table.tsx';
import { drawScene } from './draw-scene.ts';
import { Frame } from './frame.tsx';
import { useInk } from './paints.ts';
import type { ScatterPair, ScatterProps } from './props.ts';
import { Swatch } from './swatch.tsx';
import css from './charts.module.css';

export function ScatterChart({ pairs, onPick }: ScatterProps): ReactNode {
  const { t } = useTranslation('dnsCharts');
  const ink = useInk();
  const { ref, width } = useElementSize<HTMLDivElement>();
  const [at, setAt] = useState<number | null>(null);
  const subjects = useMemo(() => [...new Set(pairs.map(({ subject }) => subject))], [pairs]);
  const drawn = useMemo(
    () =>
      width > 0
        ? scatter(
            pairs.map((pair) => ({ ...pair, subject: subjects.indexOf(pair.subject) })),
            { predicted: t('scatter.predicted'), measured: t('scatter.measured'), residual: t('scatter.residual'), never: t('never') },
            Math.min(width, 760),
          )
        : null,
    [pairs, subjects, width, t],
  );
  const canvas = useRef<HTMLCanvasElement>(null);
  const current = at === null ? undefined : drawn?.placed[at];
  useEffect(() => {
    if (canvas.current === null || drawn === null) return;
    const marks = current === undefined ? drawn.scene.marks : [...drawn.scene.marks, circle(current.x, current.y, 8, null, { paint: 'text', width: 2 })];
    drawScene(canvas.current, { ...drawn.scene, marks }, ink);
  }, [drawn, ink, current]);
  const onPoint = (event: PointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    setAt(drawn === null ? null : (nearest(drawn.placed, event.clientX - box.left, event.clientY - box.top)?.index ?? null));
  };
  const pair = at === null ? undefined : pairs[at];
  const agreed = pairs.filter(({ agrees }) => agrees === true).length;
  const compared = pairs.filter(({ agrees }) => agrees !== null).length;
  const title = t('scatter.title');
  const summary = t('scatter.summary', { agreed, compared });
  return (
    <Frame
      title={title}
      tools={<span className="dim">{summary}</span>}
      table={() => <PairTable pairs={pairs} label={title} onPick={onPick} />}
      legend={
        <>
          {subjects.map((subject, index) => (
            <Swatch key={subject} width={12} marks={[subjectMark(index, 6, 6, 4, false)]} text={shown(subject)} />
          ))}
          <Swatch marks={[rect(0, 2, 18, 8, { paint: 'green', opacity: 0.25 }), line([0, 6, 18, 6], { paint: 'dim', width: 1, dash: [4, 3] })]} text={t('scatter.band')} />
          {pairs.some(({ nondeterministic }) => nondeterministic) ? <Swatch width={12} marks={[subjectMark(3, 6, 6, 4, true, 'dim')]} text={t('scatter.hollow')} /> : null}
          {pairs.some(({ agrees }) => agrees === false) ? <Swatch width={16} height={16} marks={[disagreeMark(8, 8, 3.5)]} text={t('scatter.apart')} /> : null}
          {drawn?.scene.marks.some((mark) => mark.kind === 'line' && mark.closed && mark.fill?.paint === 'red') === true ? (
            <Swatch width={12} marks={[area([2, 9, 10, 9, 6, 2], { paint: 'red' })]} text={t('scatter.beyond')} />
          ) : null}
        </>
      }
    >
      {pairs.length === 0 ? (
        <p className="dim">{t('none')}</p>
      ) : (
        <div
          ref={ref}
          className={css['canvas']}
          role="img"
          aria-label={`${title}. ${summary}`}
          style={{ height: drawn?.scene.height ?? 300 }}
          onPointerMove={onPoint}
          onPointerLeave={() => setAt(null)}
          onClick={() => {
            if (at !== null) onPick?.(at);
          }}
        >
          <canvas ref={canvas} aria-hidden style={{ width: Math.min(width, 760) }} />
        </div>
      )}
      <p className={css['readout']}>{pair === undefined ? <span className={css['hint']}>{t('scatter.idle')}</span> : pairText(t, pair)}</p>
    </Frame>
  );
}

type Translate = ReturnType<typeof useTranslation<'dnsCharts'>>['t'];

function pairText(t: Translate, pair: ScatterPair): string {
  const time = (ns: number | null): string => (ns === null ? t('never') : formatNs(ns));
  return t('scatter.pair', {
    label: shown(pair.label),
    subject: shown(pair.subject),
    predicted: time(pair.predictedNs),
    measured: time(pair.measuredNs),
    verdict: verdict(t, pair),
  });
}

const verdict = (t: Translate, { agrees }: ScatterPair): string => (agrees === null ? t('scatter.uncompared') : agrees ? t('scatter.agrees') : t('scatter.differs'));

function PairTable({ pairs, label, onPick }: { pairs: readonly ScatterPair[]; label: string; onPick: ScatterProps['onPick'] }): ReactNode {
  const { t } = useTranslation('dnsCharts');
  const rows = pairs.map((pair, index) => ({ ...pair, index }));
  type Row = (typeof rows)[number];
  const time = (ns: number | null): string => (ns === null ? t('never') : formatNs(ns));
  const rest = ({ predictedNs, measuredNs }: Row): number | null => (predictedNs === null || measuredNs === null ? null : measuredNs - predictedNs);
  const columns: Column<Row>[] = [
    { key: 'label', header: t('scatter.scenario'), render: (row) => <Shown text={row.label} />, sort: (row) => row.label },
    { key: 'subject', header: t('scatter.subject'), render: (row) => <Shown text={row.subject} />, sort: (row) => row.subject, width: '130px', mono: true },
    {
      key: 'predicted',
      header: t('scatter.predicted'),
      render: (row) => time(row.predictedNs),
      sort: (row) => row.predictedNs ?? Infinity,
      width: '100px',
      align: 'end',
      mono: true,
    },
    { key: 'measured', header: t('scatter.measured'), render: (row) => time(row.measuredNs), sort: (row) => row.measuredNs ?? Infinity, width: '100px', align: 'end', mono: true },
    {
      key: 'rest',
      header: t('scatter.residual'),
      render: (row) => {
        const ns = rest(row);
        return ns === null ? '' : `${ns < 0 ? '−' : '+'}${formatNs(Math.abs(ns))}`;
      },
      sort: (row) => Math.abs(rest(row) ?? Infinity),
      width: '160px',
      align: 'end',
      mono: true,
    },
    { key: 'verdict', header: t('scatter.verdict'), render: (row) => verdict(t, row), sort: (row) => verdict(t, row), width: '140px' },
  ];
  return (
    <Table
      label={label}
      rows={rows}
      columns={columns}
      rowKey={(row) => String(row.index)}
      {...(onPick === undefined ? {} : { onOpen: (row: Row) => onPick(row.index) })}
      {...(rows.length > 16 ? { height: '420px' } : {})}
    />
  );
}
