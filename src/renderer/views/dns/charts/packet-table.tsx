// The waterfall as a table: the same packets, the same facts.
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WaterfallSet } from '../../../../shared/charts/waterfall.ts';
import type { DnsExchange } from '../../../../shared/domain/dns.ts';
import { formatNs } from '../../../../shared/domain/units.ts';
import { Shown } from '../../../ui/facts.tsx';
import { Table, type Column } from '../../../ui/table.tsx';
import { sendingOrder } from './steps.ts';

interface Row {
  key: string;
  label: string;
  number: number;
  exchange: DnsExchange;
}

export function PacketTable({ sets, servers, label }: { sets: readonly WaterfallSet[]; servers: readonly string[]; label: string }): ReactNode {
  const { t } = useTranslation('dnsCharts');
  const rows = useMemo(
    () =>
      sets
        .flatMap((set, place) =>
          sendingOrder(set.exchanges).flatMap((index, number): Row[] => {
            const exchange = set.exchanges[index];
            return exchange === undefined ? [] : [{ key: `${place}.${index}`, label: set.label, number: number + 1, exchange }];
          }),
        )
        .sort((a, b) => a.exchange.tNs - b.exchange.tNs),
    [sets],
  );
  const ended = ({ exchange }: Row): string => (exchange.endNs === null ? t('never') : exchange.endNs === undefined ? '' : formatNs(exchange.endNs));
  const took = ({ exchange }: Row): number | null => (typeof exchange.endNs === 'number' ? exchange.endNs - exchange.tNs : null);
  const columns: Column<Row>[] = [
    ...(sets.length > 1 ? [{ key: 'set', header: t('waterfall.column.set'), render: (row: Row) => row.label, sort: (row: Row) => row.label, width: '110px' }] : []),
    { key: 'number', header: t('waterfall.column.number'), render: (row) => row.number, sort: (row) => row.number, width: '56px', align: 'end', mono: true },
    { key: 'sent', header: t('waterfall.column.sent'), render: (row) => formatNs(row.exchange.tNs), sort: (row) => row.exchange.tNs, width: '84px', align: 'end', mono: true },
    { key: 'ended', header: t('waterfall.column.ended'), render: ended, sort: (row) => row.exchange.endNs ?? null, width: '84px', align: 'end', mono: true },
    {
      key: 'took',
      header: t('waterfall.column.took'),
      render: (row) => {
        const ns = took(row);
        return ns === null ? '' : formatNs(ns);
      },
      sort: took,
      width: '84px',
      align: 'end',
      mono: true,
    },
    {
      key: 'server',
      header: t('waterfall.column.server'),
      render: (row) => <Shown text={servers[row.exchange.server - 1] ?? t('waterfall.server', { number: row.exchange.server })} />,
      sort: (row) => row.exchange.server,
      width: 'minmax(90px, 160px)',
    },
    { key: 'protocol', header: t('waterfall.column.protocol'), render: (row) => row.exchange.protocol, sort: (row) => row.exchange.protocol, width: '64px', mono: true },
    { key: 'type', header: t('waterfall.column.type'), render: (row) => <Shown text={row.exchange.type} />, sort: (row) => row.exchange.type, width: '72px', mono: true },
    { key: 'name', header: t('waterfall.column.name'), render: (row) => <Shown text={row.exchange.name} />, sort: (row) => row.exchange.name, mono: true },
    {
      key: 'outcome',
      header: t('waterfall.column.outcome'),
      render: (row) => <Shown text={row.exchange.outcome} />,
      sort: (row) => row.exchange.outcome,
      width: '130px',
      mono: true,
    },
  ];
  return <Table label={label} rows={rows} columns={columns} rowKey={({ key }) => key} {...(rows.length > 16 ? { height: '420px' } : {})} />;
}
