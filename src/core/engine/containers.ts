// Containers: create, start with output attached from the first byte, leased builders, remove.
import type Docker from 'dockerode';
import type { Duplex } from 'node:stream';
import { EngineUnavailableError } from '../../shared/domain/errors.ts';
import { readBody } from './transport.ts';
import type { Client } from './client.ts';
import { drain, type Sinks } from './demux.ts';
import { EngineAnswerError, hasStatus } from './failures.ts';
import { labelsFor } from './labels.ts';
import { ImageUnavailableError, StartFailedError, type ContainerEnd, type ContainerSpec, type RunningContainer } from './types.ts';

/** How long the engine may take to tell us that a wait is registered; engines before API 1.30 tell only at the end. */
const WAIT_HEADER_MS = 3000;
/** Output that has not ended this long after its container is cut off. */
const DRAIN_MS = 10_000;
const END_LEASE_MS = 15_000;
const LEASE_ANSWER_MS = 5_000;

/** The engine's create body. Separate, so that a test can see it without an engine. */
export function createBody(spec: ContainerSpec, labels: Record<string, string>): Docker.ContainerCreateOptions {
  const [entry, ...args] = spec.argv;
  const lease = spec.lease === true;
  const stdin = lease || spec.openStdin === true;
  const security = [...(spec.noNewPrivileges === true ? ['no-new-privileges:true'] : []), ...(spec.seccomp === undefined ? [] : [`seccomp=${spec.seccomp}`])];
  return {
    Image: spec.image,
    // An entrypoint of our own drops the image's command too; both are set so that nothing of the image is appended.
    ...(entry === undefined ? {} : { Entrypoint: [entry], Cmd: args }),
    Labels: labels,
    ...(spec.env === undefined ? {} : { Env: Object.entries(spec.env).map(([name, value]) => `${name}=${value}`) }),
    ...(spec.user === undefined ? {} : { User: spec.user }),
    ...(spec.workdir === undefined ? {} : { WorkingDir: spec.workdir }),
    ...(spec.stopSignal === undefined ? {} : { StopSignal: spec.stopSignal }),
    AttachStdin: stdin,
    OpenStdin: stdin,
    StdinOnce: stdin,
    AttachStdout: !lease,
    AttachStderr: !lease,
    Tty: false,
    HostConfig: {
      AutoRemove: lease,
      Init: lease || spec.init === true,
      // Output is taken from the attached stream; a log on the daemon's disk would only be a second copy of a flood.
      LogConfig: { Type: 'none', Config: {} },
      ...(spec.network === undefined ? {} : { NetworkMode: spec.network }),
      ...(spec.mounts === undefined
        ? {}
        : { Mounts: spec.mounts.map((mount) => ({ Type: 'volume' as const, Source: mount.volume, Target: mount.target, ReadOnly: mount.readOnly })) }),
      ...(spec.tmpfs === undefined ? {} : { Tmpfs: spec.tmpfs }),
      ReadonlyRootfs: spec.readOnlyRoot === true,
      ...(spec.capDrop === undefined ? {} : { CapDrop: spec.capDrop }),
      ...(spec.capAdd === undefined ? {} : { CapAdd: spec.capAdd }),
      ...(security.length === 0 ? {} : { SecurityOpt: security }),
      ...(spec.pidOf === undefined ? {} : { PidMode: `container:${spec.pidOf}` }),
      ...(spec.pidsLimit === undefined ? {} : { PidsLimit: spec.pidsLimit }),
      // MemorySwap equal to Memory: no swap beside it, or a limit would not end a program that grows.
      ...(spec.memoryBytes === undefined ? {} : { Memory: Math.floor(spec.memoryBytes), MemorySwap: Math.floor(spec.memoryBytes) }),
      ...(spec.cpus === undefined ? {} : { NanoCpus: Math.round(spec.cpus * 1e9) }),
      ...(spec.cpuShares === undefined ? {} : { CpuShares: spec.cpuShares }),
      ...(spec.dns === undefined ? {} : { Dns: spec.dns }),
      ...(spec.dnsOptions === undefined ? {} : { DnsOptions: spec.dnsOptions }),
      ...(spec.dnsSearch === undefined ? {} : { DnsSearch: spec.dnsSearch }),
      ...(spec.sysctls === undefined ? {} : { Sysctls: spec.sysctls }),
    },
  };
}

/** Rejects with ImageUnavailableError where the daemon lacks the image or has it for another platform (a 404 of create). */
export async function createContainer(client: Client, spec: ContainerSpec, binds: string[] = []): Promise<string> {
  const body = createBody(spec, labelsFor(client.identity, spec.role, spec.run, spec.extraLabels));
  if (binds.length > 0) body.HostConfig = { ...body.HostConfig, Binds: binds };
  // `_query` and `_body` are read by modem.ts: the name and the platform belong in the URL, everything else must not.
  const options = { _query: { name: spec.name, platform: spec.platform }, _body: body } as Docker.ContainerCreateOptions;
  try {
    const container = await client.docker.createContainer(options);
    return container.id;
  } catch (error) {
    if (error instanceof EngineAnswerError && error.status === 404) {
      if (/does not match the specified platform|does not provide the specified platform/i.test(error.engineText))
        throw new ImageUnavailableError(`the image ${spec.image} on the engine is not for ${spec.platform ?? 'this platform'}: ${error.engineText}`, 'platform-missing');
      if (/no such image/i.test(error.engineText)) throw new ImageUnavailableError(`the engine has no image ${spec.image}`, 'not-found');
    }
    throw error;
  }
}

interface Attached {
  socket: Duplex;
}

async function attach(client: Client, id: string, streams: { stdin: boolean; output: boolean }): Promise<Attached> {
  const stream = await client.docker.getContainer(id).attach({ stream: true, hijack: true, stdin: streams.stdin, stdout: streams.output, stderr: streams.output });
  return { socket: stream as unknown as Duplex }; // an upgraded socket, whatever dockerode's types call it
}

async function start(client: Client, id: string): Promise<void> {
  try {
    await client.docker.getContainer(id).start();
  } catch (error) {
    if (error instanceof EngineAnswerError && error.status !== 404) throw new StartFailedError(error.engineText);
    throw error;
  }
}

export async function startContainer(client: Client, id: string, io: Sinks & { stdin?: Buffer | null }): Promise<RunningContainer> {
  const container = client.docker.getContainer(id);
  const withStdin = io.stdin !== undefined && io.stdin !== null;
  const { socket } = await attach(client, id, { stdin: withStdin, output: true });
  const drained = drain(socket, io, client.endpoint);
  drained.catch(() => undefined); // awaited in `ended`; a rejection before that must not end the process
  const waiting = beginWait(client, id);
  waiting.over.catch(() => undefined); // likewise
  try {
    await waiting.registered;
    await start(client, id);
  } catch (error) {
    socket.destroy();
    waiting.cancel();
    throw error;
  }
  const startedAt = process.hrtime.bigint();
  if (withStdin) socket.end(io.stdin);
  const finish = async (): Promise<ContainerEnd> => {
    const endedAt = await waiting.over;
    await within(drained, DRAIN_MS, () => socket.destroy());
    const { State: state } = await container.inspect();
    // FinishedAt - StartedAt reads about 40 ms high (facts/docker.md 11); it serves only where the end overtook the start's answer.
    const wallNs = endedAt > startedAt ? Number(endedAt - startedAt) : Math.max(0, nanoseconds(state.FinishedAt) - nanoseconds(state.StartedAt));
    return { code: state.ExitCode, oomKilled: state.OOMKilled, error: state.Error, wallNs };
  };
  const ended = finish();
  ended.catch(() => undefined); // the caller may look at it later
  return { id, ended, kill: (signal = 'SIGKILL') => killContainer(client, id, signal) };
}

/** A container that is already over, or gone, needs no signal. */
async function killContainer(client: Client, id: string, signal: string): Promise<void> {
  try {
    await client.docker.getContainer(id).kill({ signal });
  } catch (error) {
    if (!hasStatus(error, 404, 409)) throw error;
  }
}

/** Registers for the next exit before the start, so that the end is seen when it happens and not when we come to ask. */
function beginWait(client: Client, id: string): { registered: Promise<void>; over: Promise<bigint>; cancel(): void } {
  const abort = new AbortController();
  const header = client.transport.send({ method: 'POST', path: `/v${client.apiVersion}/containers/${id}/wait?condition=next-exit`, answerMs: null, signal: abort.signal });
  const over = header.then((res) => readBody(res, client.endpoint, 64 * 1024)).then(() => process.hrtime.bigint());
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, WAIT_HEADER_MS);
  });
  const registered = Promise.race([header.then(() => undefined), late]).finally(() => clearTimeout(timer));
  return { registered, over, cancel: () => abort.abort() };
}

/** Awaits `work`; after `ms` calls `giveUp`, which must make it end. */
async function within(work: Promise<void>, ms: number, giveUp: () => void): Promise<void> {
  const timer = setTimeout(giveUp, ms);
  try {
    await work;
  } finally {
    clearTimeout(timer);
  }
}

/** Nanoseconds within the epoch's second-and-fraction text of the engine; exact enough for a difference of seconds. */
function nanoseconds(text: string): number {
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '';
  const seconds = Date.parse(text.replace(/\.\d+/, '')) / 1000;
  return Number.isFinite(seconds) ? seconds * 1e9 + Number(fraction.padEnd(9, '0').slice(0, 9)) : 0;
}

export async function removeContainer(client: Client, id: string): Promise<void> {
  try {
    await client.docker.getContainer(id).remove({ force: true, v: true });
  } catch (error) {
    if (hasStatus(error, 404)) return;
    if (hasStatus(error, 409) && error instanceof EngineAnswerError && /already in progress/i.test(error.engineText)) return waitGone(client, id);
    throw error;
  }
}

async function waitGone(client: Client, id: string): Promise<void> {
  const res = await client.transport
    .send({ method: 'POST', path: `/v${client.apiVersion}/containers/${id}/wait?condition=removed`, answerMs: null, signal: AbortSignal.timeout(END_LEASE_MS) })
    .catch((error: unknown) => {
      if (hasStatus(error, 404)) return null;
      throw error;
    });
  if (res !== null) await readBody(res, client.endpoint, 64 * 1024);
}

/**
 * Starts a builder that ends with us: PID 1 under init is `cat` (or `spec.argv`, which must copy its stdin to its stdout) on a stdin
 * that only we hold, and the engine removes the container when it ends. Resolves when that program has answered, so a builder that
 * can't live is a StartFailedError here and not a riddle later. `end()` closes the stdin and resolves when the container is gone.
 */
export async function startLeased(client: Client, spec: ContainerSpec): Promise<{ id: string; end(): Promise<void> }> {
  const id = await createContainer(client, { ...spec, lease: true, argv: spec.argv.length === 0 ? ['cat'] : spec.argv });
  let socket: Duplex | null = null;
  try {
    ({ socket } = await attach(client, id, { stdin: true, output: true }));
    await start(client, id);
    await answered(client, id, spec.image, socket);
  } catch (error) {
    socket?.destroy();
    await removeContainer(client, id);
    throw error;
  }
  const held = socket;
  let ending: Promise<void> | null = null;
  const finish = async (): Promise<void> => {
    const gone = waitGone(client, id).then(
      () => true,
      (error: unknown) => {
        if (error instanceof EngineUnavailableError) throw error;
        return false;
      },
    );
    if (!held.destroyed) held.end();
    if (!(await gone)) await removeContainer(client, id);
    held.destroy();
  };
  return { id, end: () => (ending ??= finish()) };
}

/** Sends a line and waits until it comes back. Under an init the start always succeeds, also where the program does not exist. */
function answered(client: Client, id: string, image: string, socket: Duplex): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const note = (chunk: Buffer): void => {
      if (said.length < 2000) said += chunk.toString('utf8');
    };
    const over = (): void => {
      clearTimeout(timer);
      reject(new StartFailedError(`the builder of ${image} ended at once${said.trim() === '' ? '' : `: ${said.trim()}`}`));
    };
    // A program that reads but does not echo is still a lease.
    const timer = setTimeout(() => {
      client.docker
        .getContainer(id)
        .inspect()
        .then((answer) => (answer.State.Running ? resolve() : over()), over);
    }, LEASE_ANSWER_MS);
    drain(
      socket,
      {
        onStdout: () => {
          clearTimeout(timer);
          resolve();
        },
        onStderr: note,
      },
      client.endpoint,
    ).then(over, over); // over or lost: what came first has settled it
    socket.write('\n');
  });
}
