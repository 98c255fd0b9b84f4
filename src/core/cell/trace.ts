// The second start of the program, under strace, for the evidence: the truth (exit code, signal, wall) comes from the untraced one.
import { EngineUnavailableError, errorText } from '../../shared/domain/errors.ts';
import type { Trace } from '../../shared/domain/trace.ts';
import type { CellSpec } from '../matrix/types.ts';
import type { RunImage } from '../toolchain/types.ts';
import type { BlobRef } from '../store/types.ts';
import { APP, imageWithProgram, launch, programFiles } from './launch.ts';
import { parse } from './parse.ts';
import type { CellRoom } from './types.ts';

/** Calls that decide the failures of this field; a Go program's futexes and timers would drown them and cost 10x (facts/docker.md 6). */
const CLASSES = 'trace=%network,%file,%process';

export interface Traced {
  trace: Trace;
  log: BlobRef;
  truncated: boolean;
  /** It did not end within its time and was killed: the trace ends there. */
  timedOut: boolean;
  wallNs: number;
}

/** Null with a reason where nothing could be traced (the engine refused the start, the tracer is missing). */
export async function traceRun(room: CellRoom, spec: CellSpec, image: RunImage, app: Buffer): Promise<Traced | { reason: string }> {
  const { engine } = room;
  const [tracer, station] = await Promise.all([room.tracer(), room.station()]);
  const folder = `cell-${spec.number}`;
  const path = `${station.logMount}/${folder}/trace`;
  // Mode 1777: the program may run as anyone, and strace drops to nobody's rights with it.
  await engine.putFiles(station.container, station.logMount, [{ name: folder, mode: 0o1777, type: 'directory' }]);
  const prepared = await imageWithProgram(room, spec, image, await programFiles(room, spec, app));
  const watch = watchSize(room, station.container, path, spec.run.traceBytes);
  try {
    const launched = await launch(room, spec, {
      image: prepared.image,
      argv: [...tracer.argv, '-D', '-f', '--seccomp-bpf', '-e', CLASSES, '-e', 'signal=!SIGURG', '-ttt', '-T', '-yy', '-s', '256', '-o', path, APP, ...spec.run.args],
      files: prepared.files,
      // -D together with an init, for the traced run only (facts/docker.md 6).
      extra: {
        init: true,
        mounts: [
          { volume: tracer.volume, target: tracer.mount, readOnly: true },
          { volume: station.logVolume, target: station.logMount, readOnly: false },
        ],
        extraLabels: { 'io.cgoscope.cell': String(spec.number), 'io.cgoscope.traced': 'true' },
      },
      kill: watch.over,
      timeNs: Math.min(spec.run.timeNs * 4, spec.run.timeNs + 120e9),
      onStdout: () => undefined,
      onStderr: () => undefined,
    });
    if (launched.kind === 'start-failed') return { reason: `the traced start failed: ${launched.text}` };
    const file = await engine.getFile(station.container, path, spec.run.traceBytes);
    if (file === null) return { reason: 'the tracer wrote no log' };
    const log = await room.store.putBlobInSteps(file.content);
    return {
      trace: await parse(room, 'evidence.strace', log, {}),
      log,
      truncated: file.truncated || watch.over.aborted,
      timedOut: launched.kind === 'ended' && launched.timedOut,
      wallNs: launched.wallNs,
    };
  } finally {
    await prepared.dispose().finally(() => watch.end());
  }
}

/** `$1` path, `$2` limit in bytes: ends when the log has grown beyond. */
const WATCH_SCRIPT = `while s=$(stat -c %s "$1" 2>/dev/null || echo 0); [ "$s" -le "$2" ]; do sleep 0.2; done`;

/** A traced program can write gigabytes of log: `over` aborts when the file has passed its limit, and the traced program is killed. */
function watchSize(room: CellRoom, station: string, path: string, limit: number): { over: AbortSignal; end(): Promise<void> } {
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
