// One cell's life: prepare -> build -> collect -> run -> trace -> analyse, timed, persisted as it goes, cancellable at any point.
import { CancelledError, EngineUnavailableError, UnsupportedError, assertNever, errorText } from '../../shared/domain/errors.ts';
import { summariseElf, type Elf } from '../../shared/domain/elf.ts';
import { formatBytes, nsFromMs } from '../../shared/domain/units.ts';
import type { Cell, Stage } from '../../shared/domain/run.ts';
import type { Trace } from '../../shared/domain/trace.ts';
import type { Verdict } from '../../shared/domain/verdict.ts';
import type { ToldByTrace } from '../evidence/index.ts';
import type { BuildLogFacts } from '../evidence/types.ts';
import type { BlobRef } from '../store/types.ts';
import type { RunImage, Toolchain } from '../toolchain/types.ts';
import { analyse } from './analyse.ts';
import { build, collect, type Built } from './build.ts';
import { createCapture, type Capture } from './capture.ts';
import { compareJudgement, judgementOf, judgeStart, lookAt, type LookedAt } from './judge.ts';
import { APP, imageWithProgram, launch, memoryLimit, programFiles, type Launched } from './launch.ts';
import { linkageGot, linkageNote } from './linkage.ts';
import { asExpected, classifyEnd, type Ending } from './outcome.ts';
import { parse } from './parse.ts';
import { traceRun, type Traced } from './trace.ts';
import type { CellRecord, CellRoom } from './types.ts';

/** How many times the kept output a program may print before it is killed. */
const FLOOD_FACTOR = 8;

/** What a cell has gathered; the last stage turns it into facts. */
export interface Gathered {
  toolchain: Toolchain | null;
  runImage: RunImage | null;
  buildCode: number | null;
  buildLog: BuildLogFacts | null;
  elf: Elf | null;
  trace: Trace | null;
  told: ToldByTrace | null;
  /** The run image, being read while the build goes on. */
  looked: LookedAt | null;
  /** What was judged before the start; null where nothing was started, or nothing could be judged. */
  judged: Verdict | null;
  stdout: string;
  stderr: string;
}

/**
 * Lives a cell to its end; the record says how it went. Never rejects for what happens to the cell itself; rejects with
 * EngineUnavailableError when the engine is gone (the record is `interrupted` by then), so that the lab can stop the others.
 */
export async function liveCell(room: CellRoom, record: CellRecord): Promise<void> {
  const { cell, spec } = record;
  const asked = performance.now();
  let began: number | null = null;
  const gathered: Gathered = {
    toolchain: null,
    runImage: null,
    buildCode: null,
    buildLog: null,
    elf: null,
    trace: null,
    told: null,
    looked: null,
    judged: null,
    stdout: '',
    stderr: '',
  };
  const stage = async <T>(name: Stage, work: () => Promise<T>): Promise<T> => {
    record.enter(name);
    const from = performance.now();
    try {
      return await work();
    } finally {
      cell.timesNs[name] = nsFromMs(performance.now() - from);
    }
  };
  const settle = (ending: Ending) => {
    cell.outcome = ending.outcome;
    cell.reason = ending.reason;
    if (ending.code !== null || ending.error !== null || ending.signal !== null) cell.exit = { code: ending.code, signal: ending.signal, error: ending.error };
  };

  try {
    const toolchain = await room.toolchain(spec);
    gathered.toolchain = toolchain;
    cell.toolchain = { provider: toolchain.provider, image: toolchain.image, digest: toolchain.digest };
    const artefact = await room.slots.build.use(room.signal, async () => {
      cell.state = 'running';
      began = performance.now();
      cell.timesNs.wait = nsFromMs(began - asked);
      const builder = await stage('prepare', async () => {
        const ready = await room.builder(spec);
        gathered.runImage = spec.notRun === null ? await room.runImage(spec) : null;
        if (gathered.runImage !== null) {
          cell.runImage = { image: gathered.runImage.image, digest: gathered.runImage.digest };
          gathered.looked = lookAt(room, gathered.runImage);
          if (spec.run.added.length > 0) await room.addedFiles(spec);
        }
        return ready;
      });
      cell.reproduce = room.reproduce(spec, toolchain, gathered.runImage, null);
      const log = createCapture(room.store, room.limits.buildLogBytes, (text) => emitLog(room, spec.number, 'build', text));
      const built = await stage('build', async () => {
        let blob: BlobRef;
        const hide = room.live.show(room.run, spec.number, 'build', log);
        let ended: Built;
        try {
          ended = await build(room, spec, toolchain, builder, log);
        } finally {
          blob = keepLog(room, cell, 'build-log', log, hide);
        }
        gathered.buildLog = await parse(room, 'evidence.buildlog', blob, {});
        return ended;
      });
      gathered.buildCode = built.code;
      const facts: BuildLogFacts | null = gathered.buildLog;
      cell.cached = built.code === 0 && facts !== null && facts.cached;
      if (built.code !== 0) {
        const why = built.timedOut ? `the build took longer than ${room.limits.buildNs / 1e9} s; it was killed` : (facts?.errors[0]?.text ?? `go build ended with ${built.code}`);
        settle({ outcome: built.timedOut ? 'timed-out' : 'build-failed', code: built.timedOut ? null : built.code, signal: null, error: null, reason: why });
        return null;
      }
      return stage('collect', async () => {
        const app = await collect(room, builder, built.output);
        if (app === null) {
          settle({ outcome: 'build-failed', code: built.code, signal: null, error: null, reason: 'go build ended well and left no file' });
          return null;
        }
        const blob = await room.store.putBlobInSteps(app);
        room.store.setEvidence(room.run, spec.number, 'artifact', blob);
        cell.artifact = blob;
        const elf = await parse(room, 'evidence.elf', blob, { path: APP });
        gathered.elf = elf;
        cell.elf = summariseElf(elf);
        cell.linkage.got = linkageGot(elf);
        cell.reproduce = room.reproduce(spec, toolchain, gathered.runImage, blob.sha256);
        return app;
      });
    });

    if (artefact !== null) {
      const image = gathered.runImage;
      if (spec.notRun !== null || image === null) settle({ outcome: 'not-run', code: null, signal: null, error: null, reason: spec.notRun });
      else {
        if (gathered.looked !== null && cell.artifact !== null) await judgeBefore(room, record, gathered.looked, cell.artifact, gathered);
        await room.slots.run.use(room.signal, () => stage('run', () => runUntraced(room, record, image, artefact, gathered, settle)));
        compareJudgement(cell, gathered.stderr);
        if (spec.run.trace) await room.slots.run.use(room.signal, () => stage('trace', () => runTraced(room, record, image, artefact, gathered)));
      }
    }
    const green = cell.outcome === null || cell.outcome === 'not-run' ? null : asExpected(cell.expected, cell.outcome, cell.exit?.code ?? null);
    await stage('analyse', () => analyse(room, record, gathered, green));
    if (cell.reason === null && cell.outcome === 'pass') cell.reason = linkageNote(cell);
    cell.state = 'done';
    cell.green = green;
  } catch (error) {
    if (error instanceof CancelledError || (room.signal.aborted && !(error instanceof EngineUnavailableError))) {
      // The signal's reason tells who ended it: somebody's cancel, or a run that can't go on.
      const reason: unknown = room.signal.reason;
      cell.state = room.signal.aborted && !(reason instanceof CancelledError) ? 'interrupted' : 'cancelled';
      cell.reason = reason instanceof Error ? reason.message : 'cancelled';
    } else if (error instanceof UnsupportedError) {
      cell.state = 'unsupported';
      cell.reason = error.message;
    } else if (error instanceof EngineUnavailableError) {
      cell.state = 'interrupted';
      cell.reason = error.message;
      throw error;
    } else {
      // What went wrong is ours or the engine's, not the program's: grey, with the words we have.
      cell.state = 'interrupted';
      cell.reason = `${cell.stage ?? 'prepare'}: ${errorText(error)}`;
    }
  } finally {
    if (began !== null) cell.timesNs.total = nsFromMs(performance.now() - began);
    record.save();
  }
}

async function judgeBefore(room: CellRoom, record: CellRecord, looked: LookedAt, artefact: BlobRef, gathered: Gathered): Promise<void> {
  const { cell, spec } = record;
  const from = performance.now();
  const judged = await judgeStart(room, spec, looked, artefact);
  cell.timesNs.judge = nsFromMs(performance.now() - from);
  if ('unread' in judged) {
    cell.judgement = { runs: 'unknown', cause: null, reason: `the run image could not be looked into: ${judged.unread}`, agrees: null };
  } else {
    gathered.judged = judged;
    cell.judgement = judgementOf(judged);
  }
  record.save();
}

async function runUntraced(room: CellRoom, record: CellRecord, image: RunImage, app: Buffer, gathered: Gathered, settle: (ending: Ending) => void): Promise<void> {
  const { cell, spec } = record;
  const stdout = createCapture(room.store, spec.run.outputBytes, (text) => emitLog(room, spec.number, 'stdout', text));
  const stderr = createCapture(room.store, spec.run.outputBytes, (text) => emitLog(room, spec.number, 'stderr', text));
  // Beyond what is kept a flood is let run for a while, so that a program which merely says much still ends as it would; then it is killed.
  const flood = new AbortController();
  const floodBytes = spec.run.outputBytes * FLOOD_FACTOR;
  const keep = (capture: Capture) => (chunk: Buffer) => {
    capture.push(chunk);
    if (stdout.seen + stderr.seen > floodBytes) flood.abort();
  };
  const prepared = await imageWithProgram(room, spec, image, await programFiles(room, spec, app));
  const hide = { stdout: room.live.show(room.run, spec.number, 'stdout', stdout), stderr: room.live.show(room.run, spec.number, 'stderr', stderr) };
  let launched: Launched;
  try {
    launched = await launch(room, spec, {
      image: prepared.image,
      argv: [APP, ...spec.run.args],
      files: prepared.files,
      extra: {},
      timeNs: spec.run.timeNs,
      kill: flood.signal,
      onStdout: keep(stdout),
      onStderr: keep(stderr),
    });
  } finally {
    await prepared.dispose();
    try {
      keepLog(room, cell, 'stdout', stdout, hide.stdout);
    } finally {
      keepLog(room, cell, 'stderr', stderr, hide.stderr);
    }
    gathered.stdout = stdout.text();
    gathered.stderr = stderr.text();
  }
  cell.timesNs.wall = launched.wallNs;
  switch (launched.kind) {
    case 'start-failed':
      settle({ outcome: 'start-failed', code: null, signal: null, error: launched.text, reason: launched.text });
      return;
    case 'ready':
      cell.timesNs.ready = launched.readyNs;
      settle({
        outcome: 'pass',
        code: launched.end.code,
        signal: null,
        error: null,
        reason: `became ready; ${launched.killed ? `${spec.run.stop} did not end it within 10 s, it was killed` : `stopped with ${spec.run.stop}`}`,
      });
      return;
    case 'ended': {
      // One that ended by itself while its last output was still being read was not killed.
      if (flood.signal.aborted && launched.end.code === 137) {
        settle({
          outcome: 'signal',
          code: launched.end.code,
          signal: 'SIGKILL',
          error: null,
          reason: `it printed more than ${formatBytes(floodBytes)}; it was killed, the first ${formatBytes(spec.run.outputBytes)} are kept`,
        });
        return;
      }
      const ending = classifyEnd(launched.end, gathered, { timedOut: launched.timedOut, timeNs: spec.run.timeNs, memoryBytes: memoryLimit(room, spec) });
      // A server that ends by itself before it was ready has not passed, whatever its exit code.
      if (spec.run.ready !== null && ending.outcome === 'pass') settle({ ...ending, outcome: 'exit', reason: 'ended with 0 before it became ready' });
      else if (spec.run.ready !== null && ending.outcome === 'timed-out') settle({ ...ending, reason: `not ready within ${spec.run.timeNs / 1e9} s` });
      else settle(ending);
      return;
    }
    default:
      assertNever(launched);
  }
}

async function runTraced(room: CellRoom, record: CellRecord, image: RunImage, app: Buffer, gathered: Gathered): Promise<void> {
  const { cell, spec } = record;
  let traced: Traced | { reason: string };
  try {
    traced = await traceRun(room, spec, image, app);
  } catch (error) {
    // The truth of this cell is known by now; a tracer that can't be had or fails costs evidence, and the cell says so.
    if (error instanceof CancelledError || error instanceof EngineUnavailableError || room.signal.aborted) throw error;
    traced = { reason: errorText(error) };
  }
  if ('reason' in traced) {
    cell.truncated.push(`trace: ${traced.reason}`);
    return;
  }
  gathered.trace = traced.trace;
  gathered.told = traced.told;
  room.store.setEvidence(room.run, spec.number, 'trace-log', traced.log);
  cell.timesNs.traced = traced.wallNs;
  if (traced.truncated || traced.timedOut) cell.truncated.push('trace');
  const wall = cell.timesNs.wall ?? 0;
  if (wall > 0 && !traced.timedOut && cell.outcome !== 'timed-out') cell.traceFactor = Math.round((traced.wallNs / wall) * 100) / 100;
}

/** Ends a capture: from then on its blob is what is read of it. */
function keepLog(room: CellRoom, cell: Cell, kind: 'build-log' | 'stdout' | 'stderr', capture: Capture, hide: () => void): BlobRef {
  try {
    const { blob, truncated } = capture.finish();
    room.store.setEvidence(room.run, cell.number, kind, blob);
    if (truncated) cell.truncated.push(kind);
    return blob;
  } finally {
    hide();
  }
}

function emitLog(room: CellRoom, cell: number, stream: 'build' | 'stdout' | 'stderr', text: string): void {
  room.emit({ schema: 'cgoscope/event@0', type: 'log', run: room.run, at: new Date().toISOString(), cell, stream, text });
}
