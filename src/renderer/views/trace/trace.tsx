// One trace: every event, and what they sum up to. The address says which, and what is looked at.
import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Redirect, useSearchParams } from 'wouter';
import type { TraceSource } from '../../../shared/api/contract.ts';
import { shown } from '../../../shared/domain/text.ts';
import { routes, TRACE_LOOKS } from '../../app/routes.ts';
import { useCall } from '../../api/client.tsx';
import { ErrorNotice, Loading } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import pane from '../../ui/pane.module.css';
import { LOOKS } from './looks.ts';
import { traceStateOf, useTraceState } from './state.ts';
import { shortTraceName, sourceOf, traceName } from './which.ts';

export function TraceView(): ReactNode {
  const [params] = useSearchParams();
  const source = sourceOf((name) => params.get(name));
  return source === null ? <Redirect to={routes.traces()} replace /> : <OneTrace key={traceName(source)} source={source} />;
}

function OneTrace({ source }: { source: TraceSource }): ReactNode {
  const { t } = useTranslation('trace');
  const [state, change] = useTraceState();
  const detail = useCall('trace.detail', { source, filter: state.q, noise: state.noise }, { keep: true });
  const Look = LOOKS[state.look];
  return (
    <Page fill title={shown(detail.data?.name ?? shortTraceName(source))} crumbs={[{ text: t('title'), to: routes.traces() }]}>
      <Tabs
        value={state.look}
        onChange={(value) => change({ look: traceStateOf((name) => (name === 'look' ? value : null)).look, line: null })}
        classNames={{ root: pane['tabs'] ?? '', list: pane['tab-list'] ?? '', panel: pane['panel'] ?? '' }}
      >
        <Tabs.List aria-label={t('looks.label')}>
          {TRACE_LOOKS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`looks.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={state.look} key={state.look}>
          {detail.isError ? (
            <div className={pane['pad']}>
              <ErrorNotice error={detail.error} retry={() => void detail.refetch()} />
            </div>
          ) : null}
          {detail.data === undefined ? detail.isError ? null : <Loading /> : <Look source={source} detail={detail.data} state={state} change={change} />}
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
