// When is a server up? A sidecar in the program's own network namespace looks; the program's image needs nothing (facts/docker.md 11).
import { setTimeout as delay } from 'node:timers/promises';
import { CancelledError } from '../../shared/domain/errors.ts';
import type { Ready } from '../../shared/domain/matrix-file.ts';
import { parseDuration } from '../matrix/index.ts';
import type { LineWatch } from './line-watch.ts';
import type { CellRoom } from './types.ts';

type ReadyRoom = Pick<CellRoom, 'engine' | 'run' | 'helperImage'>;

/** Listening sockets have state 0A in /proc/net/tcp; the port is hexadecimal, four digits. `$1` is the port. */
const TCP_SCRIPT = `hex=$(printf %04X "$1"); while :; do if grep -q ":$hex [0-9A-F:]* 0A " /proc/net/tcp /proc/net/tcp6 2>/dev/null; then echo ready; exit 0; fi; sleep 0.05; done`;
/** `$1` is the URL. A 4xx or 5xx answer is not ready. */
const HTTP_SCRIPT = `while :; do if wget -q -T 2 -O /dev/null "$1" 2>/dev/null; then echo ready; exit 0; fi; sleep 0.05; done`;

/** `ready` resolves when the program is ready and rejects when `signal` aborts first; `gone` resolves when nothing of the probe is left. */
export interface Readiness {
  ready: Promise<void>;
  gone: Promise<unknown>;
}

/** A script for a POSIX shell, and its `$1`: prints `ready` and ends when whoever shares its network is. */
export function readyScript(ready: { tcp: number } | { http: string }): { script: string; argument: string } {
  if ('tcp' in ready) return { script: TCP_SCRIPT, argument: String(ready.tcp) };
  const at = ready.http.indexOf('/');
  const port = at < 0 ? ready.http : ready.http.slice(0, at);
  return { script: HTTP_SCRIPT, argument: `http://127.0.0.1:${port}${at < 0 ? '/' : ready.http.slice(at)}` };
}

/** Units of `after`: see the matrix file. */
export function waitReady(room: ReadyRoom, ready: Ready, container: string, log: LineWatch, signal: AbortSignal): Readiness {
  if ('log' in ready) return alone(log.waitFor(ready.log, signal));
  if ('after' in ready) return alone(delay(parseDuration(ready.after) / 1e6, undefined, { signal }));
  const { script, argument } = readyScript(ready);
  return sidecar(room, container, script, argument, signal);
}

const alone = (ready: Promise<void>): Readiness => ({ ready, gone: Promise.allSettled([ready]) });

/** Ready when the script says so: its end, and the removal of its container, are no part of the program's time. */
function sidecar(room: ReadyRoom, container: string, script: string, argument: string, signal: AbortSignal): Readiness {
  let work: Promise<void> = Promise.resolve();
  const ready = new Promise<void>((resolve, reject) => {
    work = probe(room, container, script, argument, signal, resolve);
    work.catch(reject);
  });
  return { ready, gone: Promise.allSettled([work]) };
}

async function probe(room: ReadyRoom, container: string, script: string, argument: string, signal: AbortSignal, onReady: () => void): Promise<void> {
  const id = await room.engine.createContainer({
    image: await room.helperImage(),
    role: 'run',
    run: room.run,
    argv: ['/bin/sh', '-c', script, 'ready', argument],
    network: `container:${container}`,
    capDrop: ['ALL'],
    noNewPrivileges: true,
    pidsLimit: 16,
    memoryBytes: 64_000_000,
  });
  try {
    const running = await room.engine.startContainer(id, { onStdout: onReady });
    const aborted = new Promise<'aborted'>((resolve) => {
      if (signal.aborted) resolve('aborted');
      signal.addEventListener('abort', () => resolve('aborted'), { once: true });
    });
    const first = await Promise.race([running.ended, aborted]);
    if (first === 'aborted') throw new CancelledError();
    if (first.code === 0) onReady();
    else throw new Error(`the readiness probe ended with ${first.code}`);
  } finally {
    await room.engine.removeContainer(id);
  }
}
