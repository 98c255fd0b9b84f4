// A recording around its trace: how far it is while it goes on, why there is no log where there is none, and above a log what the tracer changed: the plain start beside the traced one.
import { Button } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { shown } from '../../../../shared/domain/text.ts';
import type { TraceRecording } from '../../../../shared/domain/trace-detail.ts';
import { formatNs, nsFromMs } from '../../../../shared/domain/units.ts';
import { useAction, useCall } from '../../../api/client.tsx';
import { useWorkProgress } from '../../../api/work.ts';
import { routes } from '../../../app/routes.ts';
import { useUrlValue } from '../../../app/url-state.ts';
import { CopyButton } from '../../../ui/copy.tsx';
import { Shown } from '../../../ui/facts.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Callout, Empty, ErrorNotice, Loading } from '../../../ui/notice.tsx';
import { Page } from '../../../ui/page.tsx';
import { ExportLog } from './export-log.tsx';
import { draftOf, useRecordDraft } from './draft.ts';
import { RecordingState } from './recording-state.tsx';
import { factorText } from './recordings.tsx';
import css from './recordings.module.css';
import { Starts } from './starts.tsx';
import { argvText, recordingTitle } from './titles.ts';

/** `children`: the view of its log, which is there once there is one. */
export function Recorded({ id, children }: { id: string; children: (recording: TraceRecording) => ReactNode }): ReactNode {
  const { t } = useTranslation('traceRecordings');
  const { t: traces } = useTranslation('trace');
  const recording = useRecording(id);
  const crumbs = [{ text: traces('title'), to: routes.traces() }];
  if (recording.data === null)
    return (
      <Page title={t('one')} crumbs={crumbs}>
        {recording.error === null ? <Loading /> : <ErrorNotice error={recording.error} retry={recording.again} />}
      </Page>
    );
  const { data } = recording;
  if (data.log !== null && data.state !== 'running') return children(data);
  return (
    <Page title={shown(recordingTitle(data))} crumbs={crumbs} aside={<RecordingState state={data.state} />} actions={<RecordAgain recording={data} />}>
      {data.state === 'running' ? <Running recording={data} /> : <NoLog recording={data} />}
      <Starts recording={data} />
      <Reproduce recording={data} />
    </Page>
  );
}

/** Kept fresh by events; where one is missed, by the end that the workbench says. */
function useRecording(id: string): { data: TraceRecording | null; error: Error | null; again: () => void } {
  const asked = useCall('trace.recording', { id });
  const over = useCall('trace.recording', { id, wait: true }, { enabled: asked.data?.state === 'running', keepFor: 0 });
  return { data: over.data ?? asked.data ?? null, error: asked.error, again: () => void asked.refetch() };
}

function Running({ recording }: { recording: TraceRecording }): ReactNode {
  const { t } = useTranslation('traceRecordings');
  const { t: common } = useTranslation();
  const cancel = useAction('trace.cancel');
  const progress = useWorkProgress()
    .filter(({ at }) => at >= recording.startedAt)
    .at(-1);
  const elapsed = useElapsed(recording.startedAt);
  return (
    <div className={css['running']}>
      <progress aria-label={t('progress')} />
      <p role="status">
        <strong>{progress === undefined ? t('beginning') : shown(progress.text)}</strong>
      </p>
      <p className="mono">{shown(argvText(recording.argv))}</p>
      <p className="dim">{t('elapsed', { time: elapsed < 1e9 ? `0 ${t('seconds')}` : formatNs(elapsed), image: shown(recording.image) })}</p>
      {cancel.isError ? <ErrorNotice error={cancel.error} /> : null}
      <Button leftSection={<Icon name="stop" size={13} />} loading={cancel.isPending} onClick={() => cancel.mutate({ id: recording.id })}>
        {common('action.cancel')}
      </Button>
    </div>
  );
}

function useElapsed(startedAt: string): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return nsFromMs(Math.max(0, Math.floor((now - Date.parse(startedAt)) / 1_000) * 1_000));
}

function NoLog({ recording }: { recording: TraceRecording }): ReactNode {
  const { t } = useTranslation('traceRecordings');
  return (
    <Empty
      icon="trace"
      title={t(`noLog.${recording.state === 'running' || recording.state === 'done' ? 'failed' : recording.state}`)}
      why={recording.reason === null ? t('noLog.why') : <Shown text={recording.reason} />}
    />
  );
}

function RecordAgain({ recording }: { recording: TraceRecording }): ReactNode {
  const { t } = useTranslation('traceRecordings');
  const begin = useRecordDraft((state) => state.begin);
  return (
    <Link href={routes.record('1')} onClick={() => begin(draftOf(recording))}>
      {t('again')}
    </Link>
  );
}

/** Above the log: one line that says what matters, the whole of it when it is opened. */
export function RecordedHead({ recording }: { recording: TraceRecording }): ReactNode {
  const { t } = useTranslation('traceRecordings');
  const [openText, setOpen] = useUrlValue('starts');
  const open = openText === '1';
  const { plain, traced, factor, reason } = recording;
  return (
    <div className={css['recorded']}>
      <div className={css['recorded-bar']}>
        <button type="button" className={css['opener']} aria-expanded={open} onClick={() => setOpen(open ? '' : '1')}>
          <Icon name={open ? 'down' : 'right'} size={12} />
          {recording.state === 'done' ? null : <RecordingState state={recording.state} />}
          <span>{plain === null ? t('head.once') : t('head.plain', { ended: shown(plain.ended), time: formatNs(plain.wallNs) })}</span>
          {traced === null ? null : <span>{t('head.traced', { ended: shown(traced.ended), time: formatNs(traced.wallNs) })}</span>}
          {factor === null ? null : <strong>{t('head.factor', { factor: factorText(factor) })}</strong>}
        </button>
        <RecordAgain recording={recording} />
        <ExportLog source={{ kind: 'recording', id: recording.id }} name={`cgoscope-${recording.id}`} />
      </div>
      {reason === null ? null : (
        <Callout kind="warning">
          <Shown text={reason} />
        </Callout>
      )}
      {open ? (
        <div className={css['recorded-open']}>
          <Starts recording={recording} />
          <Reproduce recording={recording} />
        </div>
      ) : null}
    </div>
  );
}

function Reproduce({ recording }: { recording: TraceRecording }): ReactNode {
  const { t } = useTranslation('traceRecordings');
  if (recording.reproduce.length === 0) return null;
  const text = recording.reproduce.join('\n');
  return (
    <details className={css['reproduce']}>
      <summary>{t('reproduce')}</summary>
      <div className={css['lines']}>
        <pre tabIndex={0} aria-label={t('reproduce')}>
          {recording.reproduce.map(shown).join('\n')}
        </pre>
        <CopyButton text={text} />
      </div>
    </details>
  );
}
