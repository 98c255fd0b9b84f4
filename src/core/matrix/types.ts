// The face of the matrix room: axes -> cells. Pure: what the world can do is handed in.
import type { Axes, Axis, Libc, Link } from '../../shared/domain/axes.ts';
import type { Change } from '../../shared/domain/explain.ts';
import type { MatrixFile, Ready } from '../../shared/domain/matrix-file.ts';
import type { Project } from '../project/types.ts';
import type { ToolchainNeed } from '../toolchain/types.ts';

/** What the matrix room is told of engine and toolchains. */
export interface World {
  /** The engine's native platform. */
  native: string;
  /** Foreign platforms that its emulators run inside containers (F flag set). */
  emulated: string[];
  /** Go versions that toolchains exist for, oldest first. */
  goVersions: string[];
  /** Names of our run images. */
  runImages: string[];
}

/** How the program of a cell is started; everything resolved, nothing optional. */
export interface ResolvedRun {
  args: string[];
  env: Record<string, string>;
  stdin: string | null;
  user: string | null;
  workdir: string | null;
  /** path in the container -> path below the project's folder */
  files: Record<string, string>;
  network: 'none' | 'isolated' | 'outside';
  timeNs: number;
  /** null: half of the daemon's memory. */
  memoryBytes: number | null;
  pids: number;
  outputBytes: number;
  traceBytes: number;
  ready: Ready | null;
  stop: string;
  profile: 'docker-default' | 'hardened';
  trace: boolean;
  /** Put into the container before the start: as text, or as it stands in a run image of ours (files, and folders whole). Only a change asks for them. */
  added: ({ path: string; content: string } | { path: string; from: string })[];
  /** Text of /etc/resolv.conf; null: the engine's own. */
  resolvConf: string | null;
}

/** One cell, decided: what is built, with what, and how it is run. */
export interface CellSpec {
  number: number;
  key: string;
  axes: Axes;
  /** Linkage asked for, after `-` is resolved (`static` for a plain cgo=0 build). */
  link: Link;
  libc: Libc | null;
  need: ToolchainNeed;
  /** The run image's name or the user's reference; never `auto`. */
  base: string;
  emulated: boolean;
  /** Expected outcome, `pass`, `exit 3`, `start-failed` … and the reason given in the file. */
  expected: string;
  expectedWhy: string | null;
  /** argv of the go command without `go` itself, `-o OUT` not included: `['build', '-x', '-trimpath', …, './cmd/x']`. */
  goArgv: string[];
  /** Environment of the build that the matrix decides: CGO_ENABLED, GOOS, GOARCH, GOAMD64, user's `env`, GOFLAGS. CC comes from the toolchain. */
  goEnv: Record<string, string>;
  run: ResolvedRun;
  /** Known without looking at toolchains (e.g. no emulator: it is built, and `not-run`); null otherwise. */
  notRun: string | null;
  unsupported: string | null;
}

export interface MatrixInput {
  project: Project;
  file: MatrixFile;
  /** `axis=v,v` each, from --set. */
  set: string[];
  /** expressions from --only; all must hold. */
  only: string[];
  world: World;
  /** Applied to every cell that is left, after include, exclude and `only`. */
  change?: Change | null | undefined;
  /** As `only`, of the cells as they are after the change. */
  changedOnly?: string[] | undefined;
}

export interface ExpandedMatrix {
  /** The chosen values of every axis, canonical and in order, before combinations fell together, and where they were chosen. */
  axes: Record<Axis, { values: string[]; source: 'file' | 'set' | 'default' }>;
  cells: CellSpec[];
  /** Combinations that fell together because an axis means nothing there. */
  collapsed: number;
  notes: string[];
}
