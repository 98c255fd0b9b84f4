// Starts the artefact of a cell in its run image, as Docker would by default, and waits: for its end, its readiness or its limit.
import type { ContainerEnd, ContainerSpec, TarFile } from '../engine/types.ts';
import type { CellSpec, ResolvedRun } from '../matrix/types.ts';
import type { RunImage } from '../toolchain/types.ts';
import { holdResolver } from './resolver.ts';
import type { CellRoom } from './types.ts';
import { startWatched } from './watched.ts';

/** Where the program stands in its container. */
export const APP = '/app';

export interface Launch {
  image: string;
  argv: string[];
  /** Nothing to copy in where the image holds it already (hardened: the root is read-only). */
  files: TarFile[];
  extra: Partial<ContainerSpec>;
  timeNs: number;
  /** Aborted when the program must be killed for a reason of the caller's. */
  kill?: AbortSignal;
  onStdout: (chunk: Buffer) => void;
  onStderr: (chunk: Buffer) => void;
}

export type Launched =
  | { kind: 'start-failed'; text: string; wallNs: number }
  | { kind: 'ended'; end: ContainerEnd; timedOut: boolean; wallNs: number }
  /** It became ready and was stopped by us; `end` is how it took that, `killed` says that the stop signal did not end it in time. */
  | { kind: 'ready'; end: ContainerEnd; killed: boolean; readyNs: number; wallNs: number };

/** The program and the files that the matrix file asks for, as tar entries below `/`. */
export async function programFiles(room: CellRoom, spec: CellSpec, app: Buffer): Promise<TarFile[]> {
  const files: TarFile[] = [{ name: APP.slice(1), mode: 0o755, type: 'file', content: app }];
  for (const [target, source] of Object.entries(spec.run.files)) {
    files.push({ name: target.replace(/^\/+/, ''), mode: 0o644, type: 'file', content: await room.sourceFile(source) });
  }
  return spec.run.added.length === 0 ? files : [...files, ...(await room.addedFiles(spec))];
}

/** What the matrix file says, else half of the engine's memory. */
export const memoryLimit = (room: { limits: Pick<CellRoom['limits'], 'engineMemoryBytes'> }, spec: CellSpec): number =>
  spec.run.memoryBytes ?? Math.floor(room.limits.engineMemoryBytes / 2);

/** The container that runs a cell's program: limits, user, network and environment as the matrix resolved them. */
function containerSpec(room: CellRoom, spec: CellSpec, image: string, argv: string[], network: string | undefined): ContainerSpec {
  const run: ResolvedRun = spec.run;
  return {
    image,
    role: 'run',
    run: room.run,
    argv,
    env: run.env,
    ...(run.user === null ? {} : { user: run.user }),
    ...(run.workdir === null ? {} : { workdir: run.workdir }),
    ...(network === undefined ? {} : { network }),
    pidsLimit: run.pids,
    memoryBytes: memoryLimit(room, spec),
    openStdin: run.stdin !== null,
    stopSignal: run.stop,
    ...(run.profile === 'hardened' ? { capDrop: ['ALL'], noNewPrivileges: true, readOnlyRoot: true, tmpfs: { '/tmp': 'size=64m,mode=1777' } } : {}),
    extraLabels: { 'io.cgoscope.cell': String(spec.number) },
  };
}

/**
 * For a read-only root the program has to be in the image: an image of this cell, removed with the run.
 * Returns the reference to start and the files still to copy in.
 */
export async function imageWithProgram(room: CellRoom, spec: CellSpec, image: RunImage, files: TarFile[]): Promise<{ image: string; files: TarFile[]; dispose(): Promise<void> }> {
  if (spec.run.profile !== 'hardened') return { image: image.digest, files, dispose: () => Promise.resolve() };
  const id = await room.engine.createContainer({ image: image.digest, role: 'run', run: room.run, argv: [APP] });
  try {
    await room.engine.putFiles(id, '/', files);
    const committed = await room.engine.commitContainer(id, { repo: 'cgoscope-cell', tag: `${room.run.toLowerCase()}-${spec.number}`, role: 'run' });
    return { image: committed, files: [], dispose: () => room.engine.removeImage(committed) };
  } finally {
    await room.engine.removeContainer(id);
  }
}

/** Creates, fills, starts, waits, removes. Rejects with CancelledError when the cell is cancelled; the container is gone by then. */
export async function launch(room: CellRoom, spec: CellSpec, what: Launch): Promise<Launched> {
  const { engine } = room;
  const network = await room.network(spec.run.network);
  if (spec.run.resolvConf === null) return launchIn(room, spec, what, network);
  const holder = await holdResolver(engine, { run: room.run, helperImage: await room.helperImage(), network, text: spec.run.resolvConf, signal: room.signal });
  try {
    return await launchIn(room, spec, what, holder.network);
  } finally {
    await holder.end();
  }
}

async function launchIn(room: CellRoom, spec: CellSpec, what: Launch, network: string | undefined): Promise<Launched> {
  const watched = await startWatched(room, {
    spec: { ...containerSpec(room, spec, what.image, what.argv, network), ...what.extra },
    files: what.files,
    stdin: spec.run.stdin === null ? null : Buffer.from(spec.run.stdin),
    ready: spec.run.ready,
    stopAfterMs: spec.run.ready === null ? null : 0,
    stopSignal: spec.run.stop,
    timeNs: what.timeNs,
    ...(what.kill === undefined ? {} : { kill: what.kill }),
    onStdout: what.onStdout,
    onStderr: what.onStderr,
  });
  if (watched.kind === 'start-failed') return watched;
  const { end, by, ignoredStop, readyNs, wallNs } = watched;
  return by === 'stop' && readyNs !== null ? { kind: 'ready', end, killed: ignoredStop, readyNs, wallNs: readyNs } : { kind: 'ended', end, timedOut: by === 'time', wallNs };
}
