// Projects that were run or opened here: one step from the matrix, and from what it said last.
import type { ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { RecentProject } from '../../../shared/api/views.ts';
import { errorText } from '../../../shared/domain/errors.ts';
import { shown } from '../../../shared/domain/text.ts';
import { useAction } from '../../api/client.tsx';
import { useOpeningActions } from '../../app/opening.ts';
import { routes } from '../../app/routes.ts';
import { useToasts } from '../../app/toasts.tsx';
import { Section } from '../../ui/page.tsx';
import { Counts } from '../../ui/sign.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import css from './home.module.css';

export function Projects({ projects }: { projects: readonly RecentProject[] }): ReactNode {
  const { t } = useTranslation(['home', 'common']);
  const [, navigate] = useLocation();
  const forget = useForget();
  const columns: Column<RecentProject>[] = [
    {
      key: 'name',
      header: t('projects.name'),
      width: 'minmax(110px, 1fr)',
      sort: ({ name }) => name,
      render: ({ name, path, exists }) => (exists ? <Link href={routes.matrix({ path })}>{shown(name)}</Link> : <span>{shown(name)}</span>),
    },
    {
      key: 'path',
      header: t('projects.path'),
      width: 'minmax(120px, 2fr)',
      mono: true,
      sort: ({ path }) => path,
      render: ({ path, exists }) => (
        <span title={shown(path)}>
          {shown(path)}
          {exists ? null : <span className={css['gone']}>{t('projects.gone')}</span>}
        </span>
      ),
    },
    {
      key: 'last',
      header: t('projects.last'),
      width: '190px',
      sort: ({ last }) => last?.red ?? null,
      render: ({ last }) =>
        last === null ? (
          <span className="dim">{t('projects.never')}</span>
        ) : last.state === 'running' || last.state === 'planned' ? (
          t(`common:state.${last.state}`)
        ) : (
          <Counts counts={last} />
        ),
    },
    {
      key: 'when',
      header: t('projects.when'),
      width: '124px',
      sort: ({ last }) => last?.startedAt ?? null,
      render: ({ last }) => (last === null ? null : <When iso={last.startedAt} />),
    },
    { key: 'runs', header: t('projects.runs'), width: '48px', align: 'end', sort: ({ runs }) => runs, render: ({ runs }) => runs },
    {
      key: 'actions',
      header: t('common:table.actions'),
      hideHeader: true,
      width: '148px',
      align: 'end',
      render: (project) => (
        <span className={css['actions']}>
          {project.last === null ? null : (
            <Link href={routes.run(project.last.id)} aria-label={t('projects.openLast', { name: shown(project.name) })}>
              {t('projects.lastRun')}
            </Link>
          )}
          <button type="button" className="link-button" aria-label={t('projects.forgetNamed', { name: shown(project.name) })} onClick={() => void forget(project)}>
            {t('projects.forget')}
          </button>
        </span>
      ),
    },
  ];
  if (projects.length === 0)
    return (
      <Section title={t('projects.title')}>
        <p className="dim">{t('projects.none')}</p>
      </Section>
    );
  return (
    <Section title={t('projects.title')} flush>
      <Table
        label={t('projects.title')}
        rows={projects}
        columns={columns}
        rowKey={({ path }) => path}
        onOpen={({ path, exists, last }) => {
          if (exists) navigate(routes.matrix({ path }));
          else if (last !== null) navigate(routes.run(last.id));
        }}
      />
    </Section>
  );
}

/** Takes a project out of the list, with a way back: nothing of it is removed. */
function useForget(): (project: RecentProject) => Promise<void> {
  const { t } = useTranslation(['home', 'common']);
  const client = useQueryClient();
  const toast = useToasts((state) => state.show);
  const forgetting = useAction('project.forget');
  const { openProject } = useOpeningActions();
  return async ({ path, name, exists }) => {
    try {
      await forgetting.mutateAsync({ path });
      toast({
        kind: 'info',
        text: t('projects.forgotten', { name: shown(name) }),
        ...(exists ? { action: { label: t('common:action.undo'), run: () => void openProject(path) } } : {}),
      });
    } catch (error) {
      toast({ kind: 'error', text: shown(errorText(error)) });
    }
    await client.invalidateQueries({ queryKey: ['projects.recent'] });
  };
}
