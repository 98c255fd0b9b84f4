// One recording, from its document as it begins to what came of it: the plain start, which is the truth, then the traced one, then its log in the store.
// Nothing of it is left on the engine, however it ends.
import { CancelledError, EngineUnavailableError, UnsupportedError, errorText } from '../../../shared/domain/errors.ts';
import type { TraceRecording } from '../../../shared/domain/trace-detail.ts';
import { formatBytes, formatNs } from '../../../shared/domain/units.ts';
import { straceArgv, traceSpec, watchSize } from '../../cell/tracing.ts';
import { startWatched, type StartRoom, type Watched } from '../../cell/watched.ts';
import type { Station } from '../../cell/types.ts';
import type { ContainerSpec, Engine } from '../../engine/types.ts';
import { openStation } from '../../lab/station.ts';
import type { Store } from '../../store/types.ts';
import type { ToolchainRoom, Tracer } from '../../toolchain/types.ts';
import type { WorkerPool } from '../../workers/pool.ts';
import { callsOf } from './classes.ts';
import { compareStarts, startFailedText, startOf, type Start, type StartWords } from './judge.ts';
import { keepLog } from './log.ts';
import { createOutput } from './output.ts';
import { emulatedOn, type Program, type RecordRequest } from './program.ts';
import { reproduceLines } from './reproduce.ts';

/** What a process of a container may have of others: a JVM or a whole `go build` fits. */
const PIDS = 4_096;

export interface RecordJob {
  engine: Engine;
  toolchains: ToolchainRoom;
  store: Store;
  workers: WorkerPool;
  request: RecordRequest;
  program: Program;
  /** Filled as it goes on. */
  document: TraceRecording;
  signal: AbortSignal;
  /** How far it is: the step, and words. */
  tell(step: string, text: string): void;
}

/** Resolves when the document says all that there is to say, `state` aside. Rejects with CancelledError (what was recorded is in the document), and what the engine says. */
export async function record(job: RecordJob): Promise<void> {
  const { engine, toolchains, document, signal, request } = job;
  const work = { progress: ({ task, text }: { task: string; text: string }) => job.tell(task, text), signal };
  const { image: helperImage } = await toolchains.ensureHelper(work);
  const tracer = await toolchains.ensureTracer(work);
  document.tracer = tracer.version;
  document.emulated = await emulatedOn(engine, document.platform, helperImage);
  document.reproduce = reproduceLines({ request, program: job.program, tracer, helperImage });
  if (document.emulated)
    document.notes.push(
      'another program (qemu-user) executes this platform here: the calls are the emulator’s own, as this kernel sees them, and its noise is marked. Its guest’s calls as the emulator counts them: --env QEMU_STRACE=1 writes them to stderr',
    );
  if (request.classes.includes('all')) document.notes.push('every call was traced: the kernel’s filter, which passes others by at no cost, is not used then');
  if (Object.keys(request.environment).length > 0)
    document.notes.push('values of the environment that it was given are not kept here; what the program wrote of them stands in its output and its log');
  const room: StartRoom = { engine, run: document.id, signal, helperImage: () => Promise.resolve(helperImage) };
  const network = await networkOf(engine, request, document.id);
  try {
    if (!request.once) {
      job.tell('plain start', 'without the tracer');
      document.plain = await plainStart(room, job, network.name);
      job.tell('without the tracer', `${document.plain.ended}, ${formatNs(document.plain.wallNs)}`);
    }
    const { station, end } = await openStation(engine, document.id, helperImage);
    try {
      await tracedStart(room, job, { tracer, station, network: network.name });
    } finally {
      await end();
    }
    if (document.traced !== null && document.log === null) await sayWhyNot(room, job, network.name);
  } finally {
    await network.end();
  }
  const { factor, notes } = compareStarts(document.plain, document.traced);
  document.factor = factor;
  document.notes.push(...notes);
}

async function networkOf(engine: Engine, request: RecordRequest, id: string): Promise<{ name: string | undefined; end(): Promise<void> }> {
  const nothing = () => Promise.resolve();
  if (request.network === 'none') return { name: 'none', end: nothing };
  if (request.network === 'internet') return { name: undefined, end: nothing };
  const name = `cgoscope-${id.toLowerCase()}`;
  await engine.ensureNetwork(name, { internal: true, role: 'run', run: id });
  return { name, end: () => engine.removeNetwork(name) };
}

/** As `docker run` would start it; what the image says holds where the request says nothing. */
async function specOf({ engine, request, program, document }: RecordJob, network: string | undefined, argv: string[]): Promise<ContainerSpec> {
  const { memoryBytes } = await engine.info();
  return {
    image: program.image,
    ...(program.askedPlatform === null ? {} : { platform: program.askedPlatform }),
    role: 'run',
    run: document.id,
    argv,
    env: request.environment,
    ...(request.user === null ? {} : { user: request.user }),
    ...(request.workdir === null ? {} : { workdir: request.workdir }),
    ...(network === undefined ? {} : { network }),
    readOnlyRoot: request.readOnly,
    pidsLimit: PIDS,
    memoryBytes: Math.floor(memoryBytes / 2),
  };
}

const wordsOf = ({ request, program }: RecordJob): StartWords => ({
  stopSignal: program.stopSignal,
  ready: request.ready !== null,
  seconds: request.seconds,
  traceBytes: request.traceBytes,
});

/** One start with its output and its end. `onEnd` sees how it stands also where it is cancelled. */
async function start(room: StartRoom, job: RecordJob, spec: ContainerSpec, kill?: AbortSignal): Promise<Start> {
  const { request, program } = job;
  const stdout = createOutput();
  const stderr = createOutput();
  const watched: Watched = await startWatched(room, {
    spec,
    ready: program.ready,
    stopAfterMs: request.stopAfterS === null ? null : request.stopAfterS * 1_000,
    stopSignal: program.stopSignal,
    timeNs: request.seconds * 1e9,
    ...(kill === undefined ? {} : { kill }),
    onStdout: (chunk) => stdout.push(chunk),
    onStderr: (chunk) => stderr.push(chunk),
    onReady: () => job.tell('ready', 'it answers as it was asked to'),
  });
  return startOf(watched, { stdout: stdout.kept(), stderr: stderr.kept() }, wordsOf(job));
}

const plainStart = async (room: StartRoom, job: RecordJob, network: string | undefined): Promise<Start> => start(room, job, await specOf(job, network, job.program.argv));

interface Tracing {
  tracer: Tracer;
  station: Station;
  network: string | undefined;
}

/** Leaves the log in the document also where it is cancelled in the middle. */
async function tracedStart(room: StartRoom, job: RecordJob, { tracer, station, network }: Tracing): Promise<void> {
  const { engine, document, request, program } = job;
  const path = `${station.logMount}/recording/trace`;
  // Mode 1777: the image says as whom the program runs, and the tracer runs as the same.
  await engine.putFiles(station.container, station.logMount, [{ name: 'recording', mode: 0o1777, type: 'directory' }]);
  const watch = watchSize({ engine, signal: job.signal }, station.container, path, request.traceBytes);
  try {
    job.tell('traced start', `under ${tracer.version}`);
    const spec = await specOf(job, network, [...straceArgv(tracer, callsOf(request.classes), path), '--', ...program.argv]);
    document.traced = await start(room, job, { ...spec, ...traceSpec(tracer, station), extraLabels: { 'io.cgoscope.traced': 'true' } }, watch.over);
    job.tell('with the tracer', `${document.traced.ended}, ${formatNs(document.traced.wallNs)}`);
  } finally {
    await watch.end();
    await keep(job, station, path, watch.over.aborted);
  }
}

async function keep(job: RecordJob, station: Station, path: string, full: boolean): Promise<void> {
  const { engine, store, workers, document, request, signal } = job;
  const log = await keepLog(engine, store, station.container, path, request.traceBytes);
  if (log === null) return;
  document.log = { ...log, truncated: log.truncated || full };
  if (document.log.truncated) document.notes.push(`the trace was cut at ${formatBytes(request.traceBytes)}: what came after is not in it`);
  // The container ends with its program, and the tracer with it: on a busy machine before it has written its last line.
  const tail = store.readBlobRange(log.sha256, Math.max(0, log.bytes - TAIL_BYTES), TAIL_BYTES)?.toString('latin1') ?? '';
  if (document.traced?.code !== null && document.traced !== null && !/\+\+\+ (?:exited with|killed by) /.test(tail))
    document.notes.push('the tracer was ended with the container before it had written how the program ended: the last line of the log is missing');
  // Whoever cancels still sees what there is; where the workbench ends, nobody waits.
  if (signal.aborted && !(signal.reason instanceof CancelledError)) return;
  const reading = signal.aborted ? AbortSignal.timeout(LAST_LOOK_MS) : signal;
  job.tell('the log', `reading ${formatBytes(log.bytes)}`);
  const file = store.blobFile(log.sha256);
  if (file === null) throw new Error('the log is gone before it was read');
  try {
    document.sums = await workers.run('evidence.strace', { file }, { signal: reading });
  } catch (error) {
    if (error instanceof CancelledError && !signal.aborted) throw error;
    document.notes.push(`its sums could not be made: ${errorText(error)}`);
  }
}

const TAIL_BYTES = 4_096;
const LAST_LOOK_MS = 10_000;

/** strace that does not find its program says so and starts nothing, where the engine has words and codes of its own (facts/docker.md 6). */
const NOT_FOUND = /^\S*strace: (?:Cannot stat|Cannot find executable|Can't stat) .*$/m;

async function sayWhyNot(room: StartRoom, job: RecordJob, network: string | undefined): Promise<void> {
  const { document } = job;
  const said = NOT_FOUND.exec(document.traced?.stderr.text ?? '')?.[0] ?? null;
  // What is not there has no effects: asking the engine is free, also where the plain start was to be left out.
  if (said !== null && document.plain === null) document.plain = await plainStart(room, job, network);
  if (document.plain?.ended.startsWith('did not start: ') === true) {
    document.reason = `the program does not start: ${document.plain.ended.slice('did not start: '.length)} (docker run ends with ${document.plain.code ?? 125})`;
    document.traced = null;
    return;
  }
  document.reason = `nothing was recorded: ${said ?? (document.traced === null ? 'the tracer did not start' : `the tracer wrote no log; it ${document.traced.ended}`)}`;
}

/** `failed`, `interrupted` or `cancelled`, and why. */
export function stateOf(error: unknown, signal: AbortSignal): { state: TraceRecording['state']; reason: string } {
  if (signal.aborted) return signal.reason instanceof CancelledError ? { state: 'cancelled', reason: 'cancelled' } : { state: 'interrupted', reason: errorText(signal.reason) };
  if (error instanceof EngineUnavailableError) return { state: 'interrupted', reason: errorText(error) };
  if (error instanceof UnsupportedError) return { state: 'failed', reason: error.message };
  return { state: 'failed', reason: startFailedText(errorText(error)) };
}
