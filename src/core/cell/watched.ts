// One start of a container, watched to its end: by itself, asked to stop when it has become ready or had its time, killed at its limit or at somebody's word.
// Cells, recordings of traces and the checklist start what they start through it.
import { setTimeout as delay } from 'node:timers/promises';
import { CancelledError } from '../../shared/domain/errors.ts';
import type { Ready } from '../../shared/domain/matrix-file.ts';
import { nsFromMs } from '../../shared/domain/units.ts';
import { StartFailedError, type ContainerEnd, type ContainerSpec, type RunningContainer, type TarFile } from '../engine/types.ts';
import { createLineWatch, type LineWatch } from './line-watch.ts';
import { isEngineTrouble } from './outcome.ts';
import { waitReady } from './ready.ts';
import type { CellRoom } from './types.ts';

export type StartRoom = Pick<CellRoom, 'engine' | 'run' | 'signal' | 'helperImage'>;

export interface WatchedStart {
  spec: ContainerSpec;
  /** Put in below `/` before it starts. */
  files?: TarFile[];
  stdin?: Buffer | null;
  ready: Ready | null;
  /** It is asked to stop this long after it is ready, or after its start where nothing is to be ready; null: never. */
  stopAfterMs: number | null;
  stopSignal: string;
  timeNs: number;
  /** Aborted when the program must be killed for a reason of the caller's. */
  kill?: AbortSignal;
  onStdout?: (chunk: Buffer) => void;
  onStderr?: (chunk: Buffer) => void;
  onReady?: () => void;
}

export type Watched =
  | { kind: 'start-failed'; text: string; wallNs: number }
  | {
      kind: 'ran';
      end: ContainerEnd;
      /** Who ended it: itself, its time limit, `kill`, or we asked it to stop. */
      by: 'itself' | 'time' | 'caller' | 'stop';
      /** The stop signal did not end it in time, and it was killed. */
      ignoredStop: boolean;
      /** From the start until it was ready, or without `ready` until it was asked to stop; null where it came to neither. */
      readyNs: number | null;
      wallNs: number;
    };

/** As `docker stop` gives. */
const PATIENCE_MS = 10_000;
/** A probe that fails may be the first to see that the program has ended; the program gets this long to say so itself. */
const ENDED_MS = 2_000;

/** Creates, fills, starts, waits, removes. Rejects with CancelledError when the room's signal aborts; the container is gone by then. */
export async function startWatched(room: StartRoom, what: WatchedStart): Promise<Watched> {
  const { engine } = room;
  const id = await engine.createContainer(what.spec);
  const log = createLineWatch();
  const watched = what.ready !== null && 'log' in what.ready;
  const sink = (onChunk?: (chunk: Buffer) => void) => (chunk: Buffer) => {
    if (watched) log.push(chunk);
    onChunk?.(chunk);
  };
  try {
    if (what.files !== undefined && what.files.length > 0) await engine.putFiles(id, '/', what.files);
    if (room.signal.aborted) throw new CancelledError();
    const started = performance.now();
    const wall = () => nsFromMs(performance.now() - started);
    let running: RunningContainer;
    try {
      running = await engine.startContainer(id, { onStdout: sink(what.onStdout), onStderr: sink(what.onStderr), stdin: what.stdin ?? null });
    } catch (error) {
      if (error instanceof StartFailedError && !isEngineTrouble(error.engineText)) return { kind: 'start-failed', text: error.engineText, wallNs: wall() };
      throw error;
    }
    return await watch(room, running, what, log, wall);
  } finally {
    await engine.removeContainer(id);
  }
}

/** Resolves when the signal aborts; waits for nobody after `over`. */
const aborted = <T>(signal: AbortSignal | undefined, value: T, over: AbortSignal): Promise<T> =>
  new Promise((resolve) => {
    if (signal?.aborted === true) resolve(value);
    signal?.addEventListener('abort', () => resolve(value), { once: true, signal: over });
  });

async function watch(room: StartRoom, running: RunningContainer, what: WatchedStart, log: LineWatch, wall: () => number): Promise<Watched> {
  const over = new AbortController();
  const stopWatching = AbortSignal.any([over.signal, room.signal]);
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<'time'>((resolve) => {
    timer = setTimeout(() => resolve('time'), what.timeNs / 1e6);
  });
  const killed = aborted(what.kill, 'caller' as const, over.signal);
  const cancelled = aborted(room.signal, 'cancelled' as const, over.signal);
  const ended = running.ended.then(() => 'itself' as const);
  const readiness = what.ready === null ? null : waitReady(room, what.ready, running.id, log, stopWatching);
  const gone = readiness === null ? Promise.resolve() : readiness.gone;
  let readyNs: number | null = null;
  const toStop = async (): Promise<'stop' | 'itself'> => {
    try {
      await readiness?.ready;
    } catch (error) {
      const end = over.signal.aborted ? ('itself' as const) : await Promise.race([ended, delay(ENDED_MS, null)]);
      if (end === null) throw error;
      return end;
    }
    if (readiness !== null) {
      readyNs = wall();
      what.onReady?.();
    }
    if (what.stopAfterMs === null) return new Promise(() => undefined);
    if (what.stopAfterMs > 0) await delay(what.stopAfterMs, undefined, { signal: over.signal });
    readyNs ??= wall();
    return 'stop';
  };
  const stop = toStop();
  stop.catch(() => undefined); // a readiness probe that ends because all is over has nothing to say
  try {
    const first = await Promise.race([ended, timeout, killed, cancelled, stop]);
    const ignoredStop = first === 'stop' ? await askToStop(running, what.stopSignal, AbortSignal.any([room.signal, ...(what.kill === undefined ? [] : [what.kill])])) : false;
    if (first !== 'itself' && first !== 'stop') await running.kill('SIGKILL');
    const end = await running.ended;
    if (first === 'cancelled' || (first === 'stop' && ignoredStop && room.signal.aborted)) throw new CancelledError();
    return { kind: 'ran', end, by: first, ignoredStop, readyNs, wallNs: first === 'itself' ? end.wallNs : wall() };
  } finally {
    clearTimeout(timer);
    over.abort();
    await gone; // its container must be gone before the run's network and the connection go
  }
}

/** The stop signal, its patience, then SIGKILL. True where it took the last. */
async function askToStop(running: RunningContainer, signal: string, hurry: AbortSignal): Promise<boolean> {
  await running.kill(signal);
  const over = new AbortController();
  const first = await Promise.race([
    running.ended.then(() => 'ended' as const),
    aborted(hurry, 'late' as const, over.signal),
    delay(PATIENCE_MS, 'late' as const, { signal: over.signal }).catch(() => 'late' as const), // nobody waits any more
  ]);
  over.abort();
  if (first === 'ended') return false;
  await running.kill('SIGKILL');
  await running.ended;
  return true;
}
