// Composes the rooms into the one api. A reader opens the store read-only and starts nothing; the owner holds the data folder's lock and does everything.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Api, EventName, EventValue, ProcedureName } from '../shared/api/contract.ts';
import type { LabEvent } from '../shared/domain/documents.ts';
import { errorText } from '../shared/domain/errors.ts';
import { binaryProcedures } from './binaries/procedures.ts';
import { checklistProcedures } from './checklist/index.ts';
import { adviceProcedures } from './dns/advising.ts';
import { createMeasurements, loadForeseers, measurementProcedures, storedMeasurementProcedures } from './dns/lab/index.ts';
import { predictionProcedures } from './dns/procedures.ts';
import { measurementReportProcedures } from './dns/report/procedures.ts';
import { explainProcedures, findingsIn, tracedOf, type ExplainRoom } from './explain/index.ts';
import { againstProcedures } from './image/against.ts';
import { fileInImage } from './image/one-file.ts';
import { imageProcedures, imageRoomIn } from './image/procedures.ts';
import { createOffer, fixProcedure } from './lab/actions/index.ts';
import { createBisects } from './lab/bisect/bisect.ts';
import { bisectProcedures } from './lab/bisect/procedures.ts';
import { changedRequest } from './lab/experiments/changed-request.ts';
import { createHands } from './lab/hands.ts';
import { cleanProcedure, doctorProcedure } from './lab/housekeeping.ts';
import { fixProcedures, recordProof, type FindingsOf } from './lab/experiments/fixes.ts';
import { proofProcedures, proofsOfRun } from './lab/experiments/proof.ts';
import { createLab } from './lab/lab.ts';
import { labProcedures, planProcedures } from './lab/procedures.ts';
import { createLiveLogs, logProcedures } from './logs/index.ts';
import { installOf, livingOwner, openApi, type CallContext, type OwnerLock, type ServedApi } from './owner/index.ts';
import { diffingProcedures } from './trace/diffing.ts';
import { traceProcedures } from './trace/procedures.ts';
import { createRecordings, recordingProcedures, storedRecordingProcedures } from './trace/record/index.ts';
import { callHandler, createCaller, type Handlers } from './procedures.ts';
import { moduleEnvironment } from './project/index.ts';
import { projectListProcedures, projectProcedures } from './projects/index.ts';
import { importProcedures, reportProcedures, type Explained } from './report/procedures.ts';
import { changeSettingsProcedure, readSettingsProcedure } from './settings/index.ts';
import { cacheFolder, dataFolder, openStore, readSettings } from './store/index.ts';
import { KEPT_MS } from './store/removal.ts';
import type { Store } from './store/types.ts';
import { removalProcedures, storeProcedures, type StoredChange } from './store/procedures.ts';
import { changeToolchains, listToolchains, progressTo } from './toolchain/procedures.ts';
import { createPool, type WorkerPool } from './workers/pool.ts';

export const VERSION = '0.1.0';

/** Procedures that only the owner of the data folder may do. */
const NEEDS_OWNER: readonly ProcedureName[] = [
  'run.start',
  'run.again',
  'fix.apply',
  'bisect.start',
  'bisect.get',
  'bisect.cancel',
  'run.wait',
  'run.cancel',
  'run.remove',
  'run.restore',
  'bundle.import',
  'clean.run',
  'toolchain.build',
  'toolchain.remove',
  'doctor.fix',
  'project.open',
  'project.forget',
  'settings.set',
  'image.checklist',
  'dns.measure',
  'dns.cancel',
  'dns.remove',
  'trace.record',
  'trace.cancel',
  'trace.remove',
];

/** What a procedure changes beside runs, which tell of themselves: other windows read it again. */
const CHANGES: Partial<Record<ProcedureName, Extract<LabEvent, { type: 'changed' }>['what']>> = {
  'project.open': 'projects',
  'project.forget': 'projects',
  'settings.set': 'settings',
  'toolchain.build': 'engine',
  'toolchain.remove': 'engine',
  'doctor.fix': 'engine',
};

export const needsOwner = (name: ProcedureName): boolean => NEEDS_OWNER.includes(name);

export interface OpenOptions {
  env: Record<string, string>;
  /** True connects to the owner of the data folder, starting one if there is none; false reads, in this process. */
  needOwner: boolean;
  /** The built entry of the owner process. */
  ownerEntry: string;
}

/** The api for a shell; `close` leaves the owner to its other clients. `gone` aborts when the connection to an owner has ended; a reader has none. */
export type OpenedWorkbench = Api & { close(): Promise<void>; readonly gone?: AbortSignal };

export async function openWorkbench(options: OpenOptions): Promise<OpenedWorkbench> {
  const folder = dataFolder(options.env);
  if (options.needOwner) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return openApi({ folder, ownerEntry: options.ownerEntry });
  }
  return createReader(folder, options.env);
}

/** Reads the data folder and looks at the engine; what it makes on the engine (a helper that is gone at once) belongs to nobody's run. */
function createReader(folder: string, env: Record<string, string>): OpenedWorkbench {
  const alive = livingOwner(folder);
  const store = openStore(folder, { readOnly: true, ownerAlive: alive?.owner ?? null });
  const identity = { install: installOf(folder), owner: `reader-${process.pid}` };
  const pool = createPool();
  const preferred = () => readSettings(folder).endpoint ?? null;
  const hands = createHands({ identity, cacheFolder: join(cacheFolder(env), 'toolchains'), reaps: false, onNote: () => undefined, preferred });
  const images = imageRoomIn(join(cacheFolder(env), 'images'));
  const events = createEvents();
  const progress = progressTo(events.emit);
  const explaining: ExplainRoom = { store, workers: pool, hands, images, progress };
  const findingsOf = findingsIn(explaining);
  const handlers: Partial<Handlers> = {
    ...storeProcedures(store),
    ...explainProcedures(explaining),
    ...proofProcedures({ store, workers: pool, findingsOf }),
    ...logProcedures(store, pool, null),
    ...planProcedures(hands),
    ...reportProcedures(store, () => moduleEnvironment(env, undefined).secrets, explainedIn(store, pool, findingsOf)), // what a run of this environment would have been given
    ...projectProcedures(store),
    ...readSettingsProcedure(folder),
    ...predictionProcedures(),
    ...adviceProcedures(null),
    ...storedMeasurementProcedures(store),
    ...storedRecordingProcedures(store),
    ...measurementReportProcedures(store, () => moduleEnvironment(env, undefined).secrets),
    ...listToolchains(hands),
    ...imageProcedures({ hands, room: images, progress }),
    ...binaryProcedures({ store, workers: pool, fileInImage: async (file, signal) => fileInImage(await images(), hands, file, signal) }),
    ...againstProcedures({ hands, store, workers: pool, room: images, progress }),
    ...traceProcedures({ store, workers: pool, kept: join(cacheFolder(env), 'traces'), progress }),
    ...diffingProcedures({ store, workers: pool, kept: join(cacheFolder(env), 'traces'), progress }),
    ...doctorProcedure({
      hands,
      identity,
      folder,
      offer: createOffer({ hands, store, limitBytes: () => readSettings(folder).limitBytes }),
      leftovers: alive === null,
      limitBytes: () => readSettings(folder).limitBytes,
      usage: () => store.usage(),
      owner: () => (alive === null ? null : `process ${alive.pid}`),
    }),
  };
  return {
    call: (name, input, options) => callHandler(handlers, name, input, { signal: options?.signal ?? new AbortController().signal, client: null }),
    on: events.on, // how far the reading of an image is; a reader makes no others
    async close() {
      await pool.close();
      await hands.close();
      store.close();
    },
  };
}

/** What reports take of the diagnosis. */
const explainedIn = (store: Store, workers: WorkerPool, findingsOf: FindingsOf): Explained => ({
  findingsOf,
  proofsOf: (run, signal) => proofsOfRun({ store, workers, findingsOf }, run, signal),
  tracedOf: (run, cell, signal) => tracedOf({ store, workers }, run, cell, signal),
});

/** Events of this process, to whoever listens. */
function createEvents(): { emit: (event: LabEvent) => void; on: Api['on'] } {
  const listeners = new Set<(event: LabEvent) => void>();
  return {
    emit(event) {
      for (const listener of listeners) listener(event);
    },
    on<N extends EventName>(_name: N, listener: (value: EventValue<N>) => void, { signal }: { signal: AbortSignal }) {
      if (signal.aborted) return;
      const onEvent = listener as (value: LabEvent) => void; // `lab` is the only name that events have
      listeners.add(onEvent);
      signal.addEventListener('abort', () => listeners.delete(onEvent), { once: true });
    },
  };
}

/** The workbench that holds the lock: every procedure, live events. `cut`: ids of what an owner that died had under way. */
export function createOwner(
  lock: OwnerLock,
  folder: string,
  env: Record<string, string>,
  note: (text: string) => void,
  cut: readonly string[] = [],
): ServedApi & { busy(): boolean; close(): Promise<void> } {
  const store = openStore(folder);
  readSettings(folder); // a wrong file is told at the start
  const { emit, on } = createEvents();
  const stored: StoredChange = (run, change) => emit({ schema: 'cgoscope/event@0', type: 'stored', run, at: new Date().toISOString(), change });
  const progress = progressTo(emit);
  const limitBytes = () => readSettings(folder).limitBytes;
  const secrets = new Set<string>();
  const pool = createPool();
  const live = createLiveLogs();
  const identity = { install: lock.install, owner: lock.owner };
  const hands = createHands({ identity, cacheFolder: join(cacheFolder(env), 'toolchains'), reaps: true, onNote: note, preferred: () => readSettings(folder).endpoint ?? null });
  // What its containers do goes on without it. An engine is removed from when it is first reached; where work was cut off, that is not waited for.
  if (cut.length > 0) hands.engine({ endpoint: null, env }).catch((error: unknown) => note(`what ${cut.join(', ')} left on the engine stays for now: ${errorText(error)}`));
  const images = imageRoomIn(join(cacheFolder(env), 'images'));
  const lab = createLab({
    store,
    workers: pool,
    live,
    images,
    install: lock.install,
    owner: lock.owner,
    version: VERSION,
    async engineAtHand(request, prefer) {
      const engine = await hands.engine(request);
      const toolchains = await hands.toolchains(request, prefer);
      return { engine, toolchains, emulators: await hands.emulators(engine, toolchains) };
    },
    emit,
    jobs: () => readSettings(folder).jobs ?? null,
    onEnded: (run) => recordProof(store, run, emit),
    onSecrets: (found) => found.forEach((secret) => secrets.add(secret)),
  });
  const explaining: ExplainRoom = { store, workers: pool, hands, images, progress };
  const findingsOf = findingsIn(explaining);
  const bisects = createBisects({
    store,
    startCell: (changed) => lab.start(changedRequest(changed), null),
    waitFor: (run) => lab.wait(run, null),
    cancelRun: (run) => void lab.cancel(run, null),
    goVersions: async (request) => (await hands.toolchains(request, 'auto')).goVersions(),
    changed: () => emit({ schema: 'cgoscope/event@0', type: 'changed', run: null, at: new Date().toISOString(), what: 'bisect' }),
  });
  const measurements = createMeasurements({
    store,
    owner: lock.owner,
    hands,
    foreseers: loadForeseers,
    progress,
    changed: () => emit({ schema: 'cgoscope/event@0', type: 'changed', run: null, at: new Date().toISOString(), what: 'dns' }),
  });
  const recordings = createRecordings({
    store,
    owner: lock.owner,
    workers: pool,
    hands,
    progress,
    changed: () => emit({ schema: 'cgoscope/event@0', type: 'changed', run: null, at: new Date().toISOString(), what: 'traces' }),
  });
  const handlers: Handlers = {
    ...storeProcedures(store),
    ...explainProcedures(explaining),
    ...logProcedures(store, pool, live),
    ...planProcedures(hands),
    ...labProcedures(lab, store),
    ...bisectProcedures(bisects),
    ...fixProcedures({ store, lab, findingsOf }),
    ...proofProcedures({ store, workers: pool, findingsOf }),
    ...reportProcedures(store, () => [...secrets, ...moduleEnvironment(env, undefined).secrets], explainedIn(store, pool, findingsOf)),
    ...removalProcedures(store, stored),
    ...importProcedures(store, ({ kind, id }) => {
      if (kind === 'run') stored(id, 'imported');
      else emit({ schema: 'cgoscope/event@0', type: 'changed', run: null, at: new Date().toISOString(), what: kind === 'dns-measurement' ? 'dns' : 'traces' });
    }),
    ...projectProcedures(store),
    ...projectListProcedures(store),
    ...readSettingsProcedure(folder),
    ...predictionProcedures(),
    ...adviceProcedures(measurements),
    ...measurementProcedures(measurements, store),
    ...recordingProcedures(recordings, store),
    ...measurementReportProcedures(store, () => [...secrets, ...moduleEnvironment(env, undefined).secrets]),
    ...changeSettingsProcedure(folder),
    ...cleanProcedure({ hands, store, install: lock.install, limitBytes, busy: () => lab.busy() || measurements.busy() || recordings.busy(), stored }),
    ...listToolchains(hands),
    ...imageProcedures({ hands, room: images, progress }),
    ...binaryProcedures({ store, workers: pool, fileInImage: async (file, signal) => fileInImage(await images(), hands, file, signal) }),
    ...againstProcedures({ hands, store, workers: pool, room: images, progress }),
    ...traceProcedures({ store, workers: pool, kept: join(cacheFolder(env), 'traces'), progress }),
    ...diffingProcedures({ store, workers: pool, kept: join(cacheFolder(env), 'traces'), progress }),
    ...checklistProcedures({ hands, workers: pool, progress, room: images }),
    ...changeToolchains(hands, progress),
    ...doctorProcedure({
      hands,
      identity,
      folder,
      limitBytes,
      offer: createOffer({ hands, store, limitBytes }),
      leftovers: true,
      usage: () => store.usage(),
      owner: () => `process ${process.pid}`,
    }),
    ...fixProcedure({ hands, store, limitBytes }, { progress, stored }),
  };
  const caller = createCaller(handlers);
  let closed: Promise<void> | null = null;
  return {
    async call(name, input, context: CallContext) {
      const answer = await caller.call(name, input, context);
      const what = CHANGES[name];
      if (what !== undefined) emit({ schema: 'cgoscope/event@0', type: 'changed', run: null, at: new Date().toISOString(), what });
      return answer;
    },
    on,
    busy: () => lab.busy() || bisects.busy() || measurements.busy() || recordings.busy() || caller.busy(),
    close() {
      closed ??= (async () => {
        // Its steps are runs: they end with the lab, and it hears of that.
        const bisected = bisects.close();
        const measured = measurements.close();
        const recorded = recordings.close();
        await lab.close();
        await Promise.all([bisected, measured, recorded]);
        await pool.close();
        const removedBefore = new Date(Date.now() - KEPT_MS).toISOString();
        store.prune({ removedBefore, ...limitOf(folder, note), apply: true });
        await hands.close();
        store.close();
      })();
      return closed;
    },
  };
}

/** A settings file that became wrong while the owner lived keeps nothing from ending; without a limit nothing is removed for it. */
function limitOf(folder: string, note: (text: string) => void): { limitBytes?: number } {
  try {
    return { limitBytes: readSettings(folder).limitBytes };
  } catch (error) {
    note(`stored runs are not held to a limit: ${errorText(error)}`);
    return {};
  }
}
