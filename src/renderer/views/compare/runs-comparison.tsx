// Two runs: what changed between them, cell by cell; a row opens the pair.
import { Button, Tooltip } from '@mantine/core';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { outcomeText, type Run } from '../../../shared/domain/run.ts';
import { countColours, tookText } from '../../../shared/domain/summary.ts';
import { shown } from '../../../shared/domain/text.ts';
import { runKey } from '../../api/client.tsx';
import { routes } from '../../app/routes.ts';
import { useUrlValue } from '../../app/url-state.ts';
import { Icon } from '../../ui/icon.tsx';
import { Empty, ErrorNotice, Loading } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Counts, StateSign } from '../../ui/sign.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { axisColumns, axisText, widthOf } from './axis-columns.ts';
import { useCanonicalAddress, type Named } from './canonical.ts';
import { useTwoRuns } from './data.ts';
import { PickModal } from './pick-modal.tsx';
import marks from './marks.module.css';
import css from './runs.module.css';
import { cellItem, letterOf, replaceSide, swapSides, type Side } from './sides.ts';
import { countChanges, pairRows, type Change, type PairRow } from './two-runs.ts';
import { localTime } from './words.ts';

const SIGN_OF: Record<Change, string> = { regressed: '↓', fixed: '↑', outcome: '≠', changed: '~', onlyA: '−', onlyB: '+', equal: '=' };

export function RunsComparison({ a, b, onChange }: { a: Side; b: Side; onChange: (items: readonly string[]) => void }): ReactNode {
  const { t } = useTranslation('compare');
  const { runs, diff, error, retry } = useTwoRuns(a, b);
  useCanonicalAddress(
    useMemo(
      () =>
        runs?.map((run, index): Named => ({
          item: (index === 0 ? a : b).item,
          known: run.id,
          answers: [{ from: runKey((index === 0 ? a : b).run), to: runKey(run.id) }],
        })) ?? null,
      [runs, a, b],
    ),
  );
  const [allText, setAll] = useUrlValue('all');
  const [picking, setPicking] = useState<number | null>(null);
  const all = allText !== '';
  const items = [a.item, b.item];
  const rows = useMemo(() => (runs === null || diff === null ? null : pairRows(runs[0], runs[1], diff)), [runs, diff]);
  const actions = (
    <>
      <Tooltip label={t('action.swap')}>
        <Button leftSection={<Icon name="compare" />} onClick={() => onChange(swapSides(items))}>
          {t('action.swap')}
        </Button>
      </Tooltip>
      <Button onClick={() => onChange([])}>{t('pick.forget')}</Button>
    </>
  );
  return (
    <Page title={t('title')} command={['diff', a.item, b.item, ...(all ? ['--all'] : [])]} actions={actions} fill>
      {error === null ? null : <ErrorNotice error={error} retry={retry} />}
      {error === null && (runs === null || rows === null) ? <Loading /> : null}
      {runs === null || rows === null ? null : (
        <>
          <Summary runs={runs} onReplace={setPicking} />
          <Cells rows={rows} runs={runs} all={all} onAll={(value) => setAll(value ? '1' : '')} />
        </>
      )}
      {picking === null ? null : (
        <PickModal
          side={picking}
          taken={items}
          kind="run"
          onClose={() => setPicking(null)}
          onPick={(item) => {
            setPicking(null);
            onChange(replaceSide(items, picking, item));
          }}
        />
      )}
    </Page>
  );
}

/** Both runs in columns; rows that differ are marked. */
function Summary({ runs, onReplace }: { runs: readonly [Run, Run]; onReplace: (side: number) => void }): ReactNode {
  const { t } = useTranslation('compare');
  const { t: common } = useTranslation();
  const both = (name: string, value: (run: Run) => string, mono = true): { name: string; values: string[]; mono: boolean } => ({ name, values: runs.map(value), mono });
  const rows = [
    both(t('runs.state'), ({ state }) => common(`state.${state}`), false),
    both(t('runs.took'), (run) => tookText(run) ?? t('runs.running')),
    both(t('runs.project'), ({ project }) => project.path),
    both(t('runs.treeHash'), ({ project }) => project.treeHash.slice(0, 16)),
    both(t('runs.endpoint'), ({ endpoint }) => endpoint),
  ];
  return (
    <table className={css['summary']} aria-label={t('runs.summary')}>
      <thead>
        <tr>
          <td />
          {runs.map((run, side) => (
            <th key={side} scope="col">
              <span className={css['side']}>
                <span className={marks['letter']}>{letterOf(side)}</span>
                <Link href={routes.run(run.id)} title={run.id}>
                  {localTime(run.startedAt)}
                </Link>
                <Counts counts={countColours(run.cells)} />
                <Button className={css['replace'] ?? ''} onClick={() => onReplace(side)}>
                  {t('side.replace')}
                </Button>
              </span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, values, mono }) => {
          const differs = new Set(values).size > 1;
          return (
            <tr key={name} data-differs={differs}>
              <th scope="row">
                {differs ? <span className={marks['unequal']}>{'≠'}</span> : <span className={css['equal']}>{'='}</span>} {name}
              </th>
              {values.map((value, side) => (
                <td key={side} className={mono ? 'mono' : undefined}>
                  {shown(value)}
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Cells({ rows, runs, all, onAll }: { rows: readonly PairRow[]; runs: readonly [Run, Run]; all: boolean; onAll: (all: boolean) => void }): ReactNode {
  const { t } = useTranslation('compare');
  const [, navigate] = useLocation();
  const counts = useMemo(() => countChanges(rows), [rows]);
  const visible = useMemo(() => (all ? rows : rows.filter(({ change }) => change !== 'equal')), [rows, all]);
  const axes = useMemo(() => axisColumns(runs.flatMap(({ cells }) => cells)), [runs]);
  const columns = useMemo(
    (): Column<PairRow>[] => [
      {
        key: 'change',
        header: t('runs.change'),
        width: '124px',
        render: ({ change }) => (
          <span className={css['change']} data-change={change}>
            <span aria-hidden>{SIGN_OF[change]}</span>
            {t(`runs.${change}`)}
          </span>
        ),
        sort: ({ change }) => Object.keys(SIGN_OF).indexOf(change),
      },
      ...axes.map((column): Column<PairRow> => ({
        key: column.axis,
        header: column.axis,
        code: true,
        width: widthOf(column),
        mono: true,
        render: (row) => <span title={shown(row.key)}>{axisText((row.a ?? row.b)?.axes ?? {}, column.axis)}</span>,
        sort: (row) => axisText((row.a ?? row.b)?.axes ?? {}, column.axis),
      })),
      {
        key: 'a',
        header: letterOf(0),
        width: '128px',
        render: (row) => (row.a === null ? null : <StateSign cell={row.a} />),
        sort: (row) => (row.a === null ? null : outcomeText(row.a)),
      },
      {
        key: 'b',
        header: letterOf(1),
        width: '128px',
        render: (row) => (row.b === null ? null : <StateSign cell={row.b} />),
        sort: (row) => (row.b === null ? null : outcomeText(row.b)),
      },
      {
        key: 'telling',
        header: t('runs.telling'),
        width: 'minmax(120px, 1fr)',
        mono: true,
        render: ({ telling }) => (telling === null ? null : <span title={shown(telling)}>{shown(telling)}</span>),
      },
    ],
    [t, axes],
  );
  const open = ({ a, b }: PairRow): void => {
    if (a !== null && b !== null) navigate(routes.compare([cellItem(runs[0].id, a.number), cellItem(runs[1].id, b.number)]));
    else if (a !== null) navigate(routes.cell(runs[0].id, a.number));
    else if (b !== null) navigate(routes.cell(runs[1].id, b.number));
  };
  return (
    <>
      <div className={css['bar']}>
        <h2>{t('runs.cells')}</h2>
        <span className="dim" role="status">
          {t('runs.summaryLine', { ...counts, changed: counts.outcome + counts.changed, only: counts.onlyA + counts.onlyB })}
        </span>
        <span className={css['spring']} />
        {counts.equal === 0 ? null : (
          <Button aria-pressed={all} onClick={() => onAll(!all)}>
            {all ? t('runs.hideEqual') : t('runs.showEqual', { count: counts.equal })}
          </Button>
        )}
      </div>
      <div className={css['cells']}>
        {visible.length === 0 ? (
          <Empty icon="check" title={t('runs.noChange')} why={t('runs.noChangeWhy')} />
        ) : (
          <Table label={t('runs.cells')} rows={visible} columns={columns} rowKey={({ key }) => key} onOpen={open} height="fill" />
        )}
      </div>
    </>
  );
}
