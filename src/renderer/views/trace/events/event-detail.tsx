// One event whole: its lines as the log has them, its arguments one by one, and the life of the descriptor that it is about.
import { ActionIcon, Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { InputError } from '../../../../shared/domain/errors.ts';
import { shown, shownLines } from '../../../../shared/domain/text.ts';
import type { TraceDescriptor, TraceEvent } from '../../../../shared/domain/trace-detail.ts';
import { useCall } from '../../../api/client.tsx';
import { CopyButton } from '../../../ui/copy.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { ErrorNotice } from '../../../ui/notice.tsx';
import { errorTerm, hasTerm, madeTerm, onlyTerm, pathTerm, taskTerm, withTerm } from '../filter/edit.ts';
import type { LookProps } from '../look-props.ts';
import css from './detail.module.css';
import { taskText } from './event-grid.tsx';
import { Args, Name, Result } from './event-row.tsx';
import { decoded, splitArgs } from './split-args.ts';
import { callTime, clock, sinceStart } from './times.ts';

/** The call's name, in every language. */
const CLOSE = 'close';

export interface EventDetailProps extends Pick<LookProps, 'source' | 'detail' | 'filter' | 'tasks' | 'narrow'> {
  /** From 1. */
  event: number;
  /** False: it is not among the events that are shown. */
  among: boolean;
  onGo: (event: number) => void;
  onRaw: (line: number) => void;
  onClose: () => void;
}

export function EventDetail(props: EventDetailProps): ReactNode {
  const { source, event, onClose } = props;
  const { t } = useTranslation(['trace', 'common']);
  const read = useCall('trace.rows', { source, noise: true, at: event, count: 1 }, { keep: true });
  const row = read.data?.rows.find((one) => one.event === event) ?? read.data?.rows[0];
  return (
    <section className={css['detail']} aria-label={t('event.label', { event })} data-stale={read.isPlaceholderData}>
      <header className={css['head']}>
        <h2>{t('event.title', { event: row?.event ?? event })}</h2>
        {row === undefined ? null : <Buttons {...props} row={row} />}
        <span className={css['spring']} />
        <ActionIcon aria-label={t('common:action.close')} onClick={onClose}>
          <Icon name="cross" size={14} />
        </ActionIcon>
      </header>
      {read.isError ? <ErrorNotice error={read.error} retry={() => void read.refetch()} /> : null}
      {row === undefined ? (
        read.data === undefined ? null : (
          <p className={css['said']}>{t('event.gone', { event })}</p>
        )
      ) : (
        <div className={css['columns']} tabIndex={0} role="group" aria-label={t('event.what')}>
          <Call row={row} {...props} />
          <Life row={row} {...props} />
        </div>
      )}
    </section>
  );
}

function Buttons({ row, filter, narrow, among }: EventDetailProps & { row: TraceEvent }): ReactNode {
  const { t } = useTranslation('trace');
  const path = row.kind === 'call' ? pathOf(row.args) : null;
  const made = row.madeBy;
  const buttons: { key: string; term: string; label: string }[] = [
    ...(made === null ? [] : [{ key: 'fd', term: madeTerm(made), label: t('event.only.descriptor') }]),
    { key: 'task', term: taskTerm(row.task), label: t('event.only.task') },
    ...(path === null ? [] : [{ key: 'path', term: pathTerm(path), label: t('event.only.path') }]),
    ...(row.error === null ? [] : [{ key: 'error', term: errorTerm(row.error), label: t('event.only.error', { error: shown(row.error) }) }]),
    ...(row.kind === 'call' ? [{ key: 'call', term: `call:${row.name}`, label: t('event.only.call', { call: shown(row.name) }) }] : []),
  ];
  return (
    <>
      {among ? null : (
        <span className={css['among']}>
          {t('event.notAmong')}{' '}
          <button type="button" className="link-button" onClick={() => narrow('')}>
            {t('event.all')}
          </button>
        </span>
      )}
      <div className={css['buttons']} role="group" aria-label={t('event.only.label')}>
        {buttons.map(({ key, term, label }) => (
          <Button
            key={key}
            size="compact-xs"
            disabled={hasTerm(filter, term)}
            title={term}
            onClick={() => narrow(key === 'task' ? onlyTerm(filter, term) : withTerm(filter, term))}
          >
            {label}
          </Button>
        ))}
      </div>
    </>
  );
}

/** The first string of the arguments that is a path; escapes in it are left out, as a filter compares text. */
export function pathOf(args: string): string | null {
  const path = splitArgs(args)
    .map((arg) => /^"([^"\\]*)"$/.exec(arg)?.[1])
    .find((text) => text !== undefined && text.includes('/'));
  return path === undefined || path === '' ? null : path;
}

function Call({ row, source, detail, tasks, onRaw }: EventDetailProps & { row: TraceEvent }): ReactNode {
  const { t } = useTranslation('trace');
  const lines = useLines(source, row);
  const task = tasks.get(row.task);
  const facts: [string, ReactNode][] = [
    [t('event.task'), `${taskText(row, tasks)}${task?.kind === 'thread' ? ` ${t('event.thread')}` : ''}`],
    ...(row.tNs === null
      ? []
      : [[t('event.time'), `${sinceStart(row.tNs)} s${detail.startedAt === null ? '' : ` · ${clock(detail.startedAt, row.tNs)}`}`] satisfies [string, ReactNode]]),
    ...(row.durationNs === null ? [] : [[t('event.took'), callTime(row.durationNs)] satisfies [string, ReactNode]]),
  ];
  return (
    <div className={css['call']}>
      <div className={css['whole']}>
        <strong>
          <Name row={row} />
        </strong>{' '}
        <span className={css['came']}>
          {row.result === '' && row.error === null ? null : '= '}
          <Result row={row} unfinished={t('events.unfinished')} />
        </span>
        {row.noise ? <span className="dim"> · {t('event.noise')}</span> : null}
      </div>
      <Arguments row={row} />
      <dl className={css['facts']}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className={css['raw']}>
        {lines.map(({ line, text }) => (
          <div key={line} className={css['line']}>
            <button type="button" className="link-button" onClick={() => onRaw(line)} aria-label={t('event.toRaw', { line })}>
              {line}
            </button>
            <code>{text === null ? '…' : shown(text)}</code>
          </div>
        ))}
        {lines.every(({ text }) => text !== null) ? <CopyButton text={lines.map(({ text }) => text ?? '').join('\n')} label={t('event.copyLines')} /> : null}
      </div>
    </div>
  );
}

function Arguments({ row }: { row: TraceEvent }): ReactNode {
  const { t } = useTranslation('trace');
  const args = row.kind === 'call' ? splitArgs(row.args) : row.args === '' ? [] : [row.args];
  if (args.length === 0) return null;
  return (
    <ol className={css['args']} aria-label={t('event.args')}>
      {args.map((arg, index) => {
        const said = decoded(arg);
        return (
          <li key={index}>
            <span className={css['text']}>
              <Args args={arg} />
            </span>
            {said === null ? null : (
              <pre className={css['said-text']} aria-label={t('event.decoded')}>
                {shownLines(said).join('\n')}
              </pre>
            )}
          </li>
        );
      })}
      {row.argsCut ? <li className="dim">{t('event.argsCut')}</li> : null}
    </ol>
  );
}

/** The very lines of the log that the event is in. */
function useLines(source: EventDetailProps['source'], row: TraceEvent): { line: number; text: string | null }[] {
  const first = useCall('trace.lines', { source, from: row.line, count: 1 });
  const second = useCall('trace.lines', { source, from: row.resumedLine ?? 1, count: 1 }, { enabled: row.resumedLine !== null });
  return [{ line: row.line, text: first.data?.lines[0] ?? null }, ...(row.resumedLine === null ? [] : [{ line: row.resumedLine, text: second.data?.lines[0] ?? null }])];
}

function Life({ row, source, tasks, onGo }: EventDetailProps & { row: TraceEvent }): ReactNode {
  const { t, i18n } = useTranslation('trace');
  const life = useCall('trace.descriptor', { source, event: row.event }, { enabled: row.kind === 'call' });
  if (row.kind !== 'call' || life.data === undefined) {
    // A call about no descriptor is most natural, and nothing to be told.
    return life.isError && !(life.error instanceof InputError) ? <ErrorNotice error={life.error} retry={() => void life.refetch()} /> : null;
  }
  const { fd, what, steps, closedBy, uses }: TraceDescriptor = life.data;
  return (
    <div className={css['life']}>
      <h3>
        {t('event.life', { fd })} <bdi className="mono">{shown(what)}</bdi>
      </h3>
      <p className="dim">{t('event.uses', { count: uses, shown: uses.toLocaleString(i18n.language) })}</p>
      <ol>
        {steps.map((step) => (
          <li key={`${step.event} ${step.fd}`} data-here={step.event === row.event}>
            <button type="button" className="link-button" onClick={() => onGo(step.event)}>
              {t('event.at', { event: step.event })}
            </button>{' '}
            <span className="mono">
              {shown(step.how)} → {step.fd}
            </span>{' '}
            <span className="dim">{taskText({ pid: tasks.get(step.task)?.pid ?? null, task: step.task }, tasks)}</span>
            <div className={css['text']} title={shown(step.text)}>
              {shown(step.text.length > 240 ? `${step.text.slice(0, 240)}…` : step.text)}
            </div>
          </li>
        ))}
        <li>
          {closedBy === null ? (
            <span className="dim">{t('event.notClosed')}</span>
          ) : (
            <>
              <button type="button" className="link-button" onClick={() => onGo(closedBy)}>
                {t('event.at', { event: closedBy })}
              </button>{' '}
              <span className="mono">{CLOSE}</span>
            </>
          )}
        </li>
      </ol>
    </div>
  );
}
