// Whom the program spoke to, and what it asked of name servers.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TraceDns } from '../../../../shared/domain/trace-detail.ts';
import { shown } from '../../../../shared/domain/text.ts';
import { Table, type Column } from '../../../ui/table.tsx';
import { taskText } from '../events/event-grid.tsx';
import { callTime, sinceStart } from '../events/times.ts';
import { addressTerm, withTerm } from '../filter/edit.ts';
import type { LookProps } from '../look-props.ts';
import { Cut } from './cut.tsx';
import { GroupTable, useUrlSort } from './group-table.tsx';
import { Parts } from './part.tsx';
import css from './parts.module.css';
import { useParts } from './use-part.ts';

/** A table of so many rows is as tall as they are. */
const SHORT = 10;

export function AddressesLook(props: LookProps): ReactNode {
  const { filter, narrow } = props;
  const { t } = useTranslation('trace');
  const answer = useParts(props, ['addresses', 'dns']);
  return (
    <Parts answer={answer} fill>
      {({ addresses = { total: 0, rows: [] }, dns = { total: 0, rows: [] } }) => (
        <>
          <section className={css['half']} data-tall={addresses.rows.length > SHORT} aria-labelledby="trace-addresses">
            <h2 id="trace-addresses">
              {t('addresses.title')}
              <span className="dim">{addresses.total}</span>
            </h2>
            <Cut part={addresses} />
            <div className={css['table']}>
              <GroupTable
                label={t('addresses.title')}
                by={t('addresses.address')}
                rows={addresses.rows}
                bytes
                totalNs={addresses.rows.reduce((sum, group) => sum + (group.totalNs ?? 0), 0)}
                totalCalls={addresses.rows.reduce((sum, group) => sum + group.calls, 0)}
                sortName="sort"
                {...(addresses.rows.length > SHORT ? { height: 'fill' } : {})}
                onOpen={({ key }) => narrow(withTerm(filter, addressTerm(key)), 'events')}
                empty={t('addresses.none')}
              />
            </div>
          </section>
          <section className={css['half']} data-tall={dns.rows.length > SHORT} aria-labelledby="trace-dns">
            <h2 id="trace-dns">
              {t('dns.title')}
              <span className="dim">{dns.total}</span>
            </h2>
            <Cut part={dns} />
            <div className={css['table']}>
              <DnsTable {...props} rows={dns.rows} />
            </div>
          </section>
        </>
      )}
    </Parts>
  );
}

function DnsTable({ rows, open, tasks }: LookProps & { rows: readonly TraceDns[] }): ReactNode {
  const { t } = useTranslation('trace');
  const [sort, setSort] = useUrlSort('dns');
  const columns: Column<TraceDns>[] = [
    { key: 'name', header: t('dns.name'), width: 'minmax(140px, 2fr)', mono: true, sort: ({ name }) => name, render: ({ name }) => <span title={shown(name)}>{shown(name)}</span> },
    { key: 'type', header: t('dns.type'), width: '64px', mono: true, sort: ({ type }) => type, render: ({ type }) => shown(type) },
    {
      key: 'server',
      header: t('dns.server'),
      width: 'minmax(150px, 1.2fr)',
      mono: true,
      sort: ({ server }) => server,
      render: ({ protocol, server, port }) => shown(`${protocol === 'unknown' ? '' : `${protocol} `}${server}${port === null ? '' : `:${port}`}`),
    },
    { key: 'answer', header: t('dns.answer'), width: 'minmax(160px, 2fr)', mono: true, sort: (row) => row.answers[0]?.rcode ?? null, render: (row) => <Answer row={row} /> },
    {
      key: 'wait',
      header: t('dns.wait'),
      width: '84px',
      align: 'end',
      mono: true,
      sort: ({ waitNs }) => waitNs,
      render: ({ waitNs }) => (waitNs === null ? '' : callTime(waitNs)),
    },
    { key: 'at', header: t('dns.at'), width: '100px', align: 'end', mono: true, sort: ({ tNs }) => tNs, render: ({ tNs }) => (tNs === null ? '' : sinceStart(tNs)) },
    {
      key: 'task',
      header: t('events.task'),
      width: 'minmax(90px, 130px)',
      mono: true,
      sort: ({ task }) => task,
      render: ({ task }) => taskText({ task, pid: tasks.get(task)?.pid ?? null }, tasks),
    },
    { key: 'event', header: t('events.number'), width: '76px', align: 'end', mono: true, sort: ({ event }) => event, render: ({ event }) => event },
  ];
  return (
    <Table
      label={t('dns.title')}
      rows={rows}
      columns={columns}
      rowKey={({ event, id, name, type }) => `${event} ${id} ${type} ${name}`}
      onOpen={({ event }) => open(event)}
      sort={sort}
      onSort={setSort}
      rowHeight={24}
      {...(rows.length > SHORT ? { height: 'fill' } : {})}
      empty={t('dns.none')}
    />
  );
}

function Answer({ row }: { row: TraceDns }): ReactNode {
  const { t } = useTranslation('trace');
  const [first] = row.answers;
  if (first === undefined)
    return (
      <span className={css['error']}>
        <span aria-hidden>✗ </span>
        {t('dns.noAnswer')}
      </span>
    );
  const text = row.answers.map(({ rcode, addresses, truncated }) => [rcode, ...addresses, ...(truncated ? [t('dns.truncated')] : [])].join(' ')).join('; ');
  return (
    <span className={first.rcode === 'NOERROR' ? undefined : css['error']} title={shown(text)}>
      {first.rcode === 'NOERROR' ? null : <span aria-hidden>✗ </span>}
      {shown(text)}
    </span>
  );
}
