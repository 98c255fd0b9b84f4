// A run, live or stored: its cells as a grid or a list, the picked one beside them.
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearch } from 'wouter';
import { InputError } from '../../../shared/domain/errors.ts';
import { runKey, useAction, useRun } from '../../api/client.tsx';
import { routes } from '../../app/routes.ts';
import { Empty, ErrorNotice, Loading } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { RunPage } from './run-page.tsx';

export function RunView({ run }: { run: string }): ReactNode {
  const { t } = useTranslation('run');
  const { t: common } = useTranslation();
  const [, navigate] = useLocation();
  const search = useSearch();
  const client = useQueryClient();
  const asked = useRun(run);
  const id = asked.data?.id;
  // `last` and beginnings of ids mean another run tomorrow: the address of what is shown is its id, and events speak of that.
  useEffect(() => {
    if (id === undefined || id === run) return;
    client.setQueryData(runKey(id), asked.data);
    navigate(`${routes.run(id)}${search === '' ? '' : `?${search}`}`, { replace: true });
  }, [asked.data, client, id, navigate, run, search]);

  // Removed while it is shown: its answer is still here.
  if (asked.data !== undefined && !wasRemoved(asked.error)) return <RunPage run={asked.data} />;
  return (
    <Page title={t('title')} crumbs={[{ text: common('nav.runs'), to: routes.runs() }]}>
      {asked.isError ? <NoRun run={run} error={asked.error} retry={() => void asked.refetch()} /> : <Loading />}
    </Page>
  );
}

/** What the store says of a run that was taken out of the lists, and can come back. */
const wasRemoved = (error: unknown): boolean => error instanceof InputError && error.expected === 'a run that is in the list';

function NoRun({ run, error, retry }: { run: string; error: Error; retry: () => void }): ReactNode {
  const { t } = useTranslation('run');
  const { t: common } = useTranslation();
  const [, navigate] = useLocation();
  const restore = useAction('run.restore');
  if (wasRemoved(error))
    return (
      <>
        <Empty
          icon="trash"
          title={t('removed.title')}
          why={t('removed.why')}
          next={
            <Button variant="filled" disabled={restore.isPending} onClick={() => restore.mutate({ run }, { onSuccess: retry })}>
              {t('removed.restore')}
            </Button>
          }
        />
        {restore.isError ? <ErrorNotice error={restore.error} /> : null}
      </>
    );
  if (error instanceof InputError)
    return <Empty icon="search" title={t('unknown.title')} why={error.message} next={<Button onClick={() => navigate(routes.runs())}>{common('nav.runs')}</Button>} />;
  return <ErrorNotice error={error} retry={retry} />;
}
