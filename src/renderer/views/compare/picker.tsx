// Choosing what to compare: a run on the left, its cells on the right. In the empty view and in the dialog that replaces one side.
import { Button, TextInput } from '@mantine/core';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Runs } from '../../../shared/domain/documents.ts';
import type { Cell } from '../../../shared/domain/run.ts';
import { shown } from '../../../shared/domain/text.ts';
import { useCall, useRun } from '../../api/client.tsx';
import { useOpeningActions } from '../../app/opening.ts';
import { Icon } from '../../ui/icon.tsx';
import { Empty, ErrorNotice, Loading } from '../../ui/notice.tsx';
import { Counts, StateSign } from '../../ui/sign.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { axisColumns, axisText, widthOf } from './axis-columns.ts';
import css from './picker.module.css';
import { filterCells } from './picker.ts';
import { cellItem, letterOf } from './sides.ts';
import { localTime, projectName, shortId } from './words.ts';

const MOST_RUNS = 200;
type RunInList = Runs['runs'][number];

export interface PickerProps {
  /** What stands on a side already. */
  taken: readonly string[];
  /** What may be picked. */
  kind: 'any' | 'cell' | 'run';
  onPick: (item: string) => void;
  /** The run whose cells are shown first; default the newest. */
  start?: string | null;
}

export function Picker({ taken, kind, onPick, start = null }: PickerProps): ReactNode {
  const { t } = useTranslation('compare');
  const { t: common } = useTranslation();
  const { openProject, importBundle } = useOpeningActions();
  const runs = useCall('runs.list', { limit: MOST_RUNS });
  const [chosen, setChosen] = useState<string | null>(start);
  const list = runs.data?.runs ?? [];
  const current = list.find(({ id }) => id === chosen)?.id ?? (start === null ? list[0]?.id : start) ?? null;
  if (runs.isError)
    return (
      <div className={css['pad']}>
        <ErrorNotice error={runs.error} retry={() => void runs.refetch()} />
      </div>
    );
  if (runs.isPending) return <Loading />;
  if (list.length === 0)
    return (
      <Empty
        icon="compare"
        title={t('pick.noRuns')}
        why={t('pick.noRunsWhy')}
        next={
          <>
            <Button variant="filled" onClick={() => void openProject()}>
              {common('action.openProject')}
            </Button>
            <Button onClick={() => void importBundle()}>{common('action.importBundle')}</Button>
          </>
        }
      />
    );
  return (
    <div className={css['picker']} data-kind={kind}>
      <RunList runs={list} current={current} taken={taken} onChoose={(run) => (kind === 'run' ? onPick(run) : setChosen(run))} />
      {kind === 'run' || current === null ? null : <CellList key={current} run={current} taken={taken} onPick={onPick} whole={kind === 'any'} />}
    </div>
  );
}

function RunList({ runs, current, taken, onChoose }: { runs: readonly RunInList[]; current: string | null; taken: readonly string[]; onChoose: (run: string) => void }): ReactNode {
  const { t } = useTranslation('compare');
  const columns = useMemo(
    (): Column<RunInList>[] => [
      { key: 'side', header: t('column.side'), hideHeader: true, width: '16px', render: ({ id }) => <SideOf item={id} taken={taken} /> },
      { key: 'started', header: t('column.started'), width: '140px', render: ({ startedAt }) => localTime(startedAt), sort: ({ startedAt }) => startedAt },
      {
        key: 'project',
        header: t('column.project'),
        width: 'minmax(50px, 1fr)',
        render: ({ project }) => <span title={shown(project)}>{shown(projectName(project))}</span>,
        sort: ({ project }) => project,
      },
      { key: 'cells', header: t('column.cells'), width: '152px', render: (run) => <Counts counts={run} /> },
    ],
    [t, taken],
  );
  return (
    <section className={css['list']} aria-label={t('pick.runs')}>
      <h2 className={css['head']}>{t('pick.runs')}</h2>
      <div className={css['rows']}>
        <Table label={t('pick.runs')} rows={runs} columns={columns} rowKey={({ id }) => id} selected={current} onOpen={({ id }) => onChoose(id)} height="fill" />
      </div>
      {runs.length === MOST_RUNS ? <p className={css['foot']}>{t('pick.truncated', { count: MOST_RUNS })}</p> : null}
    </section>
  );
}

function SideOf({ item, taken }: { item: string; taken: readonly string[] }): ReactNode {
  const at = taken.indexOf(item);
  return at < 0 ? null : <span className={css['letter']}>{letterOf(at)}</span>;
}

function CellList({ run, taken, onPick, whole }: { run: string; taken: readonly string[]; onPick: (item: string) => void; whole: boolean }): ReactNode {
  const { t } = useTranslation('compare');
  const read = useRun(run);
  const [filter, setFilter] = useState('');
  const cells = read.data?.cells;
  const found = useMemo(() => filterCells(cells ?? [], filter), [cells, filter]);
  const columns = useMemo((): Column<Cell>[] => {
    return [
      { key: 'side', header: t('column.side'), hideHeader: true, width: '16px', render: ({ number }) => <SideOf item={cellItem(run, number)} taken={taken} /> },
      { key: 'number', header: t('column.number'), width: '20px', align: 'end', render: ({ number }) => number, sort: ({ number }) => number },
      { key: 'state', header: t('column.state'), width: '108px', render: (cell) => <StateSign cell={cell} />, sort: ({ green, outcome }) => `${String(green)} ${String(outcome)}` },
      ...axisColumns(cells ?? []).map((column): Column<Cell> => ({
        key: column.axis,
        header: column.axis,
        code: true,
        width: widthOf(column),
        mono: true,
        render: ({ axes }) => <span title={axisText(axes, column.axis)}>{axisText(axes, column.axis)}</span>,
        sort: ({ axes }) => axisText(axes, column.axis),
      })),
      { key: 'why', header: t('column.why'), width: 'minmax(60px, 1fr)', render: ({ reason }) => (reason === null ? null : <span title={shown(reason)}>{shown(reason)}</span>) },
    ];
  }, [cells, run, taken, t]);
  return (
    <section className={css['list']} aria-label={t('pick.cells', { run: shortId(run) })}>
      <div className={css['head']}>
        <h2>{t('pick.cells', { run: shortId(run) })}</h2>
        <TextInput
          className={css['filter'] ?? ''}
          data-autofocus
          leftSection={<Icon name="filter" />}
          aria-label={t('pick.filter')}
          placeholder={t('pick.filter')}
          value={filter}
          spellCheck={false}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
        {whole ? <Button onClick={() => onPick(run)}>{t('pick.whole')}</Button> : null}
      </div>
      {read.isError ? (
        <div className={css['pad']}>
          <ErrorNotice error={read.error} retry={() => void read.refetch()} />
        </div>
      ) : null}
      {read.isPending ? <Loading /> : null}
      {read.isSuccess ? (
        <div className={css['rows']}>
          <Table
            label={t('pick.cells', { run: shortId(run) })}
            rows={found}
            columns={columns}
            rowKey={({ number }) => String(number)}
            onOpen={({ number }) => onPick(cellItem(run, number))}
            height="fill"
            empty={
              <>
                {t('pick.noCells')} <Button onClick={() => setFilter('')}>{t('pick.clear')}</Button>
              </>
            }
          />
        </div>
      ) : null}
    </section>
  );
}
