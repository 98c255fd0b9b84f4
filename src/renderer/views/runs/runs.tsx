// History: every stored run, the newest first; or the cells of one project followed over its runs.
import { Button, SegmentedControl, TextInput, Tooltip } from '@mantine/core';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useCall } from '../../api/client.tsx';
import { useOpeningActions } from '../../app/opening.ts';
import { routes } from '../../app/routes.ts';
import { useUrlValue } from '../../app/url-state.ts';
import { Icon } from '../../ui/icon.tsx';
import { Empty, ErrorNotice, Loading } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { useSelection } from '../../ui/selecting.tsx';
import { shown } from '../../../shared/domain/text.ts';
import { useRunActions } from './actions.ts';
import { filterRuns, onlyProject } from './list.ts';
import { RunTable } from './run-table.tsx';
import css from './runs.module.css';
import { StripView } from './strip-view.tsx';

const FIRST = 200;

export function RunsView(): ReactNode {
  const { t } = useTranslation('runs');
  const { t: common } = useTranslation();
  const [, navigate] = useLocation();
  const { openProject, importBundle } = useOpeningActions();
  const [limit, setLimit] = useState(FIRST);
  const list = useCall('runs.list', { limit }, { keep: true });
  const [q, setQ] = useUrlValue('q');
  const [viewName, setView] = useUrlValue('view', 'list');
  const actions = useRunActions();
  const all = useMemo(() => list.data?.runs ?? [], [list.data]);
  const found = useMemo(() => filterRuns(all, q), [all, q]);
  const project = useMemo(() => onlyProject(found), [found]);
  const { selected, chosen, toggle, clear } = useSelection(all);
  const view = viewName === 'strip' && project !== null ? 'strip' : 'list';

  if (list.isError && list.data === undefined)
    return (
      <Page title={t('title')}>
        <ErrorNotice error={list.error} retry={() => void list.refetch()} />
      </Page>
    );
  const importButton = (
    <Button leftSection={<Icon name="upload" />} onClick={() => void importBundle()}>
      {common('action.importBundle')}
    </Button>
  );
  if (list.data !== undefined && all.length === 0)
    return (
      <Page title={t('title')} command={['runs']}>
        <Empty
          icon="runs"
          title={t('empty.title')}
          why={t('empty.why')}
          next={
            <>
              <Button variant="filled" leftSection={<Icon name="folder" />} onClick={() => void openProject()}>
                {common('action.openProject')}
              </Button>
              {importButton}
            </>
          }
        />
      </Page>
    );
  // The older of two stands first: what changed is read from left to right.
  const pair = chosen.length === 2 ? chosen.map(({ id }) => id).reverse() : null;
  return (
    <Page title={t('title')} command={['runs']} actions={importButton} fill>
      <div className={css['bar']}>
        <TextInput
          className={css['filter'] ?? ''}
          leftSection={<Icon name="filter" />}
          aria-label={t('filter')}
          placeholder={t('filter')}
          value={q}
          spellCheck={false}
          onChange={(event) => setQ(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && q !== '') {
              event.preventDefault();
              setQ('');
            }
          }}
        />
        <span className="dim" role="status">
          {found.length === all.length ? t('count', { count: all.length }) : t('countOf', { shown: found.length, count: all.length })}
        </span>
        <span className={css['spring']} />
        {chosen.length === 0 ? null : (
          <>
            <span>{t('selected', { count: chosen.length })}</span>
            <Tooltip label={t('compareHint')} disabled={pair !== null}>
              <Button leftSection={<Icon name="compare" />} disabled={pair === null} onClick={() => navigate(routes.compare(pair ?? []))}>
                {common('action.compare')}
              </Button>
            </Tooltip>
            <Button
              leftSection={<Icon name="trash" />}
              onClick={() => {
                void actions.remove(chosen);
                clear();
              }}
            >
              {common('action.delete')}
            </Button>
            <Button onClick={() => clear()}>{t('unselect')}</Button>
          </>
        )}
        <Tooltip label={t('view.stripHint')} disabled={project !== null} multiline maw={320}>
          <SegmentedControl
            aria-label={t('view.label')}
            value={view}
            onChange={setView}
            data={[
              { value: 'list', label: t('view.list') },
              { value: 'strip', label: t('view.strip'), disabled: project === null },
            ]}
          />
        </Tooltip>
      </div>
      {list.data === undefined ? (
        <Loading />
      ) : found.length === 0 ? (
        <Empty icon="search" title={t('empty.noMatch', { q: shown(q) })} why={t('empty.noMatchWhy')} next={<Button onClick={() => setQ('')}>{t('clear')}</Button>} />
      ) : view === 'strip' && project !== null ? (
        <StripView project={project} runs={found} />
      ) : (
        <RunTable
          runs={found}
          all={all}
          selected={selected}
          onToggle={toggle}
          actions={actions}
          onStrip={(path) => navigate(`${routes.runs({ q: path })}&view=strip`)}
          more={all.length >= limit ? () => setLimit(limit * 4) : null}
        />
      )}
    </Page>
  );
}
