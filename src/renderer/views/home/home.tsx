// What an engineer sees first: whether the engine can be used, the projects, what ran last.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall } from '../../api/client.tsx';
import { useOpeningActions } from '../../app/opening.ts';
import { ErrorNotice, Loading } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { EngineLine } from './engine-line.tsx';
import { FirstRun } from './first-run.tsx';
import css from './home.module.css';
import { Projects } from './projects.tsx';
import { RecentRuns } from './recent-runs.tsx';

export function HomeView(): ReactNode {
  const { t } = useTranslation(['home', 'common']);
  const { openProject, importBundle, openBinary } = useOpeningActions();
  return (
    <Page
      title={t('common:nav.home')}
      command={['runs']}
      actions={
        <>
          <Button variant="filled" onClick={() => void openProject()}>
            {t('common:action.openProject')}
          </Button>
          <Button onClick={() => void importBundle()}>{t('common:action.importBundle')}</Button>
          <Button onClick={() => void openBinary()}>{t('common:action.openBinary')}</Button>
        </>
      }
    >
      <div className={css['home']}>
        <EngineLine />
        <Known />
      </div>
    </Page>
  );
}

function Known(): ReactNode {
  const { t } = useTranslation(['home', 'common']);
  const projects = useCall('projects.recent', {});
  const runs = useCall('runs.list', { limit: 50 });
  for (const call of [projects, runs]) if (call.isError) return <ErrorNotice error={call.error} retry={() => void call.refetch()} />;
  if (projects.data === undefined || runs.data === undefined) return <Loading />;
  if (projects.data.projects.length === 0 && runs.data.runs.length === 0) return <FirstRun />;
  return (
    <>
      <Projects projects={projects.data.projects} />
      <RecentRuns runs={runs.data.runs} />
      <p className="dim">{t('drop')}</p>
    </>
  );
}
