// Facts that differ between two sides, the weightiest first.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { valueText } from '../../shared/domain/describe.ts';
import type { Difference } from '../../shared/domain/difference.ts';
import { shown } from '../../shared/domain/text.ts';
import { Table, type Column } from './table.tsx';

/** `height`: as {@link Table} takes it; null: as tall as its rows. */
export function Differences({
  differences,
  label,
  empty,
  height = 'fill',
  sides: [a, b] = ['A', 'B'],
}: {
  differences: readonly Difference[];
  label: string;
  empty: string;
  height?: string | null;
  /** What the two are called. */
  sides?: readonly [string, string];
}): ReactNode {
  const { t } = useTranslation();
  const value = (given: unknown, fact: string): ReactNode => {
    const text = valueText(given, fact);
    if (text === '-') return <span className="dim">{t('nothing')}</span>;
    return <span title={text}>{text.length > 400 ? `${text.slice(0, 400)}…` : text}</span>;
  };
  const columns: Column<Difference>[] = [
    {
      key: 'fact',
      header: t('difference.fact'),
      width: 'minmax(140px, 1fr)',
      mono: true,
      sort: ({ fact }) => fact,
      render: ({ fact }) => <span title={shown(fact)}>{shown(fact)}</span>,
    },
    { key: 'a', header: a, width: 'minmax(180px, 2fr)', mono: true, render: (row) => value(row.a, row.fact) },
    { key: 'b', header: b, width: 'minmax(180px, 2fr)', mono: true, render: (row) => value(row.b, row.fact) },
    { key: 'weight', header: t('difference.weight'), width: '64px', align: 'end', mono: true, sort: ({ weight }) => weight, render: ({ weight }) => weight },
  ];
  const sorted = [...differences].sort((x, y) => y.weight - x.weight);
  return <Table label={label} rows={sorted} columns={columns} rowKey={({ fact }) => fact} empty={empty} {...(height === null ? {} : { height })} />;
}
