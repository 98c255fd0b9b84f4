// Who made whom: processes and threads as a tree, what each ran, how long it lived and how it ended.
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { shown } from '../../../../shared/domain/text.ts';
import { Table, type Column } from '../../../ui/table.tsx';
import { callTime, sinceStart } from '../events/times.ts';
import { onlyTerm, taskTerm } from '../filter/edit.ts';
import type { LookProps } from '../look-props.ts';
import { Cut } from './cut.tsx';
import { useUrlSort } from './group-table.tsx';
import { Parts } from './part.tsx';
import css from './parts.module.css';
import { taskTree, type TreeTask } from './task-tree.ts';
import { useParts } from './use-part.ts';

export function ProcessesLook(props: LookProps): ReactNode {
  const answer = useParts(props, ['tasks'], 10_000);
  return (
    <Parts answer={answer} fill>
      {({ taskList = { total: 0, rows: [] } }) => (
        <>
          <Cut part={taskList} />
          <div className={css['table']}>
            <TaskTable {...props} rows={taskList.rows} />
          </div>
        </>
      )}
    </Parts>
  );
}

/** Deeper than this the indent grows no more. */
const DEEPEST = 16;

function TaskTable({ rows, filter, narrow }: LookProps & { rows: Parameters<typeof taskTree>[0] }): ReactNode {
  const { t, i18n } = useTranslation('trace');
  const [sort, setSort] = useUrlSort('sort');
  const tree = useMemo(() => taskTree(rows), [rows]);
  const number = (value: number): string => value.toLocaleString(i18n.language);
  const life = ({ task }: TreeTask): number | null => (task.startNs === null || task.endNs === null ? null : task.endNs - task.startNs);
  const columns: Column<TreeTask>[] = [
    {
      key: 'task',
      header: t('processes.task'),
      width: 'minmax(130px, 1fr)',
      mono: true,
      sort: ({ task }) => task.pid ?? task.task,
      render: ({ task, depth, last }) => (
        <>
          {sort === null && depth > 0 ? <span className={css['tree']} aria-hidden>{`${'  '.repeat(Math.min(DEEPEST, depth) - 1)}${last ? '└' : '├'} `}</span> : null}
          {task.pid ?? `#${task.task}`}
        </>
      ),
    },
    { key: 'kind', header: t('processes.kind'), width: '76px', sort: ({ task }) => task.kind, render: ({ task }) => t(`processes.kinds.${task.kind}`) },
    {
      key: 'program',
      header: t('processes.program'),
      width: 'minmax(200px, 4fr)',
      mono: true,
      sort: ({ task }) => task.program?.path ?? null,
      render: ({ task }) =>
        task.program === null ? (
          <span className="dim">{t('processes.unknown')}</span>
        ) : (
          <span title={shown([task.program.path, ...task.program.argv].join(' ').slice(0, 2_000))}>
            {shown(task.program.path)}
            <span className={css['argv']}>{shown(task.program.argv.slice(1).join(' ').slice(0, 300))}</span>
          </span>
        ),
    },
    {
      key: 'start',
      header: t('processes.start'),
      width: '96px',
      align: 'end',
      mono: true,
      sort: ({ task }) => task.startNs,
      render: ({ task }) => (task.startNs === null ? '' : sinceStart(task.startNs)),
    },
    {
      key: 'life',
      header: t('processes.life'),
      width: '84px',
      align: 'end',
      mono: true,
      sort: life,
      render: (row) => {
        const ns = life(row);
        return ns === null ? '' : callTime(ns);
      },
    },
    { key: 'events', header: t('processes.events'), width: '84px', align: 'end', mono: true, sort: ({ task }) => task.events, render: ({ task }) => number(task.events) },
    {
      key: 'errors',
      header: t('group.errors'),
      width: '72px',
      align: 'end',
      mono: true,
      sort: ({ task }) => task.errors,
      render: ({ task }) => (task.errors === 0 ? '' : number(task.errors)),
    },
    { key: 'ended', header: t('processes.ended'), width: 'minmax(110px, 150px)', sort: (row) => row.task.ended?.code ?? null, render: ({ task }) => <Ended task={task} /> },
  ];
  return (
    <Table
      label={t('looks.processes')}
      rows={tree}
      columns={columns}
      rowKey={({ task }) => String(task.task)}
      onOpen={({ task }) => narrow(onlyTerm(filter, taskTerm(task.task)), 'events')}
      sort={sort}
      onSort={setSort}
      rowHeight={24}
      height="fill"
      empty={t('processes.none')}
    />
  );
}

function Ended({ task }: Pick<TreeTask, 'task'>): ReactNode {
  const { t } = useTranslation('trace');
  if (task.ended === null) return <span className="dim">{t('processes.goesOn')}</span>;
  const { code, signal } = task.ended;
  const bad = signal !== null || code !== 0;
  return (
    <span className={bad ? css['error'] : undefined}>
      {bad ? <span aria-hidden>✗ </span> : null}
      {signal !== null ? t('processes.signal', { signal: shown(signal) }) : t('processes.code', { code: code ?? '?' })}
    </span>
  );
}
