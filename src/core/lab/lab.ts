// The one thing that starts cells: request -> plan -> run -> cells, one run after the other, with progress, watchers and cancel.
import { CancelledError, EngineUnavailableError, InputError, errorText } from '../../shared/domain/errors.ts';
import type { LabEvent } from '../../shared/domain/documents.ts';
import type { RunRequest } from '../../shared/api/contract.ts';
import type { Cell, State } from '../../shared/domain/run.ts';
import { plannedCell } from '../cell/record.ts';
import type { Emulator, Engine } from '../engine/types.ts';
import { moduleEnvironment, type HashCache } from '../project/index.ts';
import type { ImageRoom } from '../image/room.ts';
import { newRunId } from '../store/index.ts';
import type { Store } from '../store/types.ts';
import type { ToolchainRoom } from '../toolchain/types.ts';
import type { LiveLogs } from '../logs/index.ts';
import type { WorkerPool } from '../workers/pool.ts';
import { abortable, execute } from './execute.ts';
import { expectedOfFix } from './experiments/expectation.ts';
import { fixOfPurpose } from './experiments/fix-reference.ts';
import { expand, readRequest } from './plan.ts';
import { createWatchers, type Watchers } from './watchers.ts';
import { worldOf } from './world.ts';

export interface EngineAtHand {
  engine: Engine;
  emulators: Emulator[];
  toolchains: ToolchainRoom;
}

export interface LabOptions {
  store: Store;
  workers: WorkerPool;
  live: LiveLogs;
  /** Made when the first cell looks into its run image. */
  images: () => Promise<ImageRoom>;
  install: string;
  owner: string;
  version: string;
  /** Connects (once per endpoint) and looks at the engine; rejects with EngineUnavailableError. */
  engineAtHand(request: { endpoint: string | null; env: Record<string, string> }, prefer: 'auto' | 'debian' | 'images' | { image: string }): Promise<EngineAtHand>;
  emit: (event: LabEvent) => void;
  /** Cells at a time where a request does not say; null: as many as the daemon has processors for. Asked at each start. */
  jobs(): number | null;
  /** A run has ended, and is stored as it ended; who waits for it is answered after this. */
  onEnded?(run: string): void;
  /** Secrets of runs that are going on, for redaction of what leaves the house. */
  onSecrets(secrets: string[]): void;
}

interface LiveRun {
  id: string;
  cancel: AbortController;
  cells: Map<number, AbortController>;
  watchers: Watchers;
  ended: Promise<void>;
}

export interface Lab {
  start(request: RunRequest, client: AbortSignal | null): Promise<{ id: string; cells: number }>;
  /** Resolves when the run has ended; the client counts as a watcher while it waits. */
  wait(id: string, client: AbortSignal | null): Promise<void>;
  cancel(id: string, cell: number | null): number;
  busy(): boolean;
  /** Ends everything: runs become interrupted. */
  close(): Promise<void>;
}

export function createLab(options: LabOptions): Lab {
  const { store, emit } = options;
  const live = new Map<string, LiveRun>();
  let queue: Promise<unknown> = Promise.resolve();
  let closing = false;
  /** Runs that ended without being able to remove what was theirs: the engine was gone. The next run on it does that first. */
  const unclean = new Map<Engine, Set<string>>();
  const hashes: HashCache = hashCache(store, (text) => emit(progressEvent(null, 'note', text)));

  const runEvent = (run: string, state: State, cells: number) => emit({ schema: 'cgoscope/event@0', type: 'run', run, at: new Date().toISOString(), state, cells });

  const note = (run: string, task: string, text: string) => emit(progressEvent(run, task, text));

  async function start(request: RunRequest, client: AbortSignal | null): Promise<{ id: string; cells: number }> {
    const read = await readRequest(request, hashes);
    const hand = await options.engineAtHand({ endpoint: request.endpoint, env: request.env }, read.file.toolchain ?? 'auto');
    const info = await hand.engine.info();
    if (client?.aborted === true || closing) throw new CancelledError(); // who asked has left meanwhile: nobody would watch it
    const expanded = expand(read, request, worldOf(info, hand.emulators, hand.toolchains));
    const matrix = { ...expanded, cells: expectedOfFix(store, request.purpose, expanded.cells) };
    if (matrix.cells.length === 0)
      throw new InputError('the matrix has no cell left: include, exclude and --only leave nothing', {
        input: request.only.join(' ') || (read.config?.path ?? request.path),
        expected: 'at least one cell',
      });
    const modules = moduleEnvironment(request.env, read.file.modules, { folder: read.project.path });
    options.onSecrets(modules.secrets);

    const id = newRunId();
    const startedAt = new Date().toISOString();
    const fixOf = fixOfPurpose(request.purpose);
    const cells = matrix.cells.map((spec) => ({ ...plannedCell(spec), fixOf }));
    const { env: _env, ...kept } = request;
    store.insertRun(
      {
        id,
        startedAt,
        endpoint: hand.engine.endpoint.name,
        project: { path: read.project.path, treeHash: read.project.tree.hash },
        origin: 'local',
        owner: options.owner,
        request: kept,
        config: read.config?.text ?? null,
        environment: {
          cgoscope: options.version,
          engine: `docker ${info.version} (API ${info.apiVersion})`,
          platform: info.platform,
          kernel: info.kernel,
          system: info.operatingSystem,
          storage: info.storage,
          emulators: hand.emulators.map((each) => `${each.name} ${each.flags}`).join(', ') || 'none',
        },
      },
      cells,
    );

    const cancel = new AbortController();
    const run: LiveRun = {
      id,
      cancel,
      cells: new Map(cells.map((cell) => [cell.number, new AbortController()])),
      watchers: createWatchers(() => cancel.abort(new Interruption('its last watcher has gone'))),
      ended: Promise.resolve(),
    };
    if (client !== null) run.watchers.add(client);
    else run.watchers.addForever();
    live.set(id, run);
    runEvent(id, 'planned', cells.length);

    const waitsFor = queue;
    run.ended = (async () => {
      let state: State = 'done';
      try {
        await abortable(waitsFor, cancel.signal);
        store.setRunState(id, 'running', null);
        runEvent(id, 'running', cells.length);
        for (const text of [...read.project.notes, ...matrix.notes, ...modules.notes]) note(id, 'note', text);
        const before = [...(unclean.get(hand.engine) ?? [])];
        if (before.length > 0) {
          const { removed } = await hand.engine.reap(before);
          unclean.delete(hand.engine);
          // What was leased ended by itself when the engine lost us.
          if (removed.length > 0) note(id, 'clean up', `removed what runs before had to leave: ${removed.join(', ')}`);
        }
        const { left } = await execute({
          run: id,
          read,
          specs: matrix.cells,
          cells,
          engine: hand.engine,
          emulators: hand.emulators,
          toolchains: hand.toolchains,
          store,
          workers: options.workers,
          live: options.live,
          images: options.images,
          install: options.install,
          modules,
          jobs: request.jobs ?? options.jobs() ?? Math.min(8, Math.max(1, info.cpus)),
          signal: cancel.signal,
          cellSignal: (number) => run.cells.get(number)?.signal ?? cancel.signal,
          emit,
        });
        if (left.length > 0) unclean.set(hand.engine, (unclean.get(hand.engine) ?? new Set()).add(id));
        for (const text of left) note(id, 'clean up', `left for the reaper: ${text}`);
        if (cancel.signal.aborted) state = cancel.signal.reason instanceof Interruption ? 'interrupted' : 'cancelled';
      } catch (error) {
        state = error instanceof CancelledError && !(cancel.signal.reason instanceof Interruption) ? 'cancelled' : 'interrupted';
        if (error instanceof EngineUnavailableError) unclean.set(hand.engine, (unclean.get(hand.engine) ?? new Set()).add(id));
        if (!(error instanceof CancelledError)) note(id, 'run', error instanceof EngineUnavailableError ? error.message : `failed: ${errorText(error)}`);
      }
      try {
        settleRest(id, cells, state);
        store.setRunState(id, state, new Date().toISOString());
        options.onEnded?.(id);
      } catch (error) {
        // A store that takes nothing any more (full disk): the next owner marks the run interrupted; the runs behind it must get their turn.
        note(id, 'run', `its end could not be stored: ${errorText(error)}`);
      }
      live.delete(id);
      runEvent(id, state, cells.length);
    })();
    // A run that is cancelled while it waits ends at once; those behind it still wait for the one before.
    queue = Promise.all([waitsFor, run.ended]);
    return { id, cells: cells.length };
  }

  /** Cells that never got to live end as the run did. */
  function settleRest(run: string, cells: Cell[], state: State): void {
    for (const cell of cells) {
      if (cell.state !== 'planned' && cell.state !== 'running') continue;
      cell.state = state === 'cancelled' ? 'cancelled' : 'interrupted';
      cell.reason ??= state === 'cancelled' ? 'cancelled before it began' : 'the run was interrupted';
      store.saveCell(run, cell);
    }
  }

  return {
    start,
    async wait(id, client) {
      const run = live.get(store.resolveRunId(id));
      if (run === undefined) return;
      if (client !== null) run.watchers.add(client);
      await run.ended;
    },
    cancel(id, cell) {
      const run = live.get(store.resolveRunId(id));
      if (run === undefined) return 0;
      if (cell === null) {
        run.cancel.abort(new CancelledError());
        return run.cells.size;
      }
      const controller = run.cells.get(cell);
      if (controller === undefined) throw new InputError(`run ${run.id} has no cell ${cell}`, { input: String(cell), expected: `1 to ${run.cells.size}` });
      controller.abort(new CancelledError());
      return 1;
    },
    busy: () => live.size > 0,
    async close() {
      closing = true;
      for (const run of live.values()) run.cancel.abort(new Interruption('the workbench was ended'));
      await Promise.all([...live.values()].map((run) => run.ended));
    },
  };
}

const progressEvent = (run: string | null, task: string, text: string): LabEvent => ({
  schema: 'cgoscope/event@0',
  type: 'progress',
  run,
  at: new Date().toISOString(),
  task,
  text,
  doneBytes: null,
  totalBytes: null,
});

/** Why a run stops without having been cancelled by anybody. */
class Interruption extends Error {
  override readonly name = 'Interruption';
}

/** Hashes of files seen, kept in the store between runs so that an unchanged tree is not read again. */
function hashCache(store: Store, onNote: (text: string) => void): HashCache {
  const known = new Map(Object.entries(store.getState<Record<string, string>>('file-hashes') ?? {}));
  let dirty = false;
  return {
    get: (key) => known.get(key) ?? null,
    set(key, hash) {
      known.set(key, hash);
      if (dirty) return;
      dirty = true;
      setImmediate(() => {
        dirty = false;
        try {
          store.setState('file-hashes', Object.fromEntries([...known].slice(-200_000)));
        } catch (error) {
          onNote(`hashes of files are not kept, the next run reads the tree again: ${errorText(error)}`); // nobody awaits this
        }
      });
    },
  };
}
