// What the trace comes to: what decided how it ended, which calls took what, which errors there were, and where nothing was called for long.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TraceDetail, TraceGap, TraceGroup } from '../../../../shared/domain/trace-detail.ts';
import { shown } from '../../../../shared/domain/text.ts';
import { formatNs } from '../../../../shared/domain/units.ts';
import { Facts, Shown, type FactRow } from '../../../ui/facts.tsx';
import { Section } from '../../../ui/page.tsx';
import { Table, type Column } from '../../../ui/table.tsx';
import { taskText } from '../events/event-grid.tsx';
import { callTime } from '../events/times.ts';
import { callTerm, errorTerm, eventsTerm, withTerm } from '../filter/edit.ts';
import type { LookProps } from '../look-props.ts';
import { GroupTable } from './group-table.tsx';
import { Parts } from './part.tsx';
import css from './parts.module.css';
import { useParts } from './use-part.ts';

export function SummaryLook(props: LookProps): ReactNode {
  const answer = useParts(props, ['sums', 'calls', 'errors', 'gaps', 'deciding'], 400);
  return <Parts answer={answer}>{(detail) => <Summary {...props} detail={detail} />}</Parts>;
}

function Summary(props: LookProps): ReactNode {
  const { detail, filter, narrow } = props;
  const { t } = useTranslation('trace');
  const calls = detail.format === 'strace-count' ? countedCalls(detail) : (detail.calls?.rows ?? []);
  const errors = detail.errors?.rows ?? [];
  const totalNs = calls.some((group) => group.totalNs !== null) ? calls.reduce((sum, group) => sum + (group.totalNs ?? 0), 0) : null;
  const count = (rows: readonly TraceGroup[]): number => rows.reduce((sum, group) => sum + group.calls, 0);
  return (
    <>
      <Deciding {...props} />
      <div className={css['summary']}>
        <Section title={t('summary.calls')} flush aside={<span className="dim">{detail.calls?.total ?? calls.length}</span>}>
          <GroupTable
            label={t('summary.calls')}
            by={t('events.call')}
            rows={calls}
            totalNs={totalNs}
            totalCalls={count(calls)}
            sortName="sort"
            compact
            onOpen={({ key }) => narrow(withTerm(filter, callTerm(key)), 'events')}
            empty={t('summary.noCalls')}
          />
        </Section>
        <div>
          <Section title={t('summary.facts')}>
            <Facts rows={factsOf(detail, t)} />
          </Section>
          {errors.length === 0 ? null : (
            <Section title={t('summary.errors')} flush aside={<span className="dim">{detail.errors?.total}</span>}>
              <ErrorTable rows={errors} onOpen={({ key }) => narrow(withTerm(filter, errorTerm(key)), 'events')} />
            </Section>
          )}
          <Gaps {...props} />
        </div>
      </div>
    </>
  );
}

/** `strace -c` has no events, and says all there is itself. */
const countedCalls = (detail: TraceDetail): TraceGroup[] =>
  (detail.sums?.syscalls ?? []).map(({ name, calls, errors, totalNs }) => ({
    key: name,
    calls,
    errors: errors === 0 ? {} : { '': errors },
    totalNs,
    longestNs: null,
    firstEvent: 1,
    bytesRead: null,
    bytesWritten: null,
  }));

function Deciding({ detail, open }: LookProps): ReactNode {
  const { t } = useTranslation('trace');
  const rows = detail.deciding?.rows ?? [];
  if (detail.format === 'strace-count' || detail.events === 0) return null;
  return (
    <Section title={t('summary.deciding')} flush={rows.length > 0}>
      {rows.length === 0 ? (
        <p className="dim">{t('summary.noDeciding')}</p>
      ) : (
        <ol className={css['deciding']}>
          {rows.slice(0, 12).map(({ why, event, text }, index) => (
            <li key={`${why} ${event} ${index}`}>
              <span className={css['why']}>{t(`summary.why.${why}`)}</span>
              <button type="button" className={`link-button ${css['link'] ?? ''}`} onClick={() => open(event)}>
                {t('event.at', { event })}
              </button>
              <code>{shown(text)}</code>
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}

type Say = ReturnType<typeof useTranslation<'trace'>>['t'];

function factsOf(detail: TraceDetail, t: Say): FactRow[] {
  const { sums } = detail;
  const exec = sums?.firstExec ?? null;
  return [
    ...(exec === null
      ? []
      : [
          { name: t('summary.program'), value: <Shown text={exec.path} /> },
          { name: t('summary.argv'), value: <Shown text={exec.argv.join(' ')} max={600} /> },
          ...(exec.error === null ? [] : [{ name: t('summary.execError'), value: <Shown text={exec.error} /> }]),
        ]),
    { name: t('summary.format'), value: `${t(`format.${detail.format}`)} · ${hasText(detail, t)}`, mono: false },
    ...(detail.startedAt === null ? [] : [{ name: t('summary.started'), value: detail.startedAt }]),
    ...(detail.wallNs === null ? [] : [{ name: t('summary.wall'), value: formatNs(detail.wallNs) }]),
    { name: t('summary.lines'), value: detail.lines.toLocaleString('en') },
    ...(sums === undefined || sums.unfinished === 0 ? [] : [{ name: t('summary.unfinished'), value: sums.unfinished.toLocaleString('en') }]),
    ...(detail.noise === 0 ? [] : [{ name: t('summary.noise'), value: detail.noise.toLocaleString('en') }]),
  ];
}

/** What the options of strace put into the log, and what they left out. */
function hasText({ has }: TraceDetail, t: Say): string {
  const parts = [
    ...(has.pids ? [t('has.pids')] : []),
    t(`has.times.${has.times}`),
    ...(has.durations ? [t('has.durations')] : [t('has.noDurations')]),
    ...(has.descriptors ? [t('has.descriptors')] : []),
    ...(has.stacks ? [t('has.stacks')] : []),
  ];
  return parts.join(t('has.between'));
}

function ErrorTable({ rows, onOpen }: { rows: readonly TraceGroup[]; onOpen: (group: TraceGroup) => void }): ReactNode {
  const { t, i18n } = useTranslation('trace');
  const columns: Column<TraceGroup>[] = [
    {
      key: 'key',
      header: t('summary.error'),
      width: 'minmax(120px, 1fr)',
      mono: true,
      sort: ({ key }) => key,
      render: ({ key }) => (
        <span className={css['error']}>
          <span aria-hidden>✗ </span>
          {shown(key)}
        </span>
      ),
    },
    { key: 'calls', header: t('group.calls'), width: '90px', align: 'end', mono: true, sort: ({ calls }) => calls, render: ({ calls }) => calls.toLocaleString(i18n.language) },
    { key: 'first', header: t('group.first'), width: '90px', align: 'end', mono: true, sort: ({ firstEvent }) => firstEvent, render: ({ firstEvent }) => firstEvent },
  ];
  return <Table label={t('summary.errors')} rows={rows} columns={columns} rowKey={({ key }) => key} onOpen={onOpen} rowHeight={24} />;
}

function Gaps({ detail, tasks, open, filter, narrow }: LookProps): ReactNode {
  const { t } = useTranslation('trace');
  const found = detail.gaps?.rows ?? [];
  // A silence of all that is one task's own is told once.
  const own = new Set(found.filter(({ task }) => task !== null).map(({ after, ns }) => `${after} ${ns}`));
  const rows = found.filter(({ task, after, ns }) => task !== null || (detail.tasks > 1 && !own.has(`${after} ${ns}`))).slice(0, 30);
  if (rows.length === 0) return null;
  const columns: Column<TraceGap>[] = [
    { key: 'ns', header: t('gaps.long'), width: '84px', align: 'end', mono: true, sort: ({ ns }) => ns, render: ({ ns }) => callTime(ns) },
    {
      key: 'what',
      header: t('gaps.what'),
      width: 'minmax(110px, 1fr)',
      sort: ({ inCall }) => inCall,
      render: ({ inCall }) => (inCall === null ? t('gaps.computing') : <span className="mono">{shown(inCall)}</span>),
    },
    ...(detail.tasks > 1
      ? [
          {
            key: 'task',
            header: t('events.task'),
            width: 'minmax(90px, 1fr)',
            mono: true,
            render: ({ task }: TraceGap) => (task === null ? t('gaps.everybody') : taskText({ task, pid: tasks.get(task)?.pid ?? null }, tasks)),
          } satisfies Column<TraceGap>,
        ]
      : []),
    {
      key: 'after',
      header: t('gaps.after'),
      width: '76px',
      align: 'end',
      mono: true,
      sort: ({ after }) => after,
      render: ({ after }) => after,
    },
  ];
  return (
    <Section title={t('summary.gaps')} flush>
      <Table
        label={t('summary.gaps')}
        rows={rows}
        columns={columns}
        rowKey={({ after, task, inCall }) => `${after} ${task} ${inCall}`}
        onOpen={({ after, before, inCall }) => (inCall !== null || before === null ? open(after) : narrow(withTerm(filter, eventsTerm(after, before)), 'events'))}
        rowHeight={24}
      />
    </Section>
  );
}
