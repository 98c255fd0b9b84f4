// Sizes of two binaries, name by name: what each has and the change as a bar to the left (less) or to the right (more).
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SizeChange } from '../../../shared/domain/elf-detail.ts';
import { shown } from '../../../shared/domain/text.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import { Table, type Column } from '../../ui/table.tsx';
import css from './compare.module.css';

export const changeOf = ({ a, b }: SizeChange): number => (b ?? 0) - (a ?? 0);

/** `+1.20 kB`, `−3 B`, `=`. */
export const changeText = (change: number): string => (change === 0 ? '=' : `${change > 0 ? '+' : '−'}${formatBytes(Math.abs(change))}`);

export function SizeBars({ changes, label }: { changes: readonly SizeChange[]; label: string }): ReactNode {
  const { t } = useTranslation(['binary', 'common']);
  const most = changes.reduce((largest, change) => Math.max(largest, Math.abs(changeOf(change))), 1);
  const bytes = (value: number | null): ReactNode => (value === null ? <span className="dim">{t('common:nothing')}</span> : formatBytes(value));
  const columns: Column<SizeChange>[] = [
    {
      key: 'name',
      header: t('size.name'),
      width: 'minmax(200px, 2fr)',
      mono: true,
      sort: ({ name }) => name,
      render: ({ name }) => <span title={shown(name)}>{shown(name)}</span>,
    },
    { key: 'a', header: 'A', width: '90px', align: 'end', mono: true, sort: ({ a }) => a, render: ({ a }) => bytes(a) },
    { key: 'b', header: 'B', width: '90px', align: 'end', mono: true, sort: ({ b }) => b, render: ({ b }) => bytes(b) },
    { key: 'change', header: t('compare.change'), width: '100px', align: 'end', mono: true, sort: changeOf, render: (row) => changeText(changeOf(row)) },
    {
      key: 'bar',
      header: t('compare.change'),
      hideHeader: true,
      width: 'minmax(160px, 2fr)',
      render: (row) => {
        const change = changeOf(row);
        const share = (50 * Math.abs(change)) / most;
        return (
          <span className={css['bar']} aria-hidden>
            <span data-more={change > 0} style={{ insetInlineStart: `${change > 0 ? 50 : 50 - share}%`, width: `${share}%` }} />
          </span>
        );
      },
    },
  ];
  return <Table label={label} rows={changes} columns={columns} rowKey={({ kind, name }) => `${kind} ${name}`} height="fill" empty={t('compare.sameSizes')} />;
}
