// Starts the image's own program for some seconds under the tracer, without a network, and keeps what it asked of the kernel.
import { randomBytes } from 'node:crypto';
import { straceArgv, traceSpec, watchSize } from '../../cell/tracing.ts';
import { startWatched, type StartRoom } from '../../cell/watched.ts';
import type { ContainerSpec } from '../../engine/types.ts';
import { bytesSource, createTraceReader, forEachPath, sumTrace, traceText, type SeenPath } from '../../evidence/index.ts';
import { openStation } from '../../lab/station.ts';
import type { Station } from '../../cell/types.ts';
import type { ChecklistRoom } from '../room.ts';
import { callsOf } from '../syscalls/index.ts';
import { readEmulatorLog } from './emulator-log.ts';

/** 16 MB of trace is some 150,000 calls; what a program wants of its machine stands in the first of them. */
const LOG_BYTES = 16 << 20;
const CHUNK = 1 << 18;
/** As cells have it. */
const PIDS = 512;

export interface StartOptions {
  image: string;
  platform: string;
  goarch: string;
  /** Entrypoint and command together. */
  argv: string[];
  emulated: boolean;
  seconds: number;
  memoryBytes: number;
}

export interface Started {
  /** `still running after 5 s`, `ended with code 0`, `did not start: …`. */
  ended: string;
  /** It ran on, or ended with 0. */
  healthy: boolean;
  /** Names of the system calls of its platform that it was seen to make; null where nothing could be seen. */
  calls: Set<string> | null;
  /** Every path it looked for, each once: an error only where it never succeeded. */
  paths: Map<string, { errno: string | null; opens: boolean }>;
  notes: string[];
}

export async function startTraced(room: ChecklistRoom, options: StartOptions): Promise<Started> {
  const { engine } = room;
  const [tracer, helper] = await Promise.all([room.toolchains.ensureTracer(room), room.toolchains.ensureHelper(room)]);
  const name = `checklist-${randomBytes(8).toString('hex')}`;
  const { station, end } = await openStation(engine, name, helper.image);
  try {
    // Mode 1777: the image says as whom the program runs, and the tracer runs as the same.
    await engine.putFiles(station.container, station.logMount, [{ name, mode: 0o1777, type: 'directory' }]);
    const folder = `${station.logMount}/${name}`;
    const watch = watchSize(room, station.container, folder, LOG_BYTES);
    try {
      room.progress({ task: 'its own program', text: `running it for ${options.seconds} s under ${tracer.version}, without a network` });
      const calls = `%file,%process,${callsOf(options.goarch)
        .map(({ call }) => `?${call.name}`)
        .join(',')}`;
      const outcome = await run({ engine, run: name, signal: room.signal, helperImage: () => Promise.resolve(helper.image) }, options, watch.over, {
        image: options.image,
        platform: options.platform,
        role: 'run',
        run: name,
        argv: [...straceArgv(tracer, calls, `${folder}/trace`), ...options.argv],
        network: 'none',
        pidsLimit: PIDS,
        memoryBytes: options.memoryBytes,
        // What qemu-user does not pass on is seen by nobody else. Whoever is no qemu ignores both.
        ...(options.emulated ? { env: { QEMU_STRACE: '1', QEMU_LOG_FILENAME: `${folder}/guest-%d` } } : {}),
        ...traceSpec(tracer, station),
      });
      return { ...outcome, ...(await gather(room, station, folder, options, watch.over.aborted)) };
    } finally {
      await watch.end();
    }
  } finally {
    await end();
  }
}

async function run(room: StartRoom, { seconds }: StartOptions, over: AbortSignal, spec: ContainerSpec): Promise<Pick<Started, 'ended' | 'healthy'>> {
  const watched = await startWatched(room, { spec, ready: null, stopAfterMs: null, stopSignal: 'SIGTERM', timeNs: seconds * 1e9, kill: over });
  if (watched.kind === 'start-failed') return { ended: `did not start: ${watched.text}`, healthy: false };
  const { by, end } = watched;
  switch (by) {
    case 'time':
      return { ended: `still running after ${seconds} s`, healthy: true };
    case 'caller':
      return { ended: 'was stopped when its trace was full', healthy: true };
    case 'itself':
    case 'stop':
      return { ended: end.oomKilled ? 'ended out of memory' : `ended with code ${end.code}`, healthy: end.code === 0 };
  }
}

/** `$1` the folder, `$2` how much at most: what the emulator wrote, of all processes. */
const GUEST_SCRIPT = 'cat "$1"/guest-* 2>/dev/null | head -c "$2"';

async function gather(room: ChecklistRoom, station: Station, folder: string, options: StartOptions, cut: boolean): Promise<Pick<Started, 'calls' | 'paths' | 'notes'>> {
  const notes: string[] = [];
  const paths: Started['paths'] = new Map();
  const see = ({ path, opens, errno }: SeenPath): void => {
    const known = paths.get(path);
    if (known === undefined && paths.size >= 20_000) return;
    // One success shows that it is there; errors of other looks (another process, a moment before) say less.
    paths.set(path, { errno: known?.errno === null ? null : errno, opens: opens || known?.opens === true });
  };
  const file = await room.engine.getFile(station.container, `${folder}/trace`, LOG_BYTES);
  const content = file?.content ?? new Uint8Array();
  const reader = createTraceReader();
  for (let at = 0; at < content.length; at += CHUNK) {
    reader.push(content.subarray(at, at + CHUNK));
    await new Promise(setImmediate); // other requests have their turn
  }
  const index = reader.finish();
  forEachPath(index, see);
  const trace = sumTrace({ index, text: traceText(index, bytesSource(content)) });
  if (file === null) notes.push('the tracer wrote no log');
  if (cut || file?.truncated === true) notes.push('the trace was cut');
  const listed = callsOf(options.goarch);
  const own = new Set(listed.map(({ call }) => call.name));
  if (!options.emulated) {
    const made = trace.syscalls.map(({ name }) => name).filter((each) => own.has(each));
    return { calls: trace.events === 0 ? null : new Set(made), paths, notes };
  }
  // The calls that the tracer saw are the emulator's own: only its log knows the guest's.
  const chunks: Buffer[] = [];
  await room.engine.exec(station.container, {
    argv: ['/bin/sh', '-c', GUEST_SCRIPT, 'guest', folder, String(LOG_BYTES)],
    onStdout: (chunk) => chunks.push(chunk),
    signal: room.signal,
  });
  const guest = readEmulatorLog(Buffer.concat(chunks).toString('latin1'));
  if (guest.names.size === 0) {
    notes.push('the emulator kept no log of its guest’s system calls');
    return { calls: null, paths, notes };
  }
  const byNumber = new Map(listed.map(({ call, number }) => [number, call.name]));
  const unnamed = [...guest.unknownNumbers].flatMap((number) => byNumber.get(number) ?? []);
  return { calls: new Set([...[...guest.names].filter((each) => own.has(each)), ...unnamed]), paths, notes };
}
