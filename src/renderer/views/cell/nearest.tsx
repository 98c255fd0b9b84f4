// A red cell beside its nearest green one: the axes apart, and the facts that differ, weightiest first.
import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { AXES } from '../../../shared/domain/axes.ts';
import { valueText } from '../../../shared/domain/describe.ts';
import type { Difference, Show } from '../../../shared/domain/documents.ts';
import type { Cell, Run } from '../../../shared/domain/run.ts';
import { cellLabel } from '../../../shared/domain/summary.ts';
import { shown } from '../../../shared/domain/text.ts';
import { routes } from '../../app/routes.ts';
import { Section } from '../../ui/page.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import css from './cell.module.css';

/** Differences shown before one asks for the others. */
const FIRST = 12;

export function Nearest({ run, cell, nearest }: { run: Run; cell: Cell; nearest: NonNullable<Show['nearest']> }): ReactNode {
  const { t } = useTranslation('cell');
  const green = run.cells.find(({ number }) => number === nearest.number);
  const apart = AXES.filter((axis) => nearest.apart.includes(axis));
  const label = green === undefined ? '' : cellLabel(green.axes, apart);
  return (
    <Section
      title={t('summary.nearest')}
      flush
      aside={
        <span className={css['inline']}>
          <Link href={routes.cell(run.id, nearest.number)}>{t('number', { number: nearest.number })}</Link>
          <span className="mono">{shown(label)}</span>
          <span className="dim">
            {t('summary.here')} <span className="mono">{shown(cellLabel(cell.axes, apart))}</span>
          </span>
        </span>
      }
    >
      <DifferenceTable cell={cell} nearest={nearest} label={t('summary.nearest')} />
    </Section>
  );
}

/** The facts that differ, the weightiest first; those after the first dozen when they are asked for. */
export function DifferenceTable({ cell, nearest, label }: { cell: Pick<Cell, 'number'>; nearest: NonNullable<Show['nearest']>; label: string }): ReactNode {
  const { t } = useTranslation('cell');
  const [all, setAll] = useState(false);
  const sorted = [...nearest.differences].sort((a, b) => b.weight - a.weight);
  const rows = all ? sorted : sorted.slice(0, FIRST);
  const columns: Column<Difference>[] = [
    { key: 'fact', header: t('summary.fact'), width: 'minmax(120px, 1fr)', render: ({ fact }) => shown(fact), mono: true, sort: ({ fact }) => fact },
    { key: 'a', header: t('summary.a', { number: cell.number }), width: 'minmax(160px, 2fr)', render: (row) => <Value value={row.a} fact={row.fact} />, mono: true },
    { key: 'b', header: t('summary.b', { number: nearest.number }), width: 'minmax(160px, 2fr)', render: (row) => <Value value={row.b} fact={row.fact} />, mono: true },
    { key: 'weight', header: t('summary.weight'), width: '64px', align: 'end', mono: true, render: ({ weight }) => weight, sort: ({ weight }) => weight },
  ];
  return (
    <>
      <Table label={label} rows={rows} columns={columns} rowKey={({ fact }) => fact} empty={t('summary.noDifference')} />
      {sorted.length > rows.length ? (
        <div className={css['excerpt-head']}>
          <Button onClick={() => setAll(true)}>{t('summary.more', { count: sorted.length - rows.length })}</Button>
        </div>
      ) : null}
    </>
  );
}

function Value({ value, fact }: { value: unknown; fact: string }): ReactNode {
  const { t } = useTranslation();
  const text = valueText(value, fact);
  if (text === '-') return <span className="dim">{t('nothing')}</span>;
  return (
    <span className={css['value']} title={text}>
      {text}
    </span>
  );
}
