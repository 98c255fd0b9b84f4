// The face of the engine room: what the other rooms may ask of a container engine. Nobody else imports dockerode.
import type { Readable } from 'node:stream';

/** A container engine that can be reached, and the rule that chose it. */
export interface Endpoint {
  /** `default`, the name of a docker context, `DOCKER_HOST`, `rootless`, `desktop`. */
  name: string;
  /** `unix:///var/run/docker.sock`, `tcp://host:2376`, `ssh://user@host`. Userinfo is never printed with a password. */
  host: string;
  transport: 'unix' | 'tcp' | 'tls' | 'ssh' | 'npipe';
  /** In words: which rule chose it, e.g. `DOCKER_HOST is set`. */
  rule: string;
  tls: { ca: Buffer | null; cert: Buffer | null; key: Buffer | null; skipVerify: boolean } | null;
}

/** What containers of ours are for; the reaper removes `build` and `run` of dead owners and keeps the others. */
export type Role = 'build' | 'run' | 'cache' | 'toolchain' | 'source';

export interface EngineInfo {
  version: string;
  apiVersion: string;
  name: string;
  /** `linux/amd64`: the daemon's own platform, never assumed. */
  platform: string;
  kernel: string;
  operatingSystem: string;
  storage: string;
  cgroup: string;
  /** The version of BuildKit that the daemon speaks, as far as it says: `2` builder version or null. */
  buildkit: string | null;
  rootless: boolean;
  cpus: number;
  memoryBytes: number;
  security: string[];
  dataRoot: string;
}

export interface ContainerSpec {
  image: string;
  role: Role;
  /** The run it belongs to; `-` outside runs. */
  run: string;
  name?: string;
  platform?: string;
  /** argv; replaces entrypoint and command of the image; empty: the image's own. */
  argv: string[];
  env?: Record<string, string>;
  user?: string;
  workdir?: string;
  /** Named volumes only: host paths are never mounted (the daemon may be remote). */
  mounts?: { volume: string; target: string; readOnly: boolean }[];
  /** path -> mount options, e.g. `/run/cgoscope` -> `size=16m,mode=0700`. */
  tmpfs?: Record<string, string>;
  /** `none`, a network name, or undefined for Docker's default bridge. */
  network?: string;
  init?: boolean;
  /** Ends with its attached client's stdin: `cat` as PID 1, OpenStdin + StdinOnce + AutoRemove (facts/docker.md 11). */
  lease?: boolean;
  openStdin?: boolean;
  readOnlyRoot?: boolean;
  capDrop?: string[];
  capAdd?: string[];
  noNewPrivileges?: boolean;
  /** `unconfined`, or a profile as JSON; absent: the engine's default profile. */
  seccomp?: string;
  /** Shares the process namespace of this running container: its processes are seen from outside, as the host sees them. */
  pidOf?: string;
  pidsLimit?: number;
  memoryBytes?: number;
  cpus?: number;
  /** Weight against other containers of the engine where processors are short; 1024 is everybody's. */
  cpuShares?: number;
  stopSignal?: string;
  dns?: string[];
  /** `ndots:0`, `timeout:1`: options of the resolv.conf that the engine writes; its search list. */
  dnsOptions?: string[];
  dnsSearch?: string[];
  /** Of its own network namespace: `net.ipv6.conf.lo.disable_ipv6` -> `0`. */
  sysctls?: Record<string, string>;
  extraLabels?: Record<string, string>;
}

export interface ExecSpec {
  argv: string[];
  env?: Record<string, string>;
  workdir?: string;
  user?: string;
  /** Bytes for its stdin; null or absent: no stdin. */
  stdin?: Buffer | Readable | null;
  /** Kills every process of the exec inside the container; resolves when none is left. */
  signal?: AbortSignal;
  onStdout?: (chunk: Buffer) => void;
  onStderr?: (chunk: Buffer) => void;
}

/** What a look at a local image tells: its digest (the image id), and how it starts. */
export interface InspectedImage {
  id: string;
  repoDigests: string[];
  bytes: number;
  platform: string;
  createdAt: string;
  labels: Record<string, string>;
  env: string[];
  user: string;
  entrypoint: string[];
  cmd: string[];
  /** Empty: `/`. */
  workdir: string;
  /** As the image names it, `SIGQUIT` or `3`; empty: SIGTERM. */
  stopSignal: string;
}

/** How a container that ran to its end did. */
export interface ContainerEnd {
  code: number;
  oomKilled: boolean;
  /** State.Error of the engine, empty when none. */
  error: string;
  wallNs: number;
}

/** What a started container hands out: its output while it lives, its end when it is over. */
export interface RunningContainer {
  id: string;
  /** Resolves when the container has exited and its output is drained. */
  ended: Promise<ContainerEnd>;
  kill(signal?: string): Promise<void>;
}

/** One entry of a tar stream that goes into or comes out of a container. */
export interface TarFile {
  /** Relative to the target path. */
  name: string;
  mode: number;
  type: 'file' | 'directory' | 'symlink';
  uid?: number;
  gid?: number;
  mtimeMs?: number;
  linkname?: string;
  content?: Buffer;
}

/**
 * A connected engine. Everything it creates carries the five labels `io.cgoscope.install/.owner/.run/.role/.created`.
 * Start failures of containers reject with {@link StartFailedError} carrying the engine's own text; lost connections with EngineUnavailableError.
 */
export interface Engine {
  readonly endpoint: Endpoint;
  /** The five labels for something made elsewhere than here, e.g. in the config of an image that is loaded. `run` is `-` outside runs. */
  labels(role: Role, run?: string): Record<string, string>;
  /** Asked once, then remembered. */
  info(): Promise<EngineInfo>;
  /** binfmt_misc entries of the daemon's host, read through a helper container of `image` (facts/docker.md 11). */
  emulators(image: string): Promise<Emulator[]>;

  createContainer(spec: ContainerSpec): Promise<string>;
  /** Starts a created container with its output attached from the first byte. */
  startContainer(id: string, io: { onStdout?: (chunk: Buffer) => void; onStderr?: (chunk: Buffer) => void; stdin?: Buffer | null }): Promise<RunningContainer>;
  removeContainer(id: string): Promise<void>;
  /** A builder: long-lived, leased to this process, PID 1 is `cat` under an init. Returns when it runs. */
  startLeased(spec: ContainerSpec): Promise<{ id: string; end: () => Promise<void> }>;
  exec(container: string, spec: ExecSpec): Promise<{ code: number; wallNs: number }>;

  putFiles(container: string, path: string, files: TarFile[]): Promise<void>;
  putTar(container: string, path: string, tar: Readable): Promise<void>;
  /** The tar stream of a path; null where there is no such path. */
  getTar(container: string, path: string): Promise<Readable | null>;
  /** The bytes of one file (links followed by the engine), at most `maxBytes`; null where there is none. */
  getFile(container: string, path: string, maxBytes?: number): Promise<{ content: Buffer; size: number; truncated: boolean } | null>;

  ensureVolume(name: string, role: Role, labels?: Record<string, string>): Promise<{ created: boolean }>;
  removeVolume(name: string): Promise<void>;
  listVolumes(role?: Role): Promise<{ name: string; labels: Record<string, string>; bytes: number | null }[]>;
  /** A bridge network; `internal` has no outside access. Removed with the run's leftovers. */
  ensureNetwork(name: string, options: { internal: boolean; role: Role; run: string }): Promise<void>;
  removeNetwork(name: string): Promise<void>;

  /** Digest (image id), size, platform; null when the image is not on the daemon. Rejects with InputError for what can't be a name. */
  inspectImage(ref: string): Promise<InspectedImage | null>;
  listImages(role?: Role): Promise<{ id: string; tags: string[]; bytes: number; createdAt: string; labels: Record<string, string> }[]>;
  /** Every image of the engine with a name or without, newest first, of whomever; what lies between two steps of a build is left out. `ours`: this install made it. */
  localImages(): Promise<{ id: string; tags: string[]; bytes: number; createdAt: string; ours: boolean }[]>;
  /**
   * The tar of a local image as `docker save` writes it; large images take the engine a while before the first byte. Rejects with ImageUnavailableError
   * (`not-found`) where the engine does not have it, InputError where the name can't be one, CancelledError after an abort. Destroy it to stop early.
   */
  saveImage(ref: string, options?: { signal?: AbortSignal }): Promise<Readable>;
  /** Loads a docker-archive tar (as `docker save` writes it). */
  loadImage(tar: Readable): Promise<void>;
  /** Pulls; `auth` is never logged or stored. Rejects with ImageUnavailableError: cause `image-denied` or `image-platform-missing`, with the engine's text. */
  pullImage(ref: string, options: { platform?: string; auth?: RegistryAuth | null; onProgress?: (text: string) => void; signal?: AbortSignal }): Promise<{ id: string }>;
  /** Platforms a registry offers for a reference; null where the registry gives no answer (reason in the second field). */
  remotePlatforms(ref: string, auth?: RegistryAuth | null): Promise<{ platforms: string[] | null; reason: string | null }>;
  /** Makes an image of a container's file system with our labels. */
  commitContainer(container: string, options: { repo: string; tag: string; role: Role; labels?: Record<string, string>; env?: string[]; cmd?: string[] }): Promise<string>;
  removeImage(ref: string): Promise<void>;

  /**
   * Removes what dead owners of this install left under roles build and run, and what this owner could not remove of `endedRuns`; reports (never
   * touches) what belongs to another install.
   */
  reap(endedRuns?: readonly string[]): Promise<{ removed: string[]; foreign: string[] }>;
  /** What {@link Engine.reap} would remove and what it would report; touches nothing. */
  leftovers(): Promise<{ ours: string[]; foreign: string[] }>;
  /** Bytes of free disk where the daemon keeps its data, measured inside a helper container of `image`; null where it can't be told. */
  freeDisk(image: string): Promise<number | null>;
  close(): Promise<void>;
}

export interface RegistryAuth {
  username?: string;
  password?: string;
  identitytoken?: string;
  serveraddress: string;
}

export interface Emulator {
  /** `qemu-aarch64`. */
  name: string;
  enabled: boolean;
  /** `PF`: the F flag decides whether it works inside containers. */
  flags: string;
  interpreter: string;
  /** The Docker platform it emulates, by magic: `linux/arm64`; null where the magic is not known. */
  platform: string | null;
}

/** The engine could not start a container: HTTP 400 and its like. `engineText` is the engine's own sentence. */
export class StartFailedError extends Error {
  override readonly name = 'StartFailedError';
  readonly engineText: string;
  constructor(engineText: string) {
    super(engineText);
    this.engineText = engineText;
  }
}

/** An image can't be had. */
export class ImageUnavailableError extends Error {
  override readonly name = 'ImageUnavailableError';
  readonly reason: 'denied' | 'platform-missing' | 'not-found' | 'unreachable';
  constructor(message: string, reason: 'denied' | 'platform-missing' | 'not-found' | 'unreachable') {
    super(message);
    this.reason = reason;
  }
}

/** Who we are on the engine: names in labels. The install is one per data folder, the owner one per process that holds its lock. */
export interface Identity {
  install: string;
  owner: string;
}
