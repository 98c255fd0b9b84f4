// The timeline as words: every lane with what it did in the part of the time that is looked at.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TraceTimeline } from '../../../../shared/domain/trace-detail.ts';
import { shown } from '../../../../shared/domain/text.ts';
import { formatNs } from '../../../../shared/domain/units.ts';
import { Table, type Column } from '../../../ui/table.tsx';
import { exactTime } from './axis.ts';
import { sumsOf, type Lane, type Sums } from './lanes.ts';
import { endText } from './lane-name.tsx';
import { lengthOf, type Span } from './span.ts';

interface Row {
  lane: Lane;
  sums: Sums;
}

export function LaneTable({ lanes, timeline, span, height }: { lanes: readonly Lane[]; timeline: TraceTimeline; span: Span; height?: string }): ReactNode {
  const { t } = useTranslation('traceTimeline');
  const numbers = new Map(timeline.lanes.map((lane) => [lane.task, lane]));
  const rows = lanes.map((lane): Row => ({ lane, sums: sumsOf(numbers.get(lane.task), timeline, span.fromNs, span.toNs) }));
  const columns: Column<Row>[] = [
    { key: 'pid', header: t('table.pid'), width: '80px', align: 'end', mono: true, sort: ({ lane }) => lane.pid, render: ({ lane }) => lane.pid ?? '' },
    {
      key: 'program',
      header: t('table.program'),
      width: 'minmax(160px, 2fr)',
      mono: true,
      sort: ({ lane }) => lane.program,
      render: ({ lane }) => <span title={shown(lane.path ?? '')}>{`${'  '.repeat(Math.min(8, lane.depth))}${lane.program === null ? t('unknown') : shown(lane.program)}`}</span>,
    },
    { key: 'kind', header: t('table.kind'), width: '84px', sort: ({ lane }) => Number(lane.thread), render: ({ lane }) => (lane.thread ? t('thread') : t('process')) },
    { key: 'calls', header: t('table.calls'), width: '100px', align: 'end', mono: true, sort: ({ sums }) => sums.calls, render: ({ sums }) => sums.calls.toLocaleString('en') },
    { key: 'errors', header: t('table.errors'), width: '90px', align: 'end', mono: true, sort: ({ sums }) => sums.errors, render: ({ sums }) => sums.errors.toLocaleString('en') },
    { key: 'busy', header: t('table.busy'), width: '110px', align: 'end', mono: true, sort: ({ sums }) => sums.busyNs, render: ({ sums }) => formatNs(sums.busyNs) },
    {
      key: 'share',
      header: t('table.share'),
      width: '80px',
      align: 'end',
      mono: true,
      sort: ({ sums }) => sums.busyNs,
      render: ({ sums }) => `${Math.round((100 * sums.busyNs) / Math.max(1, lengthOf(span)))} %`,
    },
    {
      key: 'start',
      header: t('table.start'),
      width: '110px',
      align: 'end',
      mono: true,
      sort: ({ lane }) => lane.startNs,
      render: ({ lane }) => exactTime(lane.startNs, span, 1_000),
    },
    {
      key: 'end',
      header: t('table.end'),
      width: '110px',
      align: 'end',
      mono: true,
      sort: ({ lane }) => lane.endNs,
      render: ({ lane }) => (lane.endNs === null ? '' : exactTime(lane.endNs, span, 1_000)),
    },
    { key: 'ended', header: t('table.ended'), width: 'minmax(80px, 1fr)', sort: ({ lane }) => endText(lane), render: ({ lane }) => endText(lane) },
  ];
  return (
    <Table label={t('table.label')} rows={rows} columns={columns} rowKey={({ lane }) => String(lane.task)} {...(height === undefined ? {} : { height })} empty={t('table.none')} />
  );
}
