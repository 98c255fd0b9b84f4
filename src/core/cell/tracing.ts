// What it takes to run a program under strace in any image: the options that were proven (facts/docker.md 6), and a watch over the log's size.
// Used by cells, by the checklist of an image, and by recordings.
import { EngineUnavailableError, errorText } from '../../shared/domain/errors.ts';
import type { ContainerSpec, Engine } from '../engine/types.ts';
import type { Tracer } from '../toolchain/types.ts';
import type { Station } from './types.ts';

/**
 * The tracer's whole argv up to the program; `calls` is what strace's `-e trace=` takes, null for every call (a filter of none is refused by strace). Needs an
 * init in the container ({@link traceSpec}).
 */
export const straceArgv = (tracer: Pick<Tracer, 'argv'>, calls: string | null, path: string): string[] => [
  ...tracer.argv,
  '-D',
  '-f',
  ...(calls === null ? [] : ['--seccomp-bpf', '-e', `trace=${calls}`]),
  '-e',
  'signal=!SIGURG',
  '-ttt',
  '-T',
  '-yy',
  '-s',
  '256',
  '-o',
  path,
];

/** -D together with an init, for the traced run only (facts/docker.md 6). */
export const traceSpec = (tracer: Tracer, station: Station): Pick<ContainerSpec, 'init' | 'mounts'> => ({
  init: true,
  mounts: [
    { volume: tracer.volume, target: tracer.mount, readOnly: true },
    { volume: station.logVolume, target: station.logMount, readOnly: false },
  ],
});

/** `$1` a file or a folder, `$2` limit in bytes: ends when it has grown beyond. */
const WATCH_SCRIPT = `size() { if [ -d "$1" ]; then k=$(du -sk "$1" | cut -f1); echo $((k * 1024)); else stat -c %s "$1" 2>/dev/null || echo 0; fi; }
while s=$(size "$1"); [ "$s" -le "$2" ]; do sleep 0.2; done`;

/** A traced program can write gigabytes of log: `over` aborts when the file (or all of a folder) has passed its limit, and the traced program is killed. */
export function watchSize(room: { engine: Engine; signal: AbortSignal }, station: string, path: string, limit: number): { over: AbortSignal; end(): Promise<void> } {
  const stop = new AbortController();
  const over = new AbortController();
  const watching = room.engine.exec(station, { argv: ['/bin/sh', '-c', WATCH_SCRIPT, 'watch', path, String(limit)], signal: AbortSignal.any([stop.signal, room.signal]) }).then(
    ({ code }) => {
      if (code === 0) over.abort();
      return null;
    },
    (error: unknown) => error,
  );
  return {
    over: over.signal,
    async end() {
      stop.abort();
      const ended = await watching;
      if (ended instanceof EngineUnavailableError) throw ended;
      if (ended instanceof Error && ended.name !== 'CancelledError' && !room.signal.aborted) throw new Error(`the watch over the trace log failed: ${errorText(ended)}`);
    },
  };
}
