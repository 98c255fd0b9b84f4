// Every event that the filter leaves, as a table to its very last row: drawn where it is seen, read in pages.
import { useCallback, useEffect, useId, useImperativeHandle, useMemo, type KeyboardEvent, type MouseEvent, type ReactNode, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { TraceDetail, TraceEvent, TraceTask } from '../../../../shared/domain/trace-detail.ts';
import { shown } from '../../../../shared/domain/text.ts';
import { domHeight, offsetFor, offsetNear, ROW_PX, seenLines, useMappedScroll } from '../../../ui/log/index.ts';
import type { EventPages } from './event-pages.ts';
import { EventRow, type RowWords } from './event-row.tsx';
import css from './events.module.css';
import { clock, sinceStart, type TimeMode } from './times.ts';

/** Height of the head, as in events.module.css. */
const HEAD = 26;
/** Rows drawn above and below those in sight. */
const AROUND = 20;

export interface EventGridHandle {
  /** Brings a row into sight; `near`: just so. */
  reveal: (place: number, near?: boolean) => void;
  focus: () => void;
  /** The first place in sight. */
  firstSeen: () => number;
}

export interface EventGridProps {
  ref?: Ref<EventGridHandle>;
  pages: EventPages;
  detail: Pick<TraceDetail, 'has' | 'startedAt' | 'events' | 'tasks'>;
  /** Of the whole trace, by number; a task that is not among them is shown by its pid alone. */
  tasks: ReadonlyMap<number, TraceTask>;
  timeMode: TimeMode;
  /** The row that the keyboard is at. */
  current: number;
  /** The event whose detail is open. */
  opened: number | null;
  stale: boolean;
  onCurrent: (place: number) => void;
  onOpen: (place: number) => void;
  /** Keys that are not the table's own. */
  onKey: (event: KeyboardEvent) => void;
}

export function EventGrid(props: EventGridProps): ReactNode {
  const { ref, pages, detail, tasks, timeMode, current, opened, stale, onCurrent, onOpen, onKey } = props;
  const { t, i18n } = useTranslation('trace');
  const total = pages.matching ?? 0;
  const { scroller, extent, place, drawn, view, moveTo, onScroll, onScrollEnd } = useMappedScroll(total, current + 1, undefined, HEAD);
  const id = useId();
  const reveal = useCallback(
    (row: number, near = false) => moveTo(near ? offsetNear(extent, row + 1, place.current.offset) : offsetFor(extent, row + 1, place.current.offset)),
    [moveTo, extent, place],
  );
  useImperativeHandle(ref, () => ({ reveal, focus: () => scroller.current?.focus({ preventScroll: true }), firstSeen: () => seenLines(extent, place.current.offset).first - 1 }), [
    reveal,
    scroller,
    extent,
    place,
  ]);

  const seen = seenLines(extent, drawn.offset);
  const first = Math.max(0, seen.first - 1 - AROUND);
  const last = Math.min(total - 1, seen.last + AROUND);
  useEffect(() => {
    if (total > 0) pages.want(first, Math.max(first, last));
  }, [pages, first, last, total]);

  const columns = columnsOf(detail, timeMode);
  const words = useMemo<RowWords>(() => ({ unfinished: t('events.unfinished'), noise: t('events.noise') }), [t]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return onKey(event);
    const page = Math.max(1, Math.floor(view / ROW_PX) - 1);
    const moves: Record<string, number> = { ArrowDown: current + 1, ArrowUp: current - 1, PageDown: current + page, PageUp: current - page, Home: 0, End: total - 1 };
    const to = moves[event.key];
    if (to === undefined) {
      if (event.key !== 'Enter') return onKey(event);
      event.preventDefault();
      onOpen(current);
      return;
    }
    event.preventDefault();
    const next = Math.min(total - 1, Math.max(0, to));
    onCurrent(next);
    reveal(next, true);
  };
  const placeAt = (event: MouseEvent): number | null => {
    const text = event.target instanceof Element ? (event.target.closest('[data-place]')?.getAttribute('data-place') ?? null) : null;
    return text === null ? null : Number(text);
  };

  const rows: ReactNode[] = [];
  for (let at = first; at <= last; at += 1) {
    const row = pages.at(at);
    rows.push(
      row === undefined ? (
        <div key={at} role="row" aria-rowindex={at + 2} className={css['row']} data-place={at}>
          <div role="gridcell" className={css['quiet']}>
            {t('events.coming')}
          </div>
        </div>
      ) : (
        <EventRow
          key={at}
          id={`${id}-${at}`}
          place={at}
          row={row}
          time={columns.time ? timeOf(row, at === 0 ? null : (pages.at(at - 1) ?? null), timeMode, detail.startedAt) : null}
          task={columns.task ? taskText(row, tasks) : null}
          hasDurations={detail.has.durations}
          current={at === current}
          opened={row.event === opened}
          words={words}
        />
      ),
    );
  }
  const header = (text: string, end = false): ReactNode => (
    <div key={text} role="columnheader" data-end={end || undefined}>
      {text}
    </div>
  );
  return (
    <div
      ref={scroller}
      className={css['grid']}
      role="grid"
      aria-label={t('events.label')}
      aria-rowcount={total + 1}
      aria-busy={stale}
      data-stale={stale}
      tabIndex={0}
      aria-activedescendant={pages.at(current) === undefined || current < first || current > last ? undefined : `${id}-${current}`}
      style={columns.style}
      onScroll={onScroll}
      onScrollEnd={onScrollEnd}
      onKeyDown={onKeyDown}
      onClick={(event) => {
        const at = placeAt(event);
        // Text that is being selected is not a click on the row.
        if (at === null || window.getSelection()?.isCollapsed === false) return;
        onCurrent(at);
        onOpen(at);
      }}
    >
      <div role="rowgroup" className={css['head']}>
        <div role="row" aria-rowindex={1} className={css['row']}>
          {header(t('events.number'), true)}
          {columns.time ? header(t(`events.times.${timeMode}`), true) : null}
          {columns.task ? header(t('events.task')) : null}
          {header(t('events.call'))}
          {header(t('events.args'))}
          {header(t('events.result'))}
          {detail.has.durations ? header(t('events.took'), true) : null}
        </div>
      </div>
      <div role="rowgroup" className={css['body']} style={{ height: domHeight(extent) }} lang={i18n.language}>
        <div role="presentation" className={css['block']} style={{ top: first * ROW_PX + drawn.shift }}>
          {rows}
        </div>
      </div>
    </div>
  );
}

function columnsOf(detail: EventGridProps['detail'], timeMode: TimeMode): { time: boolean; task: boolean; style: { gridTemplateColumns?: string; '--columns': string } } {
  const time = detail.has.times !== 'none';
  const task = detail.tasks > 1;
  const digits = Math.max(5, String(detail.events).length);
  const tracks = [
    `${digits}ch`,
    ...(time ? [timeMode === 'clock' ? '15ch' : '12ch'] : []),
    ...(task ? ['minmax(12ch, 18ch)'] : []),
    'minmax(9ch, 15ch)',
    'minmax(0, 1fr)',
    'minmax(14ch, 24ch)',
    ...(detail.has.durations ? ['104px'] : []),
  ];
  return { time, task, style: { '--columns': tracks.join(' ') } };
}

function timeOf(row: TraceEvent, before: TraceEvent | null, mode: TimeMode, startedAt: string | null): string {
  if (row.tNs === null) return '';
  if (mode === 'clock' && startedAt !== null) return clock(startedAt, row.tNs);
  if (mode === 'delta') return before === null || before.tNs === null ? '' : `+${sinceStart(Math.max(0, row.tNs - before.tNs))}`;
  return sinceStart(row.tNs);
}

/** `14900 ls`: the pid as the log has it (or the task's number), and what it ran last. */
export function taskText(row: Pick<TraceEvent, 'pid' | 'task'>, tasks: ReadonlyMap<number, TraceTask>): string {
  const path = tasks.get(row.task)?.program?.path ?? null;
  const name = path === null ? '' : ` ${path.slice(path.lastIndexOf('/') + 1)}`;
  return shown(`${row.pid ?? `#${row.task}`}${name}`);
}
