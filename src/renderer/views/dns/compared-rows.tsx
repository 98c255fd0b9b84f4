// Rows of two measurements side by side: each lookup's time and packets before and after, and in words what changed.
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DnsAdvice } from '../../../shared/domain/dns.ts';
import { shown } from '../../../shared/domain/text.ts';
import { Table, type Column } from '../../ui/table.tsx';
import { packetsText, wallsText } from './pairs.ts';
import { ResultSign } from './result-sign.tsx';

export type ComparedRow = NonNullable<DnsAdvice['proof']>['rows'][number];
type Side = ComparedRow['a'];

const RESULTS = ['ok', 'fail', 'hang'] as const;

export function ComparedRows({ rows, a, b, height }: { rows: readonly ComparedRow[]; a: string; b: string; height?: string }): ReactNode {
  const { t } = useTranslation('dns');
  const columns = useMemo((): Column<ComparedRow>[] => {
    const worst = (side: Side): number | null =>
      side === null ? null : side.wallNs.some((ns) => ns === null) ? Number.MAX_SAFE_INTEGER : Math.max(...side.wallNs.map((ns) => ns ?? 0));
    const sideColumns = (key: 'a' | 'b', name: string): Column<ComparedRow>[] => [
      {
        key: `${key}-wall`,
        header: `${name}: ${t('column.wall')}`,
        width: 'minmax(110px, 1fr)',
        align: 'end',
        mono: true,
        render: (row) => (row[key] === null ? '–' : wallsText(row[key].wallNs, t('never'))),
        sort: (row) => worst(row[key]),
      },
      {
        key: `${key}-packets`,
        header: t('column.packets'),
        width: '70px',
        align: 'end',
        mono: true,
        render: (row) => (row[key] === null ? '–' : packetsText(row[key].packets)),
        sort: (row) => (row[key] === null ? null : Math.max(...row[key].packets)),
      },
      {
        key: `${key}-result`,
        header: t('column.result'),
        width: '70px',
        render: (row) => {
          const result = RESULTS.find((each) => each === row[key]?.result);
          return row[key] === null ? '–' : <ResultSign result={result ?? 'varies'} />;
        },
      },
    ];
    return [
      {
        key: 'title',
        header: t('column.scenario'),
        width: 'minmax(120px, 1.5fr)',
        render: ({ title }) => <span title={shown(title)}>{shown(title)}</span>,
        sort: ({ title }) => title,
      },
      { key: 'subject', header: t('column.subject'), width: 'minmax(90px, 1fr)', mono: true, render: ({ subject }) => shown(subject), sort: ({ subject }) => subject },
      ...sideColumns('a', a),
      ...sideColumns('b', b),
      { key: 'text', header: t('column.change'), width: 'minmax(140px, 2fr)', render: ({ text }) => <span title={shown(text)}>{shown(text)}</span>, sort: ({ text }) => text },
    ];
  }, [t, a, b]);
  return <Table label={t('compare.rows')} rows={rows} columns={columns} rowKey={(row) => String(rows.indexOf(row))} {...(height === undefined ? {} : { height })} />;
}
