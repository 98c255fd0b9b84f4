// The procedures `log.*`: find the log, let the worker read it.
import type { LogStream } from '../../shared/api/views.ts';
import { InputError } from '../../shared/domain/errors.ts';
import type { Cell } from '../../shared/domain/run.ts';
import type { Handlers } from '../procedures.ts';
import { findCell, splitReference } from '../store/procedures.ts';
import type { EvidenceKind, Store, StoredRun } from '../store/types.ts';
import type { TaskInput, TaskOutput } from '../workers/tasks.ts';
import { TaskTimeoutError, type WorkerPool } from '../workers/pool.ts';
import type { LiveLog, LiveLogs } from './live.ts';
import type { Answer, LogSource } from './types.ts';

const KIND: Record<LogStream, EvidenceKind> = { build: 'build-log', stdout: 'stdout', stderr: 'stderr', trace: 'trace-log' };
/** What the cell calls it in `truncated`. */
const CUT: Record<LogStream, string> = { build: 'build-log', stdout: 'stdout', stderr: 'stderr', trace: 'trace' };

/** What a regular expression may take of the worker's time. */
const REGEX_BUDGET_MS = 2_000;
/** Where even that does not end it, its thread is ended. */
const SEARCH_TIMEOUT_MS = 15_000;
/** A live log that grew out of the worker's memory between two sends is sent again; more often than this it would be a bug. */
const SENDS = 4;

/** One log as it stands now. `live` and `stored` null: there is none, or none yet. */
interface Found {
  live: LiveLog | null;
  stored: LogSource | null;
  complete: boolean;
  truncated: boolean;
}

const EMPTY = Symbol('no log');

/** `live`: the logs of this process's own runs; null for a reader, which sees what is stored. */
export function logProcedures(store: Store, pool: WorkerPool, live: LiveLogs | null): Pick<Handlers, 'log.read' | 'log.marks' | 'log.search' | 'log.diff'> {
  const find = (asked: string, number: string, stream: LogStream): Found => {
    const run = store.getRun(asked);
    const cell = findCell(run, number);
    const going = live?.find(run.id, cell.number, stream) ?? null;
    if (going !== null) return { live: going, stored: null, complete: false, truncated: going.truncated };
    const ref = store.getEvidence(run.id, cell.number, KIND[stream]);
    const file = ref === null ? null : store.blobFile(ref.sha256);
    return {
      live: null,
      stored: ref === null || file === null ? null : { kind: 'stored', key: ref.sha256, file },
      complete: ref !== null || !mayStillWrite(run, cell),
      truncated: cell.truncated.includes(CUT[stream]),
    };
  };

  /** Asks with the bytes that the worker lacks, until it lacks none. */
  async function ask<N extends 'log.page' | 'log.marks' | 'log.search' | 'log.diff', T>(
    name: N,
    logs: Found[],
    input: (sources: LogSource[]) => TaskInput<N>,
    answer: (output: TaskOutput<N>) => Answer<T>,
    signal: AbortSignal,
  ): Promise<T | typeof EMPTY> {
    for (let send = 0; send < SENDS; send += 1) {
      const sources = logs.map((log) => log.live?.source(pool.generation('logs')) ?? log.stored);
      if (sources.some((source) => source === null)) return EMPTY;
      const got = answer(await pool.run(name, input(sources.filter((source) => source !== null)), { signal, timeoutMs: SEARCH_TIMEOUT_MS }));
      if ('value' in got) return got.value;
      logs.forEach((log, index) => {
        if (sources[index]?.key === got.need.key) log.live?.rewind(got.need.from);
      });
    }
    throw new Error(`the worker lost the log of ${name} ${SENDS} times`);
  }

  return {
    'log.read': async ({ run, cell, stream, from, count }, { signal }) => {
      const log = find(run, String(cell), stream);
      const page = await ask(
        'log.page',
        [log],
        ([source]) => ({ source: given(source), from, count }),
        (output) => output,
        signal,
      );
      const state = { complete: log.complete, truncated: log.truncated };
      return page === EMPTY ? { from: 1, lines: [], cut: [], total: 0, bytes: 0, ...state } : { ...page, ...state };
    },
    'log.marks': async ({ run, cell, stream }, { signal }) => {
      const marks = await ask(
        'log.marks',
        [find(run, String(cell), stream)],
        ([source]) => ({ source: given(source), stream }),
        (output) => output,
        signal,
      );
      return marks === EMPTY ? { first: null, marks: [] } : marks;
    },
    'log.search': async ({ run, cell, stream, query, regex, matchCase, limit }, { signal }) => {
      try {
        const found = await ask(
          'log.search',
          [find(run, String(cell), stream)],
          ([source]) => ({ source: given(source), query: { query, regex, matchCase, limit }, budgetMs: REGEX_BUDGET_MS }),
          (output) => output,
          signal,
        );
        return found === EMPTY ? { matches: [], total: 0, more: false } : found;
      } catch (error) {
        if (!(error instanceof TaskTimeoutError)) throw error;
        throw new InputError('the search takes too long on this log', { input: query, expected: 'a simpler expression' });
      }
    },
    'log.diff': async ({ a, b, stream, context }, { signal }) => {
      const sides = [a, b].map((reference) => {
        const { run, cell } = splitReference(reference);
        if (cell === null) throw new InputError(`${reference} names no cell; logs are compared of two cells`, { input: reference, expected: 'RUN/CELL' });
        return find(run, cell, stream);
      });
      // A side without a log is an empty one: what the other has is all there is to see.
      const logs = sides.map((side) => (side.live === null && side.stored === null ? { ...side, live: NOTHING } : side));
      const diff = await ask(
        'log.diff',
        logs,
        ([left, right]) => ({ a: given(left), b: given(right), stream, context }),
        (output) => output,
        signal,
      );
      if (diff === EMPTY) throw new Error('log.diff: a side went missing');
      return diff;
    },
  };
}

const NOTHING: LiveLog = { truncated: false, source: () => ({ kind: 'live', key: 'nothing', at: 0, pieces: [] }), rewind: () => undefined };

function given(source: LogSource | undefined): LogSource {
  if (source === undefined) throw new Error('a log without a source was asked for');
  return source;
}

const mayStillWrite = (run: StoredRun, cell: Cell): boolean => (run.state === 'running' || run.state === 'planned') && (cell.state === 'running' || cell.state === 'planned');
