// Starts the artefact of a cell in its run image, as Docker would by default, and waits: for its end, its readiness or its limit.
import { setTimeout as delay } from 'node:timers/promises';
import { CancelledError } from '../../shared/domain/errors.ts';
import { nsFromMs } from '../../shared/domain/units.ts';
import { StartFailedError, type ContainerEnd, type ContainerSpec, type RunningContainer, type TarFile } from '../engine/types.ts';
import type { CellSpec, ResolvedRun } from '../matrix/types.ts';
import type { RunImage } from '../toolchain/types.ts';
import { isEngineTrouble } from './outcome.ts';
import { waitReady } from './ready.ts';
import { holdResolver } from './resolver.ts';
import type { CellRoom } from './types.ts';

/** Where the program stands in its container. */
export const APP = '/app';

export interface Launch {
  image: string;
  argv: string[];
  /** Nothing to copy in where the image holds it already (hardened: the root is read-only). */
  files: TarFile[];
  extra: Partial<ContainerSpec>;
  timeNs: number;
  /** Aborted when the program must be killed for a reason of the caller's. */
  kill?: AbortSignal;
  onStdout: (chunk: Buffer) => void;
  onStderr: (chunk: Buffer) => void;
}

export type Launched =
  | { kind: 'start-failed'; text: string; wallNs: number }
  | { kind: 'ended'; end: ContainerEnd; timedOut: boolean; wallNs: number }
  /** It became ready and was stopped by us; `end` is how it took that, `killed` says that the stop signal did not end it in time. */
  | { kind: 'ready'; end: ContainerEnd; killed: boolean; readyNs: number; wallNs: number };

/** The program and the files that the matrix file asks for, as tar entries below `/`. */
export async function programFiles(room: CellRoom, spec: CellSpec, app: Buffer): Promise<TarFile[]> {
  const files: TarFile[] = [{ name: APP.slice(1), mode: 0o755, type: 'file', content: app }];
  for (const [target, source] of Object.entries(spec.run.files)) {
    files.push({ name: target.replace(/^\/+/, ''), mode: 0o644, type: 'file', content: await room.sourceFile(source) });
  }
  return spec.run.added.length === 0 ? files : [...files, ...(await room.addedFiles(spec))];
}

/** What the matrix file says, else half of the engine's memory. */
export const memoryLimit = (room: { limits: Pick<CellRoom['limits'], 'engineMemoryBytes'> }, spec: CellSpec): number =>
  spec.run.memoryBytes ?? Math.floor(room.limits.engineMemoryBytes / 2);

/** The container that runs a cell's program: limits, user, network and environment as the matrix resolved them. */
function containerSpec(room: CellRoom, spec: CellSpec, image: string, argv: string[], network: string | undefined): ContainerSpec {
  const run: ResolvedRun = spec.run;
  return {
    image,
    role: 'run',
    run: room.run,
    argv,
    env: run.env,
    ...(run.user === null ? {} : { user: run.user }),
    ...(run.workdir === null ? {} : { workdir: run.workdir }),
    ...(network === undefined ? {} : { network }),
    pidsLimit: run.pids,
    memoryBytes: memoryLimit(room, spec),
    openStdin: run.stdin !== null,
    stopSignal: run.stop,
    ...(run.profile === 'hardened' ? { capDrop: ['ALL'], noNewPrivileges: true, readOnlyRoot: true, tmpfs: { '/tmp': 'size=64m,mode=1777' } } : {}),
    extraLabels: { 'io.cgoscope.cell': String(spec.number) },
  };
}

/**
 * For a read-only root the program has to be in the image: an image of this cell, removed with the run.
 * Returns the reference to start and the files still to copy in.
 */
export async function imageWithProgram(room: CellRoom, spec: CellSpec, image: RunImage, files: TarFile[]): Promise<{ image: string; files: TarFile[]; dispose(): Promise<void> }> {
  if (spec.run.profile !== 'hardened') return { image: image.digest, files, dispose: () => Promise.resolve() };
  const id = await room.engine.createContainer({ image: image.digest, role: 'run', run: room.run, argv: [APP] });
  try {
    await room.engine.putFiles(id, '/', files);
    const committed = await room.engine.commitContainer(id, { repo: 'cgoscope-cell', tag: `${room.run.toLowerCase()}-${spec.number}`, role: 'run' });
    return { image: committed, files: [], dispose: () => room.engine.removeImage(committed) };
  } finally {
    await room.engine.removeContainer(id);
  }
}

/** Creates, fills, starts, waits, removes. Rejects with CancelledError when the cell is cancelled; the container is gone by then. */
export async function launch(room: CellRoom, spec: CellSpec, what: Launch): Promise<Launched> {
  const { engine } = room;
  const network = await room.network(spec.run.network);
  if (spec.run.resolvConf === null) return launchIn(room, spec, what, network);
  const holder = await holdResolver(engine, { run: room.run, helperImage: await room.helperImage(), network, text: spec.run.resolvConf, signal: room.signal });
  try {
    return await launchIn(room, spec, what, holder.network);
  } finally {
    await holder.end();
  }
}

async function launchIn(room: CellRoom, spec: CellSpec, what: Launch, network: string | undefined): Promise<Launched> {
  const { engine } = room;
  const id = await engine.createContainer({ ...containerSpec(room, spec, what.image, what.argv, network), ...what.extra });
  const started = performance.now();
  const wall = () => nsFromMs(performance.now() - started);
  const log = createLineWatch();
  const watched = spec.run.ready !== null && 'log' in spec.run.ready;
  let running: RunningContainer | null = null;
  try {
    if (what.files.length > 0) await engine.putFiles(id, '/', what.files);
    if (room.signal.aborted) throw new CancelledError();
    try {
      running = await engine.startContainer(id, {
        onStdout: (chunk) => {
          if (watched) log.push(chunk);
          what.onStdout(chunk);
        },
        onStderr: (chunk) => {
          if (watched) log.push(chunk);
          what.onStderr(chunk);
        },
        stdin: spec.run.stdin === null ? null : Buffer.from(spec.run.stdin),
      });
    } catch (error) {
      if (error instanceof StartFailedError && !isEngineTrouble(error.engineText)) return { kind: 'start-failed', text: error.engineText, wallNs: wall() };
      throw error;
    }
    return await waitFor(room, spec, running, what, log, wall);
  } finally {
    await engine.removeContainer(id);
  }
}

/** A probe that fails may be the first to see that the program has ended; the program gets this long to say so itself. */
const ENDED_MS = 2_000;

async function waitFor(room: CellRoom, spec: CellSpec, running: RunningContainer, what: Launch, log: LineWatch, wall: () => number): Promise<Launched> {
  const over = new AbortController();
  const stopWatching = AbortSignal.any([over.signal, room.signal]);
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<'timeout'>((resolve) => {
    timer = setTimeout(() => resolve('timeout'), what.timeNs / 1e6);
  });
  const killed = new Promise<'killed'>((resolve) => {
    what.kill?.addEventListener('abort', () => resolve('killed'), { once: true, signal: over.signal });
  });
  const cancelled = new Promise<'cancelled'>((resolve) => {
    if (room.signal.aborted) resolve('cancelled');
    room.signal.addEventListener('abort', () => resolve('cancelled'), { once: true, signal: over.signal });
  });
  const ended = running.ended.then(() => 'ended' as const);
  const readiness = spec.run.ready === null ? null : waitReady(room, spec.run.ready, running.id, log, stopWatching);
  const gone = readiness === null ? Promise.resolve() : readiness.gone;
  const ready: Promise<'ready' | 'ended'> =
    readiness === null
      ? new Promise(() => undefined)
      : readiness.ready.then(
          () => 'ready' as const,
          async (error: unknown): Promise<'ended'> => {
            const end = over.signal.aborted ? ('ended' as const) : await Promise.race([ended, delay(ENDED_MS, null)]);
            if (end === null) throw error;
            return end;
          },
        );
  ready.catch(() => undefined); // a readiness probe that ends because all is over has nothing to say
  try {
    const first = await Promise.race([ended, timeout, killed, cancelled, ready]);
    switch (first) {
      case 'ended':
        return { kind: 'ended', end: await running.ended, timedOut: false, wallNs: (await running.ended).wallNs };
      case 'timeout':
        await running.kill('SIGKILL');
        return { kind: 'ended', end: await running.ended, timedOut: true, wallNs: wall() };
      case 'killed':
        await running.kill('SIGKILL');
        return { kind: 'ended', end: await running.ended, timedOut: false, wallNs: wall() };
      case 'cancelled':
        await running.kill('SIGKILL');
        await running.ended;
        throw new CancelledError();
      case 'ready': {
        const readyNs = wall();
        return { kind: 'ready', ...(await stop(running, spec.run.stop)), readyNs, wallNs: readyNs };
      }
    }
  } finally {
    clearTimeout(timer);
    over.abort();
    await gone; // its container must be gone before the run's network and the connection go
  }
}

/** The stop signal, ten seconds as `docker stop` gives, then SIGKILL. */
async function stop(running: RunningContainer, signal: string): Promise<{ end: ContainerEnd; killed: boolean }> {
  await running.kill(signal);
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), 10_000);
  });
  const end = await Promise.race([running.ended, patience]);
  clearTimeout(timer);
  if (end !== null) return { end, killed: false };
  await running.kill('SIGKILL');
  return { end: await running.ended, killed: true };
}

/** Lets readiness wait for a text in the output without keeping the output. */
export interface LineWatch {
  push(chunk: Buffer): void;
  waitFor(text: string, signal: AbortSignal): Promise<void>;
}

function createLineWatch(): LineWatch {
  let recent = '';
  const waiters = new Set<{ text: string; resolve: () => void }>();
  const check = () => {
    for (const waiter of waiters) if (recent.includes(waiter.text)) waiter.resolve();
  };
  return {
    push(chunk) {
      recent = (recent + chunk.toString('utf8')).slice(-262_144);
      check();
    },
    waitFor(text, signal) {
      return new Promise((resolve, reject) => {
        const waiter = { text, resolve };
        waiters.add(waiter);
        signal.addEventListener('abort', () => reject(new CancelledError()), { once: true });
        check();
      });
    },
  };
}
