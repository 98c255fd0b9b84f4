// The face of the store: runs, cells and evidence in SQLite, bytes in blobs named by their sha256. Synchronous: callers that serve a window run it in a worker.
import type { Cell, Run, State } from '../../shared/domain/run.ts';
import type { BlobFile } from './blob-file.ts';
import type { Runs } from '../../shared/domain/documents.ts';
import type { ProjectLine, RecentProjectRow } from './lists.ts';
import type { Measurements } from './measurements.ts';
import type { Recordings } from './recordings.ts';
import type { PruneOptions } from './retention.ts';

/** What can be kept of a cell, one of each. `elf`, `trace`, `facts`, `verdict` are JSON documents, the others raw bytes as they came. */
export const EVIDENCE = ['artifact', 'build-log', 'stdout', 'stderr', 'trace-log', 'elf', 'trace', 'facts', 'verdict'] as const;
export type EvidenceKind = (typeof EVIDENCE)[number];

export interface BlobRef {
  sha256: string;
  size: number;
}

export interface NewRun {
  /** ULID. */
  id: string;
  startedAt: string;
  endpoint: string;
  project: { path: string; treeHash: string };
  /** `local`, or the bundle's file name. */
  origin: string;
  /** Who executes it: the owner id of the process, so that a dead one's runs are known to be interrupted. */
  owner: string;
  /** The request as it came (without secrets), for `rerun`. */
  request: unknown;
  /** The matrix file as it was; null without one. */
  config: string | null;
  /** Tool versions, engine, host: shown in reports. */
  environment: Record<string, string>;
}

export interface StoredRun extends Run {
  origin: string;
  request: unknown;
  config: string | null;
  environment: Record<string, string>;
}

/** `brief` leaves `reproduce` empty, which is most of a document. */
export interface Reading {
  brief?: boolean;
}

export interface Store {
  readonly folder: string;
  /** Id of the data folder; `none` for a reader of a folder that has none yet. */
  readonly install: string;
  readonly readOnly: boolean;
  /** Those of the DNS lab. */
  readonly measurements: Measurements;
  /** Recorded traces. */
  readonly recordings: Recordings;

  insertRun(run: NewRun, cells: Cell[]): void;
  setRunState(id: string, state: State, endedAt: string | null): void;
  /** Inserts or replaces by (run, number); durable when it returns. */
  saveCell(run: string, cell: Cell): void;
  /** All of the run's cells, by number. Throws InputError for an unknown or ambiguous id; `last` and unambiguous prefixes are understood. */
  getRun(idOrPrefix: string, options?: Reading): StoredRun;
  resolveRunId(idOrPrefix: string): string;
  listRuns(limit: number): Runs;
  deleteRun(id: string): void;
  /** One run as lists show it; null where it is not there, or removed. */
  runLine(id: string): ProjectLine | null;
  /** Cells by number, all with null; numbers that the run does not have are left out. The run is named as for {@link Store.getRun}. */
  listCells(idOrPrefix: string, numbers: readonly number[] | null, options?: Reading): Cell[];
  /** By its full id. */
  hasRun(id: string): 'listed' | 'removed' | null;
  /** Takes a run out of every list and look-up; it comes back with {@link Store.restoreRun} until `until`. Throws InputError for one that is going on. */
  removeRun(idOrPrefix: string): { id: string; until: string };
  /** By id or prefix among the removed runs, or `last`: the one removed last. Returns its id. Throws InputError where there is none such. */
  restoreRun(idOrPrefix: string): string;
  /** How many are kept to be restored. */
  removedRuns(): number;
  /** Projects that were run here or opened, newest first. */
  recentProjects(limit: number): RecentProjectRow[];
  openProject(path: string): void;
  /** True where it stood among the recent ones. It comes back when it is opened or run again; its runs stay. */
  forgetProject(path: string): boolean;
  /** Runs in state running whose owner is not `aliveOwner` become interrupted (their running and planned cells too), and so do measurements and recordings. Returns the ids of them all. */
  markInterrupted(aliveOwner: string): string[];
  /** The latest stored cells with this key in the same project, newest first. */
  cellHistory(key: string, projectPath: string, limit: number): { run: string; cell: Cell }[];

  putBlob(content: Buffer): BlobRef;
  /** As `putBlob` for contents of any size: other work of this thread gets its turn. The content must not change meanwhile. */
  putBlobInSteps(content: Buffer): Promise<BlobRef>;
  /** Streams to disk, hashing; `abort` leaves nothing. */
  createBlob(): { write(chunk: Buffer): void; finish(): BlobRef; abort(): void };
  hasBlob(sha256: string): boolean;
  /** Says that a blob that was put will not be named after all; the next prune frees it, if nothing else names it. */
  forgetBlob(sha256: string): void;
  /** Null when the blob is gone (retention); `maxBytes` reads the head only. */
  readBlob(sha256: string, maxBytes?: number): Buffer | null;
  /** `length` bytes of a blob from byte `from` on, fewer where it ends; null when the blob is gone. Costs what is read, not the whole. */
  readBlobRange(sha256: string, from: number, length: number): Buffer | null;
  /** Where a blob lies, for a thread that reads it by store/blob-file.ts; null when it is gone. Throws DamagedBlobError where the file is not what was stored. */
  blobFile(sha256: string): BlobFile | null;
  /** Several writes as one: all or none. Nested calls join the outer one. */
  transaction<T>(work: () => T): T;
  setEvidence(run: string, cell: number, kind: EvidenceKind, blob: BlobRef): void;
  getEvidence(run: string, cell: number, kind: EvidenceKind): BlobRef | null;

  /** Every evidence of a run, by cell and kind. */
  listEvidence(run: string): { cell: number; kind: EvidenceKind; blob: BlobRef }[];
  /** Removes what writers that died left half written. Only the owner calls it, at its start. */
  cleanTemporary(): void;

  /** Small durable state of other rooms (what a source volume holds, sizes seen), JSON by key. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the room that reads a key is the one that wrote it, and names what it wrote
  getState<T>(key: string): T | null;
  setState(key: string, value: unknown): void;
  deleteState(key: string): void;

  /** Bytes used by database and blobs. */
  usage(): { bytes: number; blobs: number; runs: number };
  /** What retention or `clean` would free, and frees with apply. Takes removed runs first, keeps the newest of the others; never a running one. Measurements and recordings go by the same age. */
  prune(options: PruneOptions): { runs: string[]; measurements: string[]; recordings: string[]; bytes: number };
  close(): void;
}

/** The kernel-held lock on a data folder: an exclusive transaction on a small database, gone with its process however that ends. */
export interface OwnerLock {
  owner: string;
  install: string;
  /** Path of the local socket the owner serves on. */
  socket: string;
  release(): void;
}
