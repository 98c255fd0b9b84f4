// Runs as a table: opened by Enter or a click, selected by their boxes.
import { ActionIcon, Button, Menu } from '@mantine/core';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { countColours } from '../../../shared/domain/summary.ts';
import { shown } from '../../../shared/domain/text.ts';
import { useRun, useRunAhead } from '../../api/client.tsx';
import { routes } from '../../app/routes.ts';
import { useUrlValue } from '../../app/url-state.ts';
import { Icon } from '../../ui/icon.tsx';
import { Counts } from '../../ui/sign.tsx';
import { selectColumn } from '../../ui/selecting.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import type { RunActions } from './actions.ts';
import { isLive, parseSort, runBefore, sortText, took, tookMs, type RunLine } from './list.ts';
import css from './runs.module.css';
import { localTime, projectName, shortId } from './when.ts';

export interface RunTableProps {
  runs: readonly RunLine[];
  /** Also those that the filter hides: the run before one may be among them. */
  all: readonly RunLine[];
  selected: ReadonlySet<string>;
  onToggle: (id: string) => void;
  actions: RunActions;
  onStrip: (project: string) => void;
  /** Reads older runs; null where all are here. */
  more: (() => void) | null;
}

export function RunTable({ runs, all, selected, onToggle, actions, onStrip, more }: RunTableProps): ReactNode {
  const { t } = useTranslation('runs');
  const { t: common } = useTranslation();
  const [, navigate] = useLocation();
  const ahead = useRunAhead();
  const [sort, setSort] = useUrlValue('sort');
  const columns = useMemo(
    (): Column<RunLine>[] => [
      selectColumn({ selected, toggle: onToggle }, t('column.select'), (run) => t('selectRun', { project: shown(projectName(run.project)), started: localTime(run.startedAt) })),
      { key: 'started', header: t('column.started'), width: '142px', render: ({ startedAt }) => localTime(startedAt), sort: ({ startedAt }) => startedAt },
      {
        key: 'project',
        header: t('column.project'),
        width: 'minmax(160px, 480px)',
        render: ({ project }) => (
          <span title={shown(project)}>
            <span className={css['project']}>{shown(projectName(project))}</span> <span className="dim">{shown(project)}</span>
          </span>
        ),
        sort: ({ project }) => project,
      },
      { key: 'state', header: t('column.state'), width: '84px', render: (run) => <State run={run} />, sort: ({ state }) => state },
      { key: 'cells', header: t('column.cells'), width: '40px', align: 'end', render: ({ cells }) => cells, sort: ({ cells }) => cells },
      { key: 'counts', header: t('column.counts'), width: '180px', render: (run) => (isLive(run) ? <LiveCounts run={run} /> : <Counts counts={run} />), sort: ({ red }) => red },
      { key: 'took', header: t('column.took'), width: '80px', align: 'end', render: (run) => took(run), sort: tookMs },
      {
        key: 'origin',
        header: t('column.origin'),
        width: 'minmax(120px, 1fr)',
        render: ({ origin }) => (origin === 'local' ? <span className="dim">{t('local')}</span> : <span title={shown(origin)}>{t('bundle', { name: shown(origin) })}</span>),
        sort: ({ origin }) => origin,
      },
      { key: 'id', header: t('column.id'), width: '76px', mono: true, render: ({ id }) => <span title={id}>{shortId(id)}</span>, sort: ({ id }) => id },
      {
        key: 'actions',
        header: common('table.actions'),
        hideHeader: true,
        width: '26px',
        render: (run) => <RunMenu run={run} before={runBefore(run, all)} actions={actions} onStrip={onStrip} />,
      },
    ],
    [t, common, selected, onToggle, all, actions, onStrip],
  );
  return (
    <div className={css['table']}>
      <div className={css['rows']}>
        <Table
          label={t('title')}
          rows={runs}
          columns={columns}
          rowKey={({ id }) => id}
          onOpen={({ id }) => navigate(routes.run(id))}
          onNear={({ id }) => ahead(id)}
          sort={parseSort(sort)}
          onSort={(next) => setSort(sortText(next))}
          height="fill"
        />
      </div>
      {more === null ? null : (
        <div className={css['foot']}>
          <Button onClick={more}>{t('loadMore')}</Button>
        </div>
      )}
      <span className="visually-hidden">{common('table.rows', { count: runs.length })}</span>
    </div>
  );
}

function State({ run }: { run: RunLine }): ReactNode {
  const { t } = useTranslation();
  return (
    <span className={css['state']} data-live={isLive(run)}>
      {isLive(run) ? <span aria-hidden>{'◐'}</span> : null}
      {t(`state.${run.state}`)}
    </span>
  );
}

/** The list learns of a run's start and end; what happens in between stands in the run itself. */
function LiveCounts({ run }: { run: RunLine }): ReactNode {
  const { t } = useTranslation('runs');
  const read = useRun(run.id);
  const cells = read.data?.cells;
  if (cells === undefined) return <Counts counts={run} />;
  const done = cells.filter(({ state }) => state !== 'planned' && state !== 'running');
  const counts = countColours(done);
  return (
    <span className={css['live']}>
      <span>{t('progress', { done: done.length, count: cells.length })}</span>
      <Counts counts={counts} />
    </span>
  );
}

function RunMenu({ run, before, actions, onStrip }: { run: RunLine; before: RunLine | null; actions: RunActions; onStrip: (project: string) => void }): ReactNode {
  const { t } = useTranslation('runs');
  const kinds = ['html', 'md', 'json', 'pdf', 'bundle'] as const;
  return (
    <span onClick={(event) => event.stopPropagation()} role="presentation">
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size="sm" aria-label={t('menu.label', { started: localTime(run.startedAt) })}>
            <Icon name="down" size={12} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component={Link} href={routes.run(run.id)}>
            {t('menu.open')}
          </Menu.Item>
          {before === null ? null : (
            <Menu.Item component={Link} href={routes.compare([before.id, run.id])}>
              {t('menu.previous')}
            </Menu.Item>
          )}
          <Menu.Item onClick={() => onStrip(run.project)}>{t('menu.strip')}</Menu.Item>
          <Menu.Divider />
          {isLive(run) ? (
            <Menu.Item onClick={() => void actions.cancel(run)}>{t('menu.cancel')}</Menu.Item>
          ) : (
            <Menu.Item onClick={() => void actions.again(run)}>{t('menu.again')}</Menu.Item>
          )}
          <Menu.Divider />
          {kinds.map((kind) => (
            <Menu.Item key={kind} onClick={() => void actions.save(run, kind)}>
              {t(`menu.${kind}`)}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={() => void actions.remove([run])}>{t('menu.delete')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}
