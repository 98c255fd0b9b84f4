// What one cell's life needs, handed in by the lab.
import type { LabEvent } from '../../shared/domain/documents.ts';
import type { Cell, Stage } from '../../shared/domain/run.ts';
import type { HostFacts } from '../../shared/domain/verdict.ts';
import type { Engine, TarFile } from '../engine/types.ts';
import type { ImageSummary } from '../image/audit/index.ts';
import type { ImageIndex } from '../image/types.ts';
import type { CellSpec } from '../matrix/types.ts';
import type { Store } from '../store/types.ts';
import type { RunImage, Toolchain, Tracer } from '../toolchain/types.ts';
import type { LiveLogs } from '../logs/index.ts';
import type { WorkerPool } from '../workers/pool.ts';
import type { Slots } from '../lab/slots.ts';

/** A long-lived builder of one toolchain image in one run; cells of several compilers may share it. */
export interface Builder {
  container: string;
  /** Working directory of the project inside. */
  workdir: string;
  /** Environment of every build in it: caches, module settings that are no secrets. */
  env: Record<string, string>;
  /** Environment that may stand in one exec only. */
  secretEnv: Record<string, string>;
  /** A folder for the artefact of a cell, made on first use; kept over runs so that an unchanged build need not link again. */
  outputPath(spec: CellSpec, toolchain: Toolchain): Promise<string>;
}

/** The run's own helper container: it holds the volume that tracers write their logs to. */
export interface Station {
  container: string;
  logVolume: string;
  /** Where the log volume is mounted, in the station and in traced containers. */
  logMount: string;
}

/** What the lab lends to a cell. Everything that costs is lazy and shared by the cells of the run. */
export interface CellRoom {
  engine: Engine;
  store: Store;
  /** Parses what the store has, in another thread. */
  workers: WorkerPool;
  /** Where logs stand while they are written. */
  live: LiveLogs;
  run: string;
  /** A file of the project as it is sent: with the edits of a change in it. Path counts from the project's folder. */
  sourceFile(path: string): Promise<Buffer>;
  /** What a change puts into the program's container, as entries below `/`. Rejects with UnsupportedError where a run image does not have it. */
  addedFiles(spec: CellSpec): Promise<TarFile[]>;
  signal: AbortSignal;
  slots: { build: Slots; run: Slots };
  limits: { buildNs: number; buildLogBytes: number; engineMemoryBytes: number };
  emit(event: LabEvent): void;
  toolchain(spec: CellSpec): Promise<Toolchain>;
  builder(spec: CellSpec): Promise<Builder>;
  runImage(spec: CellSpec): Promise<RunImage>;
  tracer(): Promise<Tracer>;
  station(): Promise<Station>;
  helperImage(): Promise<string>;
  network(kind: 'none' | 'isolated' | 'outside'): Promise<string | undefined>;
  /** Shell lines that get the sources to a container made by hand. */
  reproduce(spec: CellSpec, toolchain: Toolchain, runImage: RunImage | null, sha256: string | null): string[];
  /** What is in a run image; read once per image. Rejects as the engine does, and for a stream that is no image. */
  lookInto(image: RunImage): Promise<{ index: ImageIndex; facts: ImageSummary }>;
  /** The machine that the engine runs on, for judgements. */
  host(): Promise<HostFacts>;
  /** A package of the project itself has `import "C"`. */
  importsC: boolean;
  hostFacts(): Promise<{ arch: string; kernel: string; engine: string; binfmt: { name: string; flags: string; interpreter: string }[] }>;
}

/** The record of a cell as it fills; `save` persists it and tells the watchers. */
export interface CellRecord {
  readonly spec: CellSpec;
  cell: Cell;
  save(): void;
  enter(stage: Stage): void;
}
