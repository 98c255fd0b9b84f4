// Recordings: asked, refused or begun, followed, cancelled. One at a time: how much slower a program is under the tracer is not told while another runs.
import { CancelledError, errorText, InputError, UnsupportedError } from '../../../shared/domain/errors.ts';
import type { TraceRecording, TraceRecordingLine } from '../../../shared/domain/trace-detail.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import type { Engine } from '../../engine/types.ts';
import type { EngineRequest, Prefer } from '../../lab/hands.ts';
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

export interface RecordingsRoom {
  /** Rejects with InputError (no such image, nothing to start), EngineUnavailableError. */
  start(request: RecordRequest & { yes: boolean }): Promise<{ id: string }>;
  get(idOrPrefix: string): TraceRecording;
  /** Newest first; those that go on as they stand now. */
  list(limit: number): TraceRecordingLine[];
  /** Resolves when it has ended, or at once where it has. */
  wait(idOrPrefix: string): Promise<void>;
  /** Resolves when nothing of it is left on the engine. */
  cancel(idOrPrefix: string): Promise<boolean>;
  remove(idOrPrefix: string): void;
  busy(): boolean;
  close(): Promise<void>;
}

interface Live {
  document: TraceRecording;
  cancel: AbortController;
  ended: Promise<void>;
}

export function createRecordings(options: RecordingsOptions): RecordingsRoom {
  const { store } = options;
  const live = new Map<string, Live>();
  const slots = createSlots(1);
  let closing = false;

  const save = (document: TraceRecording): void => store.recordings.save(document, lineOf(document), options.owner);

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
    if (closing) throw new CancelledError();
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
    save(document); // what can't be stored is not begun
    const each: Live = { document, cancel: new AbortController(), ended: Promise.resolve() };
    live.set(document.id, each);
    options.changed();
    const { signal } = each.cancel;
    const tell = (task: string, text: string): void => {
      options.progress({ task, text });
      options.changed();
    };
    each.ended = slots
      .use(signal, () => record({ engine, toolchains, store, workers: options.workers, request, program, document, signal, tell }))
      .then(
        () => void (document.state = document.log === null ? 'failed' : 'done'),
        (error: unknown) => void Object.assign(document, stateOf(error, signal)),
      )
      .then(() => settle(document))
      .finally(() => live.delete(document.id));
    return { id: document.id };
  }

  function settle(document: TraceRecording): void {
    document.endedAt = new Date().toISOString();
    try {
      save(document);
    } catch (error) {
      // The store takes nothing (a full disk): who waits reads it from memory, the next owner marks it interrupted.
      document.notes.push(`it could not be stored: ${errorText(error)}`);
    }
    options.changed();
  }

  const living = (idOrPrefix: string): Live | undefined => live.get(store.recordings.resolve(idOrPrefix));

  return {
    start,
    get: (idOrPrefix) => living(idOrPrefix)?.document ?? store.recordings.get(idOrPrefix),
    list: (limit) =>
      store.recordings.list(limit).map((line) => {
        const going = live.get(line.id);
        return going === undefined ? line : lineOf(going.document);
      }),
    async wait(idOrPrefix) {
      await living(idOrPrefix)?.ended;
    },
    async cancel(idOrPrefix) {
      const each = living(idOrPrefix);
      if (each === undefined) return false;
      each.cancel.abort(new CancelledError());
      await each.ended;
      return true;
    },
    remove(idOrPrefix) {
      store.recordings.remove(idOrPrefix);
      options.changed();
    },
    busy: () => live.size > 0,
    async close() {
      closing = true;
      for (const each of live.values()) each.cancel.abort(new Error('the workbench was ended'));
      await Promise.all([...live.values()].map((each) => each.ended));
    },
  };
}
