// Reaching the owner of a data folder, and starting one when there is none. Called by every shell.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, renameSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { ensurePrivateFolder } from '../store/folders.ts';
import { codeOf } from '../store/sqlite.ts';
import { buildOf } from './build.ts';
import { connectApi } from './connect.ts';
import { crashIn, logOf, logSince, logSize } from './last-words.ts';
import { isOwned, livingOwner } from './lock.ts';
import { socketPath } from './socket-path.ts';
import type { ConnectedApi } from './types.ts';
import { parseLine } from './wire.ts';
import { decodeError, DisconnectedError, wireErrorSchema } from '../../shared/api/wire-errors.ts';

export interface OpenApiOptions {
  folder: string;
  /** The script of the owner process; run as `node <ownerEntry> --data <folder>`. */
  ownerEntry: string;
  /** Its environment; this process's own when absent. */
  env?: NodeJS.ProcessEnv;
  /** How long a start, or the end of an owner that is ending, may take. */
  timeoutMs?: number;
}

const LOG_ROTATE = 1 << 20;
/** How often an owner that is just starting or just ending is asked again. */
const AGAIN_MS = 20;

/** Connects to the living owner of a folder; null when nobody owns it or it can't be reached yet. */
export async function connectOwner(folder: string): Promise<ConnectedApi | null> {
  const owner = livingOwner(folder);
  if (!owner) return null;
  try {
    const from = logSize(folder);
    return await connectApi(owner.socket, () => crashIn(logSince(folder, from)));
  } catch (error) {
    // nobody listens yet, or not any more, or it ended as we came
    if (['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(codeOf(error)) || error instanceof DisconnectedError) return null;
    throw error;
  }
}

/**
 * Connects to the folder's owner, starting one where there is none. Of several starters one wins, the others connect to the winner.
 * An owner of another build makes room for this one when it is idle and nobody else is connected; else it is used as it is.
 * Rejects with what kept the owner from starting (InputError for a wrong folder …), or when it does not answer in time.
 */
export async function openApi(options: OpenApiOptions): Promise<ConnectedApi> {
  const folder = resolve(options.folder);
  const deadline = performance.now() + (options.timeoutMs ?? 30_000);
  /** The next owner is not asked to make room: it has just been started. */
  let fitting = false;
  for (;;) {
    const api = await connectOwner(folder);
    if (api) {
      if (fitting || api.owner.build === buildOf(options.ownerEntry) || !(await api.retire())) return api;
      fitting = true; // asked once; whoever comes next is used as it is
      await api.close();
    }
    if (performance.now() > deadline) {
      const pid = livingOwner(folder)?.pid;
      throw new Error(`the process${pid === undefined ? '' : ` ${pid}`} that owns the data folder ${folder} does not answer on ${socketPath(folder)}; end it, then try again`);
    }
    // an owner that is starting or ending holds the lock: its socket, or its end, is what we wait for
    if (isOwned(folder)) await delay(AGAIN_MS);
    else {
      await startOwner(folder, options);
      fitting = true;
    }
  }
}

/** Starts an owner that outlives this process; resolves when it serves or another one was faster. */
async function startOwner(folder: string, options: OpenApiOptions): Promise<void> {
  ensurePrivateFolder(folder);
  const log = logOf(folder);
  if (logSize(folder) > LOG_ROTATE) renameSync(log, `${log}.1`);
  const from = logSize(folder);
  const fd = openSync(log, 'a', 0o600);
  let child: ChildProcess;
  try {
    child = spawn(process.execPath, [options.ownerEntry, '--data', folder], {
      cwd: folder,
      detached: true,
      windowsHide: true,
      stdio: ['ignore', fd, fd, 'pipe'],
      env: { ...(options.env ?? process.env), CGOSCOPE_READY_FD: '3', ...(process.versions.electron === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' }) },
    });
  } finally {
    closeSync(fd);
  }
  try {
    const line = await firstLine(child, options.timeoutMs ?? 30_000);
    if (line === 'ready' || line === 'taken') return;
    if (line?.startsWith('failed ')) throw decodeError(parseLine(line.slice('failed '.length), wireErrorSchema));
    const said = lastLineOf(logSince(folder, from));
    throw new Error(`the owner process could not be started${said === '' ? '' : `: ${said}`}; its log is ${log}`);
  } finally {
    child.stdio[3]?.destroy();
    child.unref();
  }
}

/** The first line on descriptor 3; null when it ends without one. Rejects when the process can't be started or says nothing in time. */
function firstLine(child: ChildProcess, timeoutMs: number): Promise<string | null> {
  return new Promise((resolve, reject) => {
    // stdio[3] was asked for as a pipe that we read
    const pipe = child.stdio[3] as Readable;
    let text = '';
    const timer = setTimeout(() => reject(new Error(`the owner process ${child.pid ?? ''} was started and said nothing for ${timeoutMs / 1000} s`)), timeoutMs);
    const done = (line: string | null): void => {
      clearTimeout(timer);
      resolve(line);
    };
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    pipe.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      const end = text.indexOf('\n');
      if (end >= 0) done(text.slice(0, end));
    });
    pipe.on('error', () => done(null)); // reset by a process that died: the same as its end
    pipe.on('close', () => done(null));
  });
}

/** The last words of a process that did not start, one line. */
function lastLineOf(said: string): string {
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  return lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? '';
}
