// Calls put together by what they are about, as a table. A row leads to its events.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TraceGroup } from '../../../../shared/domain/trace-detail.ts';
import { shown } from '../../../../shared/domain/text.ts';
import { formatBytes } from '../../../../shared/domain/units.ts';
import { useUrlValue } from '../../../app/url-state.ts';
import { Table, type Column, type Sort } from '../../../ui/table.tsx';
import { callTime } from '../events/times.ts';
import css from './parts.module.css';

export const errorsOf = (group: TraceGroup): number => Object.values(group.errors).reduce((sum, count) => sum + count, 0);

export interface GroupTableProps {
  label: string;
  /** Header of what they are put together by. */
  by: string;
  rows: readonly TraceGroup[];
  /** A column with the bytes that were read and written. */
  bytes?: boolean;
  /** Of all calls of the table, for the share of each; null: no times in the log, calls are shared then. */
  totalNs: number | null;
  totalCalls: number;
  onOpen: (group: TraceGroup) => void;
  /** Among other tables: without what can be found elsewhere. */
  compact?: boolean;
  /** Name of the sorting in the address; absent: the table keeps its own. */
  sortName?: string;
  height?: 'fill';
  empty: string;
}

/** `calls`, `-calls` (down). */
export function useUrlSort(name: string): [Sort | null, (sort: Sort | null) => void] {
  const [text, setText] = useUrlValue(name);
  const down = text.startsWith('-');
  return [text === '' ? null : { key: down ? text.slice(1) : text, down }, (sort) => setText(sort === null ? '' : `${sort.down ? '-' : ''}${sort.key}`)];
}

export function GroupTable({ sortName, ...props }: GroupTableProps): ReactNode {
  return sortName === undefined ? <Groups {...props} /> : <Sorted {...props} sortName={sortName} />;
}

function Sorted({ sortName, ...props }: GroupTableProps & { sortName: string }): ReactNode {
  const [sort, setSort] = useUrlSort(sortName);
  return <Groups {...props} sort={sort} onSort={setSort} />;
}

function Groups(props: Omit<GroupTableProps, 'sortName'> & { sort?: Sort | null; onSort?: (sort: Sort | null) => void }): ReactNode {
  const { label, by, rows, bytes = false, compact = false, totalNs, totalCalls, onOpen, height, empty, sort, onSort } = props;
  const { t, i18n } = useTranslation('trace');
  const number = (value: number): string => value.toLocaleString(i18n.language);
  const timed = rows.some((group) => group.totalNs !== null);
  const share = (group: TraceGroup): number => (timed && totalNs !== null && totalNs > 0 ? (group.totalNs ?? 0) / totalNs : totalCalls === 0 ? 0 : group.calls / totalCalls);
  const columns: Column<TraceGroup>[] = [
    {
      key: 'key',
      header: by,
      width: compact ? 'minmax(100px, 2fr)' : 'minmax(130px, 3fr)',
      mono: true,
      sort: ({ key }) => key,
      render: ({ key }) => <span title={shown(key)}>{shown(key.slice(0, 400))}</span>,
    },
    { key: 'calls', header: t('group.calls'), width: compact ? '62px' : '80px', align: 'end', mono: true, sort: ({ calls }) => calls, render: ({ calls }) => number(calls) },
    {
      key: 'errors',
      header: t('group.errors'),
      width: compact ? 'minmax(80px, 1.4fr)' : 'minmax(90px, 1.2fr)',
      mono: true,
      sort: errorsOf,
      render: (group) => <Errors group={group} />,
    },
    ...(timed
      ? [
          {
            key: 'time',
            header: t('group.time'),
            width: compact ? '72px' : '84px',
            align: 'end',
            mono: true,
            sort: (group: TraceGroup) => group.totalNs,
            render: (group: TraceGroup) => (group.totalNs === null ? '' : callTime(group.totalNs)),
          } satisfies Column<TraceGroup>,
          {
            key: 'longest',
            header: t('group.longest'),
            width: compact ? '72px' : '84px',
            align: 'end',
            mono: true,
            sort: (group: TraceGroup) => group.longestNs,
            render: (group: TraceGroup) => (group.longestNs === null ? '' : callTime(group.longestNs)),
          } satisfies Column<TraceGroup>,
        ]
      : []),
    {
      key: 'share',
      header: t(timed ? 'group.shareTime' : 'group.shareCalls'),
      width: '92px',
      sort: share,
      render: (group) => (
        <span className={css['share']}>
          <span className={css['share-bar']} aria-hidden>
            <span style={{ width: `${(share(group) * 100).toFixed(1)}%` }} />
          </span>
          <span className="mono">{percent(share(group))}</span>
        </span>
      ),
    },
    ...(bytes
      ? [
          {
            key: 'read',
            header: t('group.read'),
            width: '80px',
            align: 'end',
            mono: true,
            sort: (group: TraceGroup) => group.bytesRead,
            render: (group: TraceGroup) => (group.bytesRead === null ? '' : formatBytes(group.bytesRead)),
          } satisfies Column<TraceGroup>,
          {
            key: 'written',
            header: t('group.written'),
            width: '80px',
            align: 'end',
            mono: true,
            sort: (group: TraceGroup) => group.bytesWritten,
            render: (group: TraceGroup) => (group.bytesWritten === null ? '' : formatBytes(group.bytesWritten)),
          } satisfies Column<TraceGroup>,
        ]
      : []),
    ...(compact
      ? []
      : [
          {
            key: 'first',
            header: t('group.first'),
            width: '76px',
            align: 'end',
            mono: true,
            sort: ({ firstEvent }: TraceGroup) => firstEvent,
            render: ({ firstEvent }: TraceGroup) => firstEvent,
          } satisfies Column<TraceGroup>,
        ]),
  ];
  return (
    <Table
      label={label}
      rows={rows}
      columns={columns}
      rowKey={({ key }) => key}
      onOpen={onOpen}
      rowHeight={24}
      {...(sort === undefined ? {} : { sort })}
      {...(onSort === undefined ? {} : { onSort })}
      {...(height === undefined ? {} : { height })}
      empty={empty}
    />
  );
}

const percent = (share: number): string => (share > 0 && share < 0.001 ? '<0.1%' : `${(share * 100).toFixed(1)}%`);

/** `14 ENOENT, 2 EACCES`, most first. */
function Errors({ group }: { group: TraceGroup }): ReactNode {
  const text = Object.entries(group.errors)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
  return text === '' ? null : (
    <span className={css['error']} title={shown(text)}>
      <span aria-hidden>✗ </span>
      {shown(text)}
    </span>
  );
}
