// One trace: every event, and what they sum up to. The address says which, and what is looked at.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Redirect, useSearchParams } from 'wouter';
import type { TraceSource } from '../../../shared/api/contract.ts';
import { shown } from '../../../shared/domain/text.ts';
import { formatBytes, formatNs } from '../../../shared/domain/units.ts';
import { routes } from '../../app/routes.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { Page, type Crumb } from '../../ui/page.tsx';
import { commandOf } from './command.ts';
import { CompareThis } from './compare-this.tsx';
import { Recorded, RecordedHead } from './recordings/recorded.tsx';
import { recordingTitle } from './recordings/titles.ts';
import { TraceLooks } from './trace-looks.tsx';
import { useTraceWindow } from './use-trace-window.ts';
import { shortTraceName, sourceOf, traceName, tracePlace } from './which.ts';

export function TraceView(): ReactNode {
  const [params] = useSearchParams();
  const source = sourceOf((name) => params.get(name));
  if (source === null) return <Redirect to={routes.traces()} replace />;
  if (source.kind !== 'recording') return <OneTrace key={traceName(source)} source={source} />;
  return (
    <Recorded key={source.id} id={source.id}>
      {(recording) => <OneTrace source={source} title={recordingTitle(recording)} before={<RecordedHead recording={recording} />} />}
    </Recorded>
  );
}

/** `before`: what stands above the looks; `title`: where it has a better one than its log. Not yet fit to be shown. */
function OneTrace({ source, title, before }: { source: TraceSource; title?: string; before?: ReactNode }): ReactNode {
  const { t, i18n } = useTranslation('trace');
  const window = useTraceWindow(source);
  const { detail } = window;
  const number = (value: number): string => value.toLocaleString(i18n.language);
  return (
    <Page
      fill
      title={shown(title ?? (source.kind === 'file' ? shortTraceName(source) : (detail?.name ?? shortTraceName(source))))}
      crumbs={useCrumbs(source)}
      aside={
        detail === null ? undefined : (
          <>
            <span className="mono" title={shown(tracePlace(source))}>
              {[
                t(`format.${detail.format}`),
                t('head.events', { count: detail.events, shown: number(detail.events) }),
                t('head.tasks', { count: detail.tasks, shown: number(detail.tasks) }),
                ...(detail.wallNs === null ? [] : [formatNs(detail.wallNs)]),
                formatBytes(detail.bytes),
              ].join(' · ')}
            </span>
            <CopyButton text={tracePlace(source)} label={t('head.copyPlace')} />
          </>
        )
      }
      actions={<CompareThis source={source} noise={window.state.noise} />}
      command={commandOf(source, window.state.look, window.filter, window.state.noise)}
    >
      {before}
      <TraceLooks window={window} />
    </Page>
  );
}

function useCrumbs(source: TraceSource): Crumb[] {
  const { t } = useTranslation('trace');
  return source.kind === 'cell'
    ? [{ text: t('head.cell', { run: shown(source.run.slice(-6)), number: source.cell }), to: routes.cell(source.run, source.cell, { tab: 'trace' }) }]
    : [{ text: t('title'), to: routes.traces() }];
}
