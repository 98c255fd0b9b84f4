// The owner process's life: takes the lock, serves, and ends by itself when nobody needs it. Called by workers/owner.ts.
import { closeSync, fstatSync, ftruncateSync, writeSync } from 'node:fs';
import { codeOf } from '../store/sqlite.ts';
import { openStore } from '../store/store.ts';
import type { OwnerLock } from '../store/types.ts';
import { acquireOwner } from './lock.ts';
import { buildOf } from './build.ts';
import { serveApi } from './serve.ts';
import type { ServedApi } from './types.ts';
import { encodeError } from '../../shared/api/wire-errors.ts';

/** What an owner serves: `busy` while something goes on that must not be cut, `close` cancels it and lets go of everything. */
export type OwnedApi = ServedApi & { busy(): boolean; close(): Promise<void> };

export interface OwnerProcessOptions {
  folder: string;
  /** Composes the workbench; the store has been tidied. `cut`: ids of what a dead owner had under way, which is marked interrupted. */
  createApi(lock: OwnerLock, cut: string[]): Promise<OwnedApi>;
  /** How long it stays with no client and nothing to do. */
  idleMs?: number;
  /** Names the program's build to clients; {@link buildOf} its script when absent. */
  build?: string;
}

/** Its own log is emptied above this size. */
const LOG_MAX = 8 << 20;
const TICK_MS = 200;
const READY_FD = 3;

/**
 * Runs an owner from start to end; resolves when it has let go of everything. A starter is told by one line on file descriptor 3: `ready`, `taken`
 * (another process owns the folder; nothing was started) or `failed {error}`.
 *
 * It ends when it had no client and nothing to do for `idleMs`. On SIGTERM, SIGINT or SIGHUP it ends at once, cancelling what runs, unless clients
 * are connected and something runs: then it goes on until either is over. A second signal does not wait.
 */
export async function runOwnerProcess(options: OwnerProcessOptions): Promise<void> {
  const { folder } = options;
  const starter = new Starter();
  // at the start: the file may be replaced while this process lives
  const build = options.build ?? buildOf(process.argv[1] ?? '');
  let lock: OwnerLock | null = null;
  let api: OwnedApi | null = null;
  try {
    const got = acquireOwner(folder);
    if ('other' in got) return starter.tell('taken');
    lock = got;
    api = await options.createApi(lock, tidy(lock, folder));
    const life = new Life(api, options.idleMs ?? 5000);
    const server = await serveApi(api, lock.socket, { owner: { id: lock.owner, build }, onClients: (count) => life.setClients(count), onRetire: () => life.retire() });
    starter.tell('ready');
    await life.over;
    server.refuse();
    // what runs is cancelled first, so that who waits for it gets an answer before the connection ends
    await api.close();
    api = null;
    await server.close();
  } catch (error) {
    // who is told that it failed finds the folder free
    await api?.close();
    api = null;
    lock?.release();
    starter.tell(`failed ${JSON.stringify(encodeError(error))}`);
    throw error;
  } finally {
    if (api) await api.close();
    lock?.release();
    // connections to an engine may linger; nothing is left to wait for
    setTimeout(() => process.exit(), 1000).unref();
  }
}

function tidy(lock: OwnerLock, folder: string): string[] {
  const store = openStore(folder);
  try {
    store.cleanTemporary();
    return store.markInterrupted(lock.owner);
  } finally {
    store.close();
  }
}

/** Decides when it is over. */
class Life {
  readonly over: Promise<void>;
  private readonly api: OwnedApi;
  private readonly idleMs: number;
  private clients = 0;
  private quietSince = performance.now();
  private asked = false;
  private end: () => void = () => undefined;

  constructor(api: OwnedApi, idleMs: number) {
    this.api = api;
    this.idleMs = idleMs;
    const timer = setInterval(() => this.look(), TICK_MS);
    const onSignal = (): void => this.signalled();
    const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
    for (const signal of signals) process.on(signal, onSignal);
    this.over = new Promise((resolve) => {
      this.end = () => {
        clearInterval(timer);
        resolve();
      };
    });
  }

  setClients(count: number): void {
    this.clients = count;
    this.quietSince = performance.now();
    if (this.asked) this.look();
  }

  /** Ends, unless something runs or somebody else is connected. */
  retire(): boolean {
    if (this.api.busy() || this.clients > 1) return false;
    // the answer goes out first
    setImmediate(this.end);
    return true;
  }

  private look(): void {
    capLog();
    const busy = this.api.busy();
    if (busy || this.clients > 0) this.quietSince = performance.now();
    if (this.asked ? !busy || this.clients === 0 : performance.now() - this.quietSince >= this.idleMs) this.end();
  }

  private signalled(): void {
    if (this.asked) this.end();
    this.asked = true;
    this.look();
  }
}

/** The log is opened for appending, so it can be emptied under the writer. */
function capLog(): void {
  const stat = fstatSync(1);
  if (stat.isFile() && stat.size > LOG_MAX) ftruncateSync(1, 0);
}

/** Who started this process, if somebody waits for word on descriptor 3. */
class Starter {
  private open: boolean;

  constructor() {
    this.open = process.env.CGOSCOPE_READY_FD === String(READY_FD) || isSocket(READY_FD);
    // not for children
    delete process.env.CGOSCOPE_READY_FD;
  }

  tell(line: string): void {
    if (!this.open) return;
    this.open = false;
    try {
      writeSync(READY_FD, `${line}\n`);
      closeSync(READY_FD);
    } catch (error) {
      // the starter has ended meanwhile; others may come
      if (!['EPIPE', 'ECONNRESET', 'ENOTCONN', 'EBADF'].includes(codeOf(error))) throw error;
    }
  }
}

/** Pipes made by Node's spawn are sockets; what Node itself opens at 3 is not. */
function isSocket(fd: number): boolean {
  try {
    return fstatSync(fd).isSocket();
  } catch (error) {
    if (codeOf(error) === 'EBADF') return false;
    throw error;
  }
}
