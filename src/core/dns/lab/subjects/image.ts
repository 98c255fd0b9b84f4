// A whole image of the user's as a subject: its service under a broken resolver, from the start of its container to its first answer. The lab's container holds
// the network and the name servers; the image's container joins it, and shares its resolv.conf and hosts (facts/docker.md 8).
import type { DnsScenario, DnsSample, DnsSubject } from '../../../../shared/domain/dns.ts';
import { CancelledError, InputError, UnsupportedError } from '../../../../shared/domain/errors.ts';
import { shown } from '../../../../shared/domain/text.ts';
import { readyScript } from '../../../cell/ready.ts';
import { writeResolver } from '../../../cell/resolver.ts';
import { ImageUnavailableError, registryAuth } from '../../../engine/index.ts';
import type { ContainerEnd, Engine, RunningContainer } from '../../../engine/types.ts';
import { KNOWN_DELAYS_MS } from '../calibration.ts';
import { drive, type LabContainer } from '../container.ts';
import { knownOf, placeOfSample, type Execution } from '../driven.ts';
import type { ReadLine, SampleLine } from '../lines.ts';
import { traced, type Planned } from '../plan.ts';
import type { LabCommand } from '../protocol.ts';
import { failedSample, lastWords, sampleOf } from '../sample.ts';

export type ImageSubject = Extract<DnsSubject, { kind: 'image' }>;

/** Digest of an image that is on the engine; null where it would have to be pulled. Throws InputError for what is no name of an image, or no pull is allowed. */
export async function checkImageSubject(engine: Engine, { image, ready }: ImageSubject, yes: boolean): Promise<string | null> {
  if (typeof ready === 'object' && 'http' in ready && !/^\d{1,5}(?:\/|$)/.test(ready.http))
    throw new InputError(`"${shown(ready.http)}" names no port to ask over HTTP`, { input: 'ready', expected: 'PORT/PATH, as 8080/healthz' });
  const found = await engine.inspectImage(image);
  if (found === null && !yes) throw new InputError(`the image ${shown(image)} is not on the engine: it would be pulled`, { input: 'yes', expected: '--yes allows it' });
  return found?.id ?? null;
}

/** Pulls it with the user's own credentials; its digest. Rejects with UnsupportedError where it can't be had, CancelledError. */
export async function pullImage(
  engine: Engine,
  { image }: ImageSubject,
  env: Record<string, string>,
  work: { signal: AbortSignal; onProgress: (text: string) => void },
): Promise<string> {
  try {
    return (await engine.pullImage(image, { auth: await registryAuth(image, env), ...work })).id;
  } catch (error) {
    if (error instanceof ImageUnavailableError) throw new UnsupportedError(`the image ${shown(image)} can't be had: ${error.message}`);
    throw error;
  }
}

/** The scenario with nothing wrong: what is measured beside it. */
export const healthy = (scenario: DnsScenario): DnsScenario => ({ ...scenario, servers: scenario.servers.map((server) => ({ ...server, fault: 'ok' })) });
export const isHealthy = (scenario: DnsScenario | undefined): boolean => scenario === undefined || scenario.servers.every(({ fault }) => fault === 'ok');

export interface ImageTask {
  of: Planned;
  /** With the engine's Dns settings where they are what is measured. */
  container: LabContainer;
  execution: Execution;
  memoryBytes: number;
}

/** One start of the image. Rejects with StartFailedError, CancelledError, or what is wrong with the engine or the lab. */
export async function measureImage({ of, container, execution, memoryBytes }: ImageTask): Promise<DnsSample> {
  const { engine, signal } = execution;
  const { pair, sample } = of;
  const subject = execution.input.subjects[pair.subject]?.subject;
  if (subject?.kind !== 'image') throw new Error('an image is measured that is none');
  const held = hold(of, container, execution);
  try {
    if (!(await held.started)) return notHeld(of, await held.sample);
    if (subject.via === 'exact') await writeResolver(engine, container.id, sample.files.resolvConf ?? '', signal);
    if (sample.files.hosts !== null) await appendHosts(engine, container.id, sample.files.hosts, signal);
    const answer = await started(subject, of, { container, engine, signal, memoryBytes, run: execution.run, zero: () => held.tell({ zero: sample.id }) });
    held.tell({ release: sample.id });
    const line = await held.sample;
    if (line.type === 'failed') return notHeld(of, line);
    return sampleOf(placeOfSample(of), lineOf(line, subject, answer), { ...knownOf(of, execution), forwarded: pair.forwarded || subject.via === 'docker' });
  } finally {
    held.end();
  }
}

const notHeld = (of: Planned, line: Told): DnsSample => failedSample(placeOfSample(of), 'failed', line.type === 'failed' ? line.reason : 'its name servers ended early');

type Told = SampleLine | Extract<ReadLine, { type: 'failed' }>;

interface Held {
  /** False: its name servers could not be started, and `sample` says why. */
  started: Promise<boolean>;
  sample: Promise<Told>;
  tell: (command: LabCommand) => void;
  end: () => void;
}

/** The lab's program with this sample's name servers and no process of its own. */
function hold({ sample }: Planned, container: LabContainer, execution: Execution): Held {
  const { engine, signal } = execution;
  const started = Promise.withResolvers<boolean>();
  const told = Promise.withResolvers<Told>();
  for (const { promise } of [started, told]) promise.catch(() => undefined); // whoever waits for it is told
  const over = new AbortController();
  let tell: Held['tell'] = () => undefined;
  drive(
    {
      engine,
      container,
      signal: AbortSignal.any([signal, over.signal]),
      onSpeak: (speak) => void (tell = speak),
      onLine(line) {
        if (line.type === 'started') started.resolve(true);
        else if (line.type === 'calibration') execution.onCalibration(line);
        else if (line.type === 'sample') told.resolve(line);
        else if (line.type === 'failed') {
          told.resolve(line);
          started.resolve(false);
        }
      },
    },
    // Its servers are released when the image has answered; should nobody do so, they end some time after it.
    { samples: [{ ...sample, limitMs: sample.limitMs + 60_000 }], jobs: 1, calibration: KNOWN_DELAYS_MS },
  ).then(
    () => told.reject(new Error("the lab's program ended without a word about its name servers")),
    (error: unknown) => {
      started.reject(error);
      told.reject(error);
    },
  );
  return { started: started.promise, sample: told.promise, tell: (command) => tell(command), end: () => over.abort() };
}

async function appendHosts(engine: Engine, container: string, text: string, signal: AbortSignal): Promise<void> {
  const { code } = await engine.exec(container, { argv: ['/bin/sh', '-c', 'cat >> /etc/hosts'], user: '0', stdin: Buffer.from(text), signal });
  if (code !== 0) throw new Error("the scenario's hosts could not be added to the container's");
}

/** What came of one start. `wallNs` null: nothing within the limit. */
interface Answer {
  kind: 'ended' | 'ready' | 'limit';
  wallNs: number | null;
  end: ContainerEnd;
  stdout: string;
  stderr: string;
}

interface StartRoom {
  container: LabContainer;
  engine: Engine;
  signal: AbortSignal;
  memoryBytes: number;
  run: string;
  zero: () => void;
}

const KEPT = 16_000;

/** As Docker starts it by default: its own entrypoint or the user's words, its user, the engine's seccomp profile and capabilities. */
async function started(subject: ImageSubject, { sample, pair }: Planned, room: StartRoom): Promise<Answer> {
  const { engine, container, signal, memoryBytes, run } = room;
  const image = await engine.inspectImage(subject.image);
  const id = await engine.createContainer({
    image: subject.image,
    role: 'run',
    run,
    argv: subject.args,
    env: { ...sample.env, GODEBUG: traced(sample.env['GODEBUG'] ?? valueOf(image?.env ?? [], 'GODEBUG'), null) },
    network: `container:${container.id}`,
    pidsLimit: 4_096,
    memoryBytes: Math.floor(memoryBytes / 2),
  });
  const over = new AbortController();
  let probing: Promise<unknown> = Promise.resolve();
  try {
    const { nsswitch } = sample.files;
    if (nsswitch !== null)
      await engine.putFiles(id, '/', [
        { name: 'etc', type: 'directory', mode: 0o755 },
        { name: 'etc/nsswitch.conf', type: 'file', mode: 0o644, content: Buffer.from(nsswitch) },
      ]);
    if (signal.aborted) throw new CancelledError();
    const ready = Promise.withResolvers<'ready'>();
    let readyAt = 0;
    if (subject.ready !== 'exit') {
      // It looks before the program runs, in the lab's container: a sidecar would come up later than many a service.
      const { script, argument } = readyScript(subject.ready);
      probing = engine.exec(container.id, {
        argv: ['/bin/sh', '-c', script, 'ready', argument],
        signal: AbortSignal.any([signal, over.signal]),
        onStdout() {
          if (readyAt === 0) readyAt = performance.now();
          ready.resolve('ready');
        },
      });
      probing.catch(() => undefined); // it ends with the sample
    }
    const output = { stdout: '', stderr: '' };
    const keep = (stream: 'stdout' | 'stderr') => (chunk: Buffer) => void (output[stream] = (output[stream] + chunk.toString('utf8')).slice(-KEPT));
    const running = await engine.startContainer(id, { onStdout: keep('stdout'), onStderr: keep('stderr') });
    const from = performance.now();
    room.zero();
    const kind = await first(running, ready.promise, pair.limitMs, signal);
    if (kind !== 'ended') await running.kill('SIGKILL');
    const end = await running.ended;
    if (kind === 'cancelled') throw new CancelledError();
    return { kind, end, ...output, wallNs: kind === 'limit' ? null : kind === 'ended' ? end.wallNs : Math.max(0, Math.round((readyAt - from) * 1e6)) };
  } finally {
    over.abort();
    await engine.removeContainer(id);
    await Promise.allSettled([probing]);
  }
}

/** Waits for what comes first. */
async function first(running: RunningContainer, ready: Promise<'ready'>, limitMs: number, signal: AbortSignal): Promise<'ended' | 'ready' | 'limit' | 'cancelled'> {
  const { promise, resolve } = Promise.withResolvers<'limit' | 'cancelled'>();
  const timer = setTimeout(() => resolve('limit'), limitMs);
  const cancel = (): void => resolve('cancelled');
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await Promise.race([running.ended.then(() => 'ended' as const), ready, promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
  }
}

const valueOf = (env: readonly string[], name: string): string => env.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';

/** The sample as if its one lookup were the image's way to its first answer. Times of the lab's clock: 0 is when the engine had started the container. */
function lineOf(line: SampleLine, { ready }: ImageSubject, answer: Answer): SampleLine {
  const { kind, wallNs, end, stderr } = answer;
  const ok = kind === 'ready' || (kind === 'ended' && end.code === 0 && ready === 'exit');
  return {
    ...line,
    lookups: [
      {
        startNs: line.startNs,
        endNs: wallNs === null ? null : line.startNs + wallNs,
        result: kind === 'limit' ? 'hang' : ok ? 'ok' : 'fail',
        addresses: [],
        error: ok ? null : kind === 'limit' ? 'no answer within its time' : whyOf(answer),
      },
    ],
    exit: { code: kind === 'ended' ? end.code : null, signal: null },
    stderr,
    killed: kind === 'limit',
  };
}

function whyOf({ end, stdout, stderr }: Answer): string {
  const words = lastWords(stderr) || lastWords(stdout);
  if (words !== '') return words;
  return end.oomKilled ? 'ended by the memory limit' : end.error !== '' ? end.error : end.code === 0 ? 'it ended before it was ready' : `exit code ${end.code}`;
}
