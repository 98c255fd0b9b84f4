// The second start of the program, under strace, for the evidence: the truth (exit code, signal, wall) comes from the untraced one.
import type { Trace } from '../../shared/domain/trace.ts';
import type { ToldByTrace } from '../evidence/index.ts';
import type { CellSpec } from '../matrix/types.ts';
import type { RunImage } from '../toolchain/types.ts';
import type { BlobRef } from '../store/types.ts';
import { APP, imageWithProgram, launch, programFiles } from './launch.ts';
import { parse } from './parse.ts';
import { straceArgv, traceSpec, watchSize } from './tracing.ts';
import type { CellRoom } from './types.ts';

/**
 * Calls that decide the failures of this field; a Go program's futexes and timers would drown them and cost 10x (facts/docker.md 6). Reads and writes are
 * among them: Go sends its DNS queries with `write`, and what a program wrote is its own account of what went wrong.
 */
const CLASSES = '%network,%file,%process,read,write,writev';

export interface Traced {
  trace: Trace;
  told: ToldByTrace;
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
      argv: [...straceArgv(tracer, CLASSES, path), APP, ...spec.run.args],
      files: prepared.files,
      extra: {
        ...traceSpec(tracer, station),
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
      ...(await parse(room, 'evidence.trace', log, {})),
      log,
      truncated: file.truncated || watch.over.aborted,
      timedOut: launched.kind === 'ended' && launched.timedOut,
      wallNs: launched.wallNs,
    };
  } finally {
    await prepared.dispose().finally(() => watch.end());
  }
}
