// Recordings: asked, refused or begun, followed, cancelled. One at a time: how much slower a program is under the tracer is not told while another runs.
import { InputError, UnsupportedError } from '../../../shared/domain/errors.ts';
import type { TraceRecording, TraceRecordingLine } from '../../../shared/domain/trace-detail.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import type { Engine } from '../../engine/types.ts';
import type { EngineRequest, Prefer } from '../../lab/hands.ts';
import { createKeptWork, type KeptWorkRoom } from '../../lab/kept-work.ts';
import { createSlots } from '../../lab/slots.ts';
import { newRunId } from '../../store/index.ts';
import type { Store } from '../../store/types.ts';
import type { Progress, ToolchainRoom } from '../../toolchain/types.ts';
import type { WorkerPool } from '../../workers/pool.ts';
import { lineOf } from './line.ts';
import { programOf, type RecordRequest } from './program.ts';
import { record, stateOf } from './record.ts';

export interface RecordingsOptions {
  store: Store;
  owner: string;
  workers: WorkerPool;
  hands: { engine(request: EngineRequest): Promise<Engine>; toolchains(request: EngineRequest, prefer: Prefer): Promise<ToolchainRoom> };
  progress: Progress;
  /** Something that lists show has changed. */
  changed(): void;
}

export interface RecordingsRoom extends KeptWorkRoom<TraceRecording, TraceRecordingLine> {
  /** Rejects with InputError (no such image, nothing to start), EngineUnavailableError. */
  start(request: RecordRequest & { yes: boolean }): Promise<{ id: string }>;
}

export function createRecordings(options: RecordingsOptions): RecordingsRoom {
  const { store } = options;
  const slots = createSlots(1);
  const work = createKeptWork({ kept: store.recordings, lineOf, owner: options.owner, changed: () => options.changed() });

  async function start(request: RecordRequest & { yes: boolean }): Promise<{ id: string }> {
    const engine = await options.hands.engine(request);
    const program = await programOf(engine, request);
    const toolchains = await options.hands.toolchains(request, 'auto');
    const tracer = await toolchains.checkTracer();
    if (tracer.kind === 'unsupported') throw new UnsupportedError(tracer.reason);
    if (tracer.kind === 'obtainable' && !request.yes)
      throw new InputError(`the tracer is not here yet: that needs ${formatBytes(tracer.downloadBytes)} of downloads and ${formatBytes(tracer.diskBytes)} of disk`, {
        input: 'yes',
        expected: '--yes allows it',
      });
    const document: TraceRecording = {
      schema: 'cgoscope/trace-recording@0',
      id: newRunId(),
      state: 'running',
      title: request.title,
      image: request.image,
      digest: program.image,
      platform: program.platform,
      emulated: false,
      argv: program.argv,
      user: program.user,
      readOnly: request.readOnly,
      classes: request.classes,
      asked: {
        environment: Object.keys(request.environment),
        workdir: request.workdir,
        network: request.network,
        platform: request.platform,
        ready: request.ready,
        stopAfterS: request.stopAfterS,
        seconds: request.seconds,
      },
      startedAt: new Date().toISOString(),
      endedAt: null,
      plain: null,
      traced: null,
      factor: null,
      log: null,
      sums: null,
      tracer: null,
      reason: null,
      notes: [],
      reproduce: [],
    };
    const tell = (task: string, text: string): void => {
      options.progress({ task, text });
      options.changed();
    };
    work.begin(document, (signal) =>
      slots
        .use(signal, () => record({ engine, toolchains, store, workers: options.workers, request, program, document, signal, tell }))
        .then(
          () => void (document.state = document.log === null ? 'failed' : 'done'),
          (error: unknown) => void Object.assign(document, stateOf(error, signal)),
        ),
    );
    return { id: document.id };
  }

  return { start, ...work.room };
}
