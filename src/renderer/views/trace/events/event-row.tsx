// One event as a row. Drawn hundreds at a time: it is given its texts, and asks for none itself.
import { memo, type ReactNode } from 'react';
import type { TraceEvent } from '../../../../shared/domain/trace-detail.ts';
import { shown } from '../../../../shared/domain/text.ts';
import css from './events.module.css';
import { pieces } from './highlight.ts';
import { barLength, callTime } from './times.ts';

/** Characters of arguments that a row shows; more never fit into one. */
const ROW_ARGS = 400;
/** Places that a task's mark can stand at. */
export const LANES = 6;

export interface RowWords {
  unfinished: string;
  noise: string;
}

export interface EventRowProps {
  id: string;
  /** From 0. */
  place: number;
  row: TraceEvent;
  time: string | null;
  /** `14900 ls`; null: the trace has one task. */
  task: string | null;
  hasDurations: boolean;
  current: boolean;
  opened: boolean;
  words: RowWords;
}

export const EventRow = memo(function EventRow({ id, place, row, time, task, hasDurations, current, opened, words }: EventRowProps): ReactNode {
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={place + 2}
      aria-selected={opened}
      className={css['row']}
      data-place={place}
      data-event={row.event}
      data-current={current}
      data-noise={row.noise || undefined}
      data-kind={row.kind}
    >
      <div role="gridcell" data-end className={css['quiet']}>
        {row.event}
      </div>
      {time === null ? null : (
        <div role="gridcell" data-end className={css['quiet']}>
          {time}
        </div>
      )}
      {task === null ? null : (
        <div role="gridcell" className={css['task']}>
          <span className={css['lane']} aria-hidden>
            <span style={{ marginInlineStart: `${(row.task % LANES) * 3}px` }} />
          </span>
          {task}
        </div>
      )}
      <div role="gridcell" className={css['call']}>
        <Name row={row} />
      </div>
      <div role="gridcell" className={css['args']}>
        {row.noise ? <span className={css['mark']}>{words.noise}</span> : null}
        <Args args={row.args} max={ROW_ARGS} />
      </div>
      <div role="gridcell" className={css['result']}>
        <Result row={row} unfinished={words.unfinished} />
      </div>
      {hasDurations ? (
        <div role="gridcell" className={css['took']}>
          {row.durationNs === null ? null : (
            <>
              <span className={css['bar']} aria-hidden>
                <span style={{ width: `${(barLength(row.durationNs) * 100).toFixed(0)}%` }} />
              </span>
              <span>{callTime(row.durationNs)}</span>
            </>
          )}
        </div>
      ) : null}
    </div>
  );
});

/** The sign before what is no call: a signal, an end, a word of the tracer itself. */
const SIGN: Record<TraceEvent['kind'], string | null> = { call: null, signal: '!', exit: '■', message: '·' };

export function Name({ row }: { row: Pick<TraceEvent, 'kind' | 'name'> }): ReactNode {
  const sign = SIGN[row.kind];
  return (
    <>
      {sign === null ? null : (
        <span aria-hidden className={css['sign']} data-kind={row.kind}>
          {sign}
        </span>
      )}
      {shown(row.name)}
    </>
  );
}

export function Args({ args, max }: { args: string; max?: number }): ReactNode {
  return pieces(args, max).map(({ kind, text }, index) =>
    kind === 'plain' ? (
      shown(text)
    ) : (
      <span key={index} data-piece={kind}>
        {shown(text)}
      </span>
    ),
  );
}

/** What came of it: an error by its name, else the value with what it stands for. */
export function Result({ row, unfinished }: { row: Pick<TraceEvent, 'error' | 'result' | 'unfinished'>; unfinished: string }): ReactNode {
  if (row.error !== null)
    return (
      <span className={css['error']}>
        <span aria-hidden>✗ </span>
        {shown(row.error)}
      </span>
    );
  if (row.unfinished) return <em className={css['quiet']}>{unfinished}</em>;
  return <Args args={row.result} max={200} />;
}
