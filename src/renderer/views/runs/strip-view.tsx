// Regressions at a glance: the cells of one project as rows, its newest runs as columns; a tile opens the cell.
import { Switch } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { outcomeText, type Cell } from '../../../shared/domain/run.ts';
import { shown } from '../../../shared/domain/text.ts';
import { runQuery, useApi } from '../../api/client.tsx';
import { routes } from '../../app/routes.ts';
import { useUrlValue } from '../../app/url-state.ts';
import { Callout } from '../../ui/notice.tsx';
import { axisText, widthOf, type AxisColumn } from '../compare/axis-columns.ts';
import { lookOf, LOOK_SIGN } from '../../ui/sign.tsx';
import type { RunLine } from './list.ts';
import css from './strip.module.css';
import { hasChanged, MOST_RUNS, stripOf, type StripRow, type Trend } from './strip.ts';
import { localTime, projectName } from './when.ts';

const TREND_SIGN: Record<Trend, string> = { regressed: '↓', red: '✗', fixed: '↑', unstable: '~', steady: '' };

export function StripView({ project, runs }: { project: string; runs: readonly RunLine[] }): ReactNode {
  const { t } = useTranslation('runs');
  const api = useApi();
  const [changed, setChanged] = useUrlValue('changed');
  const newest = useMemo(() => [...runs].sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1)).slice(0, MOST_RUNS), [runs]);
  const read = useQueries({
    queries: newest.map(({ id: run }) => runQuery(api, run)),
  });
  const stamp = read.map(({ dataUpdatedAt }) => dataUpdatedAt).join();
  // The answers change with their times; the list of queries is new at every render.
  const strip = useMemo(() => stripOf(read.map(({ data }) => data ?? null)), [stamp, newest]);
  const rows = changed === '' ? strip.rows : strip.rows.filter(hasChanged);
  const done = read.filter(({ data }) => data !== undefined).length;
  const failed = read.filter(({ isError }) => isError).length;
  return (
    <div className={css['view']}>
      <div className={css['bar']}>
        <span role="status" className="dim">
          {done + failed < newest.length
            ? t('strip.loading', { done, count: newest.length })
            : `${t('strip.summary', { count: strip.rows.length })} · ${t('strip.counts', { regressed: strip.counts.regressed, fixed: strip.counts.fixed, unstable: strip.counts.unstable })}`}
        </span>
        {strip.common.length === 0 ? null : (
          <span className="dim mono">{t('strip.everywhere', { axes: strip.common.map(([axis, value]) => `${axis}=${shown(value)}`).join(' ') })}</span>
        )}
        <span className={css['spring']} />
        {runs.length > newest.length ? <span className="dim">{t('strip.most', { count: newest.length })}</span> : null}
        <Switch label={t('strip.changedOnly')} checked={changed !== ''} onChange={(event) => setChanged(event.currentTarget.checked ? '1' : '')} />
      </div>
      {failed > 0 ? <Callout kind="warning">{t('strip.failed', { count: failed })}</Callout> : null}
      <Grid project={project} columns={strip.columns} runs={newest} rows={rows} empty={changed === '' ? t('strip.none') : t('strip.noneChanged')} />
    </div>
  );
}

/** One tab stop; arrow keys move between the tiles. */
function Grid({
  project,
  columns,
  runs,
  rows,
  empty,
}: {
  project: string;
  columns: readonly AxisColumn[];
  runs: readonly RunLine[];
  rows: readonly StripRow[];
  empty: string;
}): ReactNode {
  const { t } = useTranslation('runs');
  const [at, setAt] = useState({ row: 0, column: 0 });
  const tracks = { gridTemplateColumns: columns.length === 0 ? 'auto' : columns.map(widthOf).join(' ') };
  const table = useRef<HTMLTableElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const moves: Record<string, readonly [number, number]> = {
      ArrowDown: [at.row + 1, at.column],
      ArrowUp: [at.row - 1, at.column],
      ArrowRight: [at.row, at.column + 1],
      ArrowLeft: [at.row, at.column - 1],
      Home: [at.row, 0],
      End: [at.row, runs.length - 1],
    };
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const row = Math.min(rows.length - 1, Math.max(0, to[0]));
    const column = Math.min(runs.length - 1, Math.max(0, to[1]));
    setAt({ row, column });
    table.current?.querySelector<HTMLElement>(`[data-at="${row}-${column}"]`)?.focus();
  };
  return (
    <div className={css['scroller']}>
      <table ref={table} role="grid" aria-label={t('strip.label', { project: shown(projectName(project)) })} className={css['strip']} onKeyDown={onKeyDown}>
        <thead>
          <tr>
            <th scope="col" className={css['corner']}>
              <span className={css['axes']} style={tracks}>
                {columns.length === 0 ? t('strip.cell') : columns.map(({ axis }) => <span key={axis}>{axis}</span>)}
              </span>
            </th>
            <th scope="col" className={css['trend']}>
              <span className="visually-hidden">{t('strip.trend')}</span>
            </th>
            {runs.map((run, column) => (
              <th key={run.id} scope="col" className={css['run']}>
                <Link href={routes.run(run.id)} title={localTime(run.startedAt)}>
                  <span>{dayOf(runs, column)}</span>
                  <span>{localTime(run.startedAt).slice(11, 16)}</span>
                </Link>
              </th>
            ))}
            <th aria-hidden className={css['rest']} />
          </tr>
        </thead>
        <tbody>
          {rows.length === 0 ? (
            <tr>
              <td colSpan={runs.length + 3} className={css['none']}>
                {empty}
              </td>
            </tr>
          ) : null}
          {rows.map((row, index) => (
            <tr key={row.key}>
              <th scope="row" className={css['label']} title={shown(row.key)}>
                <span className={css['axes']} style={tracks}>
                  {columns.length === 0 ? shown(row.label) : columns.map(({ axis }) => <span key={axis}>{axisText(row.axes, axis)}</span>)}
                </span>
              </th>
              <td className={css['trend']} data-trend={row.trend}>
                {row.trend === 'steady' ? null : (
                  <>
                    <span aria-hidden>{TREND_SIGN[row.trend]}</span> {t(`strip.${row.trend}`)}
                  </>
                )}
              </td>
              {row.cells.map((cell, column) => {
                const run = runs[column];
                return run === undefined ? null : (
                  <td key={run.id}>
                    <Tile cell={cell} run={run} label={row.label} at={`${index}-${column}`} current={at.row === index && at.column === column} />
                  </td>
                );
              })}
              <td aria-hidden />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The day, over the first run of it only. */
function dayOf(runs: readonly RunLine[], column: number): string {
  const day = (at: number): string => localTime(runs[at]?.startedAt ?? '').slice(5, 10);
  return column > 0 && day(column) === day(column - 1) ? '\u00a0' : day(column);
}

interface TileProps {
  cell: Cell | null | undefined;
  run: RunLine;
  label: string;
  at: string;
  current: boolean;
}

function Tile({ cell, run, label, at, current }: TileProps): ReactNode {
  const { t } = useTranslation('runs');
  const tabIndex = current ? 0 : -1;
  if (cell === undefined || cell === null) {
    const said = t('strip.tile', { cell: shown(label), started: localTime(run.startedAt), state: cell === null ? t('strip.absent') : '…' });
    return (
      <span className={css['absent']} role="img" aria-label={said} title={said} tabIndex={tabIndex} data-at={at}>
        {cell === null ? '' : '…'}
      </span>
    );
  }
  const look = lookOf(cell);
  const why = cell.reason === null ? '' : ` · ${shown(cell.reason)}`;
  const said = t('strip.tile', { cell: shown(label), started: localTime(run.startedAt), state: `${shown(outcomeText(cell))}${why}` });
  return (
    <Link href={routes.cell(run.id, cell.number)} className={css['tile']} data-look={look} aria-label={said} title={said} tabIndex={tabIndex} data-at={at}>
      {LOOK_SIGN[look]}
    </Link>
  );
}
