// The face of the toolchain room: images that can build and trace, images to run in, and where they come from.
import type { Libc } from '../../shared/domain/axes.ts';
import type { Engine } from '../engine/types.ts';

/** What one cell needs of a toolchain. */
export interface ToolchainNeed {
  /** `1.24`. */
  go: string;
  /** `linux/amd64`: what is built for. */
  platform: string;
  /** null with cgo=0: no compiler needed. */
  libc: Libc | null;
  /** C libraries by Debian package name (glibc) or the provider's own. */
  packages: string[];
}

export interface Progress {
  (event: { task: string; text: string; doneBytes?: number; totalBytes?: number }): void;
}

/** An image that can build for a need, present on the engine. */
export interface Toolchain {
  provider: string;
  /** A reference for people and `docker run`. */
  image: string;
  /** The image id, `sha256:…`. */
  digest: string;
  /** GOROOT inside; `${goroot}/bin/go` is the go command. */
  goroot: string;
  /** `go1.24.4`, as the image's own `go version` says. */
  goVersion: string;
  /** Set for every build in it (PATH, GOTOOLCHAIN=local …). */
  env: Record<string, string>;
  /** CC and CXX (and further CGO_ settings) for cgo builds of this need; empty with cgo=0. */
  cgoEnv: Record<string, string>;
  /** Shell lines that make the image by hand; empty where `docker pull` of `image` is enough. */
  recipe: string[];
}

/** An image to run in. */
export interface RunImage {
  /** The name asked for: `empty`, `glibc`, `musl`, or an image reference. */
  base: string;
  image: string;
  digest: string;
  platform: string;
  /** `glibc 2.41`, `musl 1.2.5`, `none`, or `unknown` for the user's own images. */
  libc: string;
  recipe: string[];
}

/** A tracer for the engine's native platform, as a read-only volume. */
export interface Tracer {
  /** Volume name; mount read-only at {@link Tracer.mount}. */
  volume: string;
  mount: string;
  /** argv of strace up to its own options: loader, library path, strace. */
  argv: string[];
  /** `strace 6.13`. */
  version: string;
}

export type Availability =
  | { kind: 'present' }
  /** Can be made or pulled; sizes are estimates. */
  | { kind: 'obtainable'; downloadBytes: number; diskBytes: number; timeNs: number }
  /** Known before the build: the cell is `unsupported` with this reason. */
  | { kind: 'unsupported'; reason: string };

/** Two implementations: `images` and `debian`. */
export interface ToolchainProvider {
  readonly name: 'images' | 'debian';
  /** Cheap: no download. */
  check(need: ToolchainNeed): Promise<Availability>;
  /** Makes or pulls what is missing. Rejects with UnsupportedError (reason), CancelledError, or an error naming the step. */
  ensure(need: ToolchainNeed, options: { progress: Progress; signal: AbortSignal }): Promise<Toolchain>;
}

/** The whole room, for one engine. */
export interface ToolchainRoom {
  /** Go versions that can be asked for, `1.22` …, oldest first. */
  goVersions(): string[];
  check(need: ToolchainNeed): Promise<Availability>;
  ensure(need: ToolchainNeed, options: { progress: Progress; signal: AbortSignal }): Promise<Toolchain>;
  /** Names of our run images: `empty`, `glibc`, `glibc-old`, `musl`, `distroless`. Any other name is an image reference of the user's. */
  runImageNames(): string[];
  checkRunImage(base: string, platform: string): Promise<Availability>;
  ensureRunImage(base: string, platform: string, options: { progress: Progress; signal: AbortSignal }): Promise<RunImage>;
  /** Whether there is a tracer for the engine, without making one. Cheap: no download. */
  checkTracer(): Promise<Availability>;
  ensureTracer(options: { progress: Progress; signal: AbortSignal }): Promise<Tracer>;
  /** A small image of ours with a shell and tar for helpers (sources, readiness, doctor). */
  ensureHelper(options: { progress: Progress; signal: AbortSignal }): Promise<{ image: string }>;
  list(): Promise<{ name: string; provider: string; kind: 'toolchain' | 'run-image' | 'tracer' | 'layer'; image: string; bytes: number; createdAt: string }[]>;
  remove(names: string[]): Promise<void>;
}

export interface ToolchainRoomOptions {
  engine: Engine;
  /** Where downloads and layers are kept; ours alone. */
  cacheFolder: string;
  /** `auto` tries images first where a registry answers. */
  prefer: 'auto' | 'debian' | 'images' | { image: string };
  env: Record<string, string>;
}
