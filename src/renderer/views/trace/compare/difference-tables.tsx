// What only one of the two did, and the same calls with other errors: most telling first.
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { TraceSource } from '../../../../shared/api/contract.ts';
import type { TraceDiff } from '../../../../shared/domain/trace-detail.ts';
import { shown } from '../../../../shared/domain/text.ts';
import { routes } from '../../../app/routes.ts';
import { Table, type Column } from '../../../ui/table.tsx';
import css from './compare.module.css';
import type { ComparedProps } from './compare.tsx';
import { shortCall } from './event-text.ts';

type Only = TraceDiff['onlyA']['rows'][number];
/** Another error, or another result, which is told in a sentence. */
type Changed = { call: string; pair: number; eventA: number; eventB: number; times: number; weight: number } & ({ a: string | null; b: string | null } | { sentence: string });

export function DifferenceTables({ a, b, diff }: ComparedProps): ReactNode {
  const { t } = useTranslation('traceCompare');
  const { onlyA, onlyB, changedErrors, changedResults } = diff;
  const changed = useMemo(() => {
    const rows: Changed[] = [...changedErrors.rows, ...changedResults.rows].sort((x, y) => y.weight - x.weight);
    return { total: changedErrors.total + changedResults.total, rows };
  }, [changedErrors, changedResults]);
  return (
    <div className={css['tables']} data-changed={changed.total > 0}>
      <OnlyTable letter="A" source={a} diff={diff} part={onlyA} sign="−" />
      <OnlyTable letter="B" source={b} diff={diff} part={onlyB} sign="+" />
      {changed.total === 0 ? null : (
        <section className={css['changed']}>
          <Head sign="≠" title={t('changed.title')} part={changed} />
          <div className={css['fill']}>
            <ChangedTable a={a} b={b} diff={diff} rows={changed.rows} />
          </div>
        </section>
      )}
    </div>
  );
}

function Head({ sign, title, part }: { sign: string; title: string; part: { total: number; rows: readonly unknown[] } }): ReactNode {
  const { t } = useTranslation('traceCompare');
  return (
    <div className={css['table-head']}>
      <span className={css['sign']} data-sign={sign} aria-hidden>
        {sign}
      </span>
      <h2>{title}</h2>
      <span className="dim">{part.rows.length < part.total ? t('firstOf', { first: part.rows.length, count: part.total }) : part.total.toLocaleString('en')}</span>
    </div>
  );
}

/** The tool's own measure of how much it tells, as a bar; its number is a hover away. */
function Weight({ weight }: { weight: number }): ReactNode {
  const { t } = useTranslation('traceCompare');
  const words = t('weight', { weight: weight.toFixed(2) });
  return (
    <span className={css['weight']} role="img" aria-label={words} title={words}>
      <span style={{ width: `${Math.round(weight * 100)}%` }} />
    </span>
  );
}

/** How much it tells, the call, and in which pair of processes, where there are several. */
function useFirstColumns<T extends { call: string; pair: number; weight: number }>(diff: TraceDiff): Column<T>[] {
  const { t } = useTranslation('traceCompare');
  return useMemo(() => {
    const label = (row: T): string => diff.pairs[row.pair]?.label ?? '';
    const columns: Column<T>[] = [
      { key: 'weight', header: t('column.weight'), width: '52px', sort: ({ weight }) => weight, render: ({ weight }) => <Weight weight={weight} /> },
      {
        key: 'call',
        header: t('column.call'),
        width: 'minmax(160px, 1fr)',
        mono: true,
        sort: ({ call }) => call,
        render: ({ call }) => <span title={shown(call)}>{shown(shortCall(call))}</span>,
      },
    ];
    if (diff.pairs.length > 1)
      columns.push({
        key: 'pair',
        header: t('column.pair'),
        width: 'minmax(50px, 0.35fr)',
        mono: true,
        sort: label,
        render: (row) => <span title={shown(label(row))}>{shown(label(row))}</span>,
      });
    return columns;
  }, [diff.pairs, t]);
}

function OnlyTable({ letter, source, diff, part, sign }: { letter: 'A' | 'B'; source: TraceSource; diff: TraceDiff; part: TraceDiff['onlyA']; sign: string }): ReactNode {
  const { t } = useTranslation('traceCompare');
  const [, navigate] = useLocation();
  const before = useFirstColumns<Only>(diff);
  const columns: Column<Only>[] = [
    ...before,
    { key: 'times', header: t('column.times'), width: '54px', align: 'end', mono: true, sort: ({ times }) => times, render: ({ times }) => times.toLocaleString('en') },
    {
      key: 'first',
      header: t('column.first'),
      width: '72px',
      align: 'end',
      mono: true,
      sort: ({ firstEvent }) => firstEvent,
      render: ({ firstEvent }) => (
        <Link href={routes.trace(source, { event: firstEvent })} aria-label={t('open', { event: firstEvent, letter })}>
          {firstEvent}
        </Link>
      ),
    },
  ];
  const title = letter === 'A' ? t('only.a') : t('only.b');
  return (
    <section className={css['only']}>
      <Head sign={sign} title={title} part={part} />
      <div className={css['fill']}>
        <Table
          label={title}
          rows={part.rows}
          columns={columns}
          rowKey={({ call, pair: of, firstEvent }) => `${of} ${firstEvent} ${call}`}
          onOpen={({ firstEvent }) => navigate(routes.trace(source, { event: firstEvent }))}
          height="fill"
          empty={t('only.none', { letter })}
        />
      </div>
    </section>
  );
}

function ChangedTable({ a, b, diff, rows }: { a: TraceSource; b: TraceSource; diff: TraceDiff; rows: readonly Changed[] }): ReactNode {
  const { t } = useTranslation('traceCompare');
  const [, navigate] = useLocation();
  const before = useFirstColumns<Changed>(diff);
  const error = (text: string | null): ReactNode =>
    text === null ? <span className={css['good']}>{t('changed.succeeded')}</span> : <span className={css['bad']}>{shown(text)}</span>;
  const eventLink = (source: TraceSource, event: number, letter: string): ReactNode => (
    <Link href={routes.trace(source, { event })} aria-label={t('open', { event, letter })}>
      {event}
    </Link>
  );
  const columns: Column<Changed>[] = [
    ...before,
    {
      key: 'how',
      header: t('column.how'),
      width: 'minmax(160px, 1fr)',
      sort: (row) => ('sentence' in row ? row.sentence : `${row.a ?? ''} ${row.b ?? ''}`),
      render: (row) =>
        'sentence' in row ? (
          <span title={shown(row.sentence)}>{shown(row.sentence)}</span>
        ) : (
          <span className="mono">
            <span className="dim">A</span> {error(row.a)} <span className="dim">· B</span> {error(row.b)}
          </span>
        ),
    },
    { key: 'times', header: t('column.times'), width: '54px', align: 'end', mono: true, sort: ({ times }) => times, render: ({ times }) => times.toLocaleString('en') },
    {
      key: 'firstA',
      header: t('column.firstOf', { letter: 'A' }),
      width: '90px',
      align: 'end',
      mono: true,
      sort: ({ eventA }) => eventA,
      render: ({ eventA }) => eventLink(a, eventA, 'A'),
    },
    {
      key: 'firstB',
      header: t('column.firstOf', { letter: 'B' }),
      width: '90px',
      align: 'end',
      mono: true,
      sort: ({ eventB }) => eventB,
      render: ({ eventB }) => eventLink(b, eventB, 'B'),
    },
  ];
  return (
    <Table
      label={t('changed.title')}
      rows={rows}
      columns={columns}
      rowKey={({ call, pair: of, eventA, eventB }) => `${of} ${eventA} ${eventB} ${call}`}
      // What is of interest is where it failed.
      onOpen={(row) => navigate('a' in row && row.a === null ? routes.trace(b, { event: row.eventB }) : routes.trace(a, { event: row.eventA }))}
      height="fill"
    />
  );
}
