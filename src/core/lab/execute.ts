// Executes the cells of one run: toolchains in stages, builders warm, runs beside builds, everything of ours gone at the end.
import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { CancelledError, EngineUnavailableError, errorText } from '../../shared/domain/errors.ts';
import type { LabEvent } from '../../shared/domain/documents.ts';
import type { Cell } from '../../shared/domain/run.ts';
import { filesOfImage, textFile } from '../cell/added.ts';
import { createRecord } from '../cell/record.ts';
import { liveCell } from '../cell/life.ts';
import { memoryLimit } from '../cell/launch.ts';
import type { CellRoom } from '../cell/types.ts';
import type { Emulator, Engine, TarFile } from '../engine/types.ts';
import { readHostFacts } from '../engine/index.ts';
import { factsInSlices, imageSummary } from '../image/audit/index.ts';
import type { ImageRoom } from '../image/room.ts';
import type { LiveLogs } from '../logs/index.ts';
import { parseDuration, parseSize } from '../matrix/index.ts';
import type { CellSpec } from '../matrix/types.ts';
import { sendTree, type ModuleEnvironment, type TreeManifest } from '../project/index.ts';
import type { Store } from '../store/types.ts';
import type { RunImage, Toolchain, ToolchainNeed, ToolchainRoom } from '../toolchain/types.ts';
import type { WorkerPool } from '../workers/pool.ts';
import type { ReadRequest } from './plan.ts';
import { reproduceLines } from './reproduce.ts';
import { createSlots } from './slots.ts';
import { createShared, volumeNames } from './station.ts';
import { hostFacts } from './world.ts';

export interface ExecuteInput {
  run: string;
  read: ReadRequest;
  specs: CellSpec[];
  cells: Cell[];
  engine: Engine;
  emulators: Emulator[];
  toolchains: ToolchainRoom;
  store: Store;
  workers: WorkerPool;
  live: LiveLogs;
  images: () => Promise<ImageRoom>;
  install: string;
  modules: ModuleEnvironment;
  jobs: number;
  /** Of the whole run. */
  signal: AbortSignal;
  /** Of single cells, by number. */
  cellSignal: (number: number) => AbortSignal;
  emit: (event: LabEvent) => void;
}

const BUILD_LOG_BYTES = 64_000_000;

/** Runs every cell that can run. Ends when all are over and everything is cleaned up; rejects with EngineUnavailableError when the engine is lost. */
export async function execute(input: ExecuteInput): Promise<{ left: string[] }> {
  const { run, read, engine, store, emit, toolchains } = input;
  const { project, file } = read;
  // Ends what the cells share: when the engine is lost, and when no cell is left that could want it.
  const over = new AbortController();
  const signal = AbortSignal.any([input.signal, over.signal]);
  const progress = (event: { task: string; text: string; doneBytes?: number; totalBytes?: number }) =>
    emit({
      schema: 'cgoscope/event@0',
      type: 'progress',
      run,
      at: new Date().toISOString(),
      task: event.task,
      text: event.text,
      doneBytes: event.doneBytes ?? null,
      totalBytes: event.totalBytes ?? null,
    });
  const info = await engine.info();
  // What cells share is made once, and waited for at the end also where every cell that asked for it has given up.
  const begun: Promise<unknown>[] = [];
  const track = <T>(making: Promise<T>): Promise<T> => {
    begun.push(making);
    return making;
  };
  const memo = <T>(make: () => Promise<T>): (() => Promise<T>) => {
    let made: Promise<T> | null = null;
    return () => (made ??= track(make()));
  };
  const helperImage = memo(async () => (await toolchains.ensureHelper({ progress, signal })).image);
  const volumes = volumeNames(input.install, project.path);
  const buildLimits = file.build?.limits;

  const shared = createShared({
    engine,
    run,
    install: input.install,
    projectPath: project.path,
    projectDir: project.projectDir,
    sourceVolume: volumes.source,
    modules: input.modules,
    helperImage,
    limits: {
      memoryBytes: buildLimits?.memory === undefined ? Math.floor(info.memoryBytes * 0.75) : parseSize(buildLimits.memory),
      pids: buildLimits?.pids ?? 4096,
      cpus: info.cpus,
    },
  });

  const sources = memo(async () => {
    const stateKey = `tree ${volumes.source}`;
    const sent = await sendTree(engine, project.tree, {
      volume: volumes.source,
      helperImage: await helperImage(),
      previous: store.getState<TreeManifest>(stateKey),
      run,
      progress,
      signal,
    });
    store.setState(stateKey, sent.manifest);
  });

  // One toolchain after the other, the cheapest first, so that the first cells are green while the next compiler is fetched.
  const toolchainChain = createToolchainChain(toolchains, progress, signal);
  const order = [...input.specs].sort((a, b) => toolchainCost(a.need) - toolchainCost(b.need) || a.number - b.number);
  for (const spec of order) if (spec.unsupported === null) toolchainChain.announce(spec.need);

  const runImages = new Map<string, Promise<RunImage>>();
  const runImage = (base: string, platform: string): Promise<RunImage> => {
    const key = `${base} ${platform}`;
    let image = runImages.get(key);
    if (!image) runImages.set(key, (image = track(toolchains.ensureRunImage(base, platform, { progress, signal }))));
    return image;
  };
  // What a change takes out of a run image for another: read once, and its image stands in the lines by hand.
  const taken = new Map<string, Promise<TarFile[]>>();
  const sourcesOfFiles = new Map<string, RunImage>();
  const take = async (from: string, platform: string, path: string): Promise<TarFile[]> => {
    const image = await runImage(from, platform);
    sourcesOfFiles.set(`${from} ${platform}`, image);
    return filesOfImage(engine, run, image, path);
  };
  const addedFiles = async (spec: CellSpec): Promise<TarFile[]> => {
    const files = await Promise.all(
      spec.run.added.map(async (file) => {
        if ('content' in file) return [textFile(file.path, file.content)];
        const key = `${file.from} ${spec.axes.platform} ${file.path}`;
        let reading = taken.get(key);
        if (!reading) taken.set(key, (reading = track(take(file.from, spec.axes.platform, file.path))));
        return reading;
      }),
    );
    return files.flat();
  };
  const looked = new Map<string, ReturnType<CellRoom['lookInto']>>();
  const lookInto = async (digest: string): ReturnType<CellRoom['lookInto']> => {
    const { index } = await (await input.images()).index(engine, digest, { signal });
    return { index, facts: imageSummary(await factsInSlices(index, signal)) };
  };
  const host = memo(async () => readHostFacts(engine, await helperImage()));
  const tracer = memo(() => toolchains.ensureTracer({ progress, signal }));
  const hostFactsOnce = memo(() => hostFacts(engine, input.emulators));
  const slots = { build: createSlots(input.jobs), run: createSlots(Math.max(2, input.jobs)) };

  const roomFor = (spec: CellSpec): CellRoom => {
    const cellSignal = AbortSignal.any([signal, input.cellSignal(spec.number)]);
    return {
      engine,
      store,
      workers: input.workers,
      live: input.live,
      run,
      async sourceFile(path) {
        const below = posix.join(project.projectDir, path);
        return project.edited.get(below) ?? (await readFile(join(project.tree.root, below)));
      },
      addedFiles: (each) => abortable(addedFiles(each), cellSignal),
      signal: cellSignal,
      slots,
      limits: { buildNs: buildLimits?.time === undefined ? 1800e9 : parseDuration(buildLimits.time), buildLogBytes: BUILD_LOG_BYTES, engineMemoryBytes: info.memoryBytes },
      emit,
      toolchain: (each) => abortable(toolchainChain.request(each.need), cellSignal),
      async builder(each) {
        await abortable(sources(), cellSignal);
        const toolchain = await abortable(toolchainChain.request(each.need), cellSignal);
        return abortable(shared.builder(toolchain), cellSignal);
      },
      runImage: (each) => abortable(runImage(each.base, each.axes.platform), cellSignal),
      lookInto({ digest }) {
        let looking = looked.get(digest);
        if (!looking) looked.set(digest, (looking = track(lookInto(digest))));
        return abortable(looking, cellSignal);
      },
      host,
      tracer,
      station: () => shared.station(),
      helperImage,
      network: (kind) => shared.network(kind),
      reproduce: (each, toolchain, runImage, sha256) =>
        reproduceLines({
          project,
          spec: each,
          toolchain,
          runImage,
          fileImage: (from) => sourcesOfFiles.get(`${from} ${each.axes.platform}`) ?? null,
          moduleEnv: input.modules.env,
          extraCa: input.modules.ca !== null,
          memoryBytes: memoryLimit({ limits: { engineMemoryBytes: info.memoryBytes } }, each),
          sha256,
        }),
      importsC: project.importsC,
      hostFacts: hostFactsOnce,
    };
  };

  // A cell rejects for what concerns them all: the engine is gone, or the store takes nothing any more. The others end, and are waited for.
  const failures: Error[] = [];
  await Promise.all(
    order.map(async (spec) => {
      const cell = input.cells.find((each) => each.number === spec.number);
      if (cell === undefined || cell.state === 'unsupported') return;
      try {
        await liveCell(roomFor(spec), createRecord(store, run, spec, cell, emit));
      } catch (error) {
        failures.push(error instanceof Error ? error : new Error(errorText(error)));
        over.abort(error);
      }
    }),
  );
  over.abort(new CancelledError());
  await toolchainChain.settled();
  await Promise.allSettled(begun);
  const left = await shared.dispose();
  const failure = failures.find((each) => each instanceof EngineUnavailableError) ?? failures[0];
  if (failure !== undefined) throw failure;
  return { left };
}

/** Go alone before compilers, native before foreign, glibc before musl: the order in which toolchains get dearer. */
function toolchainCost(need: ToolchainNeed): number {
  return (need.libc === null ? 0 : need.libc === 'glibc' ? 10 : 20) + (need.packages.length > 0 ? 5 : 0) + (need.libc !== null && !need.platform.endsWith('amd64') ? 40 : 0);
}

function createToolchainChain(room: ToolchainRoom, progress: (event: { task: string; text: string }) => void, signal: AbortSignal) {
  const asked = new Map<string, Promise<Toolchain>>();
  let last: Promise<unknown> = Promise.resolve();
  return {
    request(need: ToolchainNeed): Promise<Toolchain> {
      const key = JSON.stringify([need.go, need.libc === null ? '' : need.platform, need.libc, need.packages]);
      let promise = asked.get(key);
      if (!promise) {
        promise = last.then(() => {
          if (signal.aborted) throw new CancelledError();
          return room.ensure(need, { progress, signal });
        });
        asked.set(key, promise);
        last = promise.catch((error: unknown) => error); // a toolchain that fails is the failure of its own cells only
      }
      return promise;
    },
    /** Asks for it ahead of its cells; how it ends is told to who asks by `request`. */
    announce(need: ToolchainNeed): void {
      this.request(need).catch(() => undefined);
    },
    settled: () => last,
  };
}

/** The shared promise, or a cancel of this cell, whichever is first. A shared promise that nobody waits for any more may still reject: it is always looked after. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(new CancelledError());
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
