// One container of the lab: started for the samples of one network shape, told its job, listened to line by line, ended at once when it is cancelled.
import { PassThrough } from 'node:stream';
import { CancelledError, errorText } from '../../../shared/domain/errors.ts';
import type { ContainerSpec, Engine, TarFile } from '../../engine/types.ts';
import { createLineReader, type ReadLine } from './lines.ts';
import type { LabCommand, LabJob } from './protocol.ts';
import { subnetOf, type Subnet } from './addresses.ts';
import type { SharedShape } from './plan.ts';

export interface LabContainer {
  id: string;
  /** Of the bridge, where the shape has one. */
  subnet: Subnet | null;
  /** Removes container and network. */
  end(): Promise<void>;
}

/** Go processes have some six threads, and three are alive for a sample. */
const PIDS_A_JOB = 24;
/** A probe, its root and its servers. */
export const BYTES_A_JOB = 24_000_000;
const BASE_BYTES = 400_000_000;

export interface ContainerOptions {
  engine: Engine;
  image: string;
  run: string;
  shape: SharedShape;
  /** Most processes at once. */
  jobs: number;
  /** Programs of the user's, below /lab/programs. */
  programs: TarFile[];
}

export function labContainerSpec({ image, run, shape, jobs }: Omit<ContainerOptions, 'engine' | 'programs'>, network: string): ContainerSpec {
  return {
    image,
    role: 'run',
    run,
    argv: ['cat'],
    lease: true,
    init: true,
    network,
    capDrop: ['ALL'],
    // Addresses of IPv6 beside ::1 are put on the loopback by the program itself, in a network that nobody else is in.
    capAdd: ['SYS_CHROOT', 'NET_BIND_SERVICE', ...(shape === 'plain' ? [] : ['NET_ADMIN'])],
    noNewPrivileges: true,
    pidsLimit: 200 + jobs * PIDS_A_JOB,
    memoryBytes: BASE_BYTES + jobs * BYTES_A_JOB,
    // It hardly needs a processor, but then at once: whoever compiles beside it can wait.
    cpuShares: 64 * 1024,
    ...(shape === 'plain' ? {} : { sysctls: { 'net.ipv6.conf.all.disable_ipv6': '0', 'net.ipv6.conf.lo.disable_ipv6': '0' } }),
  };
}

export async function startLabContainer(options: ContainerOptions): Promise<LabContainer> {
  const { engine, run, shape, programs } = options;
  const network = shape === 'neighbour' ? `cgoscope-dns-${run.toLowerCase()}` : 'none';
  const removeNetwork = async (): Promise<void> => {
    if (network !== 'none') await engine.removeNetwork(network);
  };
  if (network !== 'none') await engine.ensureNetwork(network, { internal: true, role: 'run', run });
  try {
    const { id, end } = await engine.startLeased(labContainerSpec(options, network));
    const endAll = async (): Promise<void> => {
      try {
        await end();
      } finally {
        await removeNetwork();
      }
    };
    try {
      if (programs.length > 0) await engine.putFiles(id, '/', programs);
      return { id, subnet: shape === 'neighbour' ? await bridgeOf(engine, id) : null, end: endAll };
    } catch (error) {
      await endAll();
      throw error;
    }
  } catch (error) {
    await removeNetwork();
    throw error;
  }
}

/** The network that a running container of the lab has an address in. */
export async function bridgeOf(engine: Engine, container: string): Promise<Subnet> {
  const chunks: Buffer[] = [];
  const take = (chunk: Buffer): void => void chunks.push(chunk);
  await engine.exec(container, { argv: ['/bin/sh', '-c', 'cat /proc/net/route; echo; cat /proc/net/fib_trie'], onStdout: take, onStderr: take });
  const [routes = '', trie = ''] = Buffer.concat(chunks).toString('utf8').split('\n\n');
  const own = [...trie.matchAll(/\|-- (\d+\.\d+\.\d+\.\d+)\n\s+\/32 host LOCAL/g)].map((found) => found[1] ?? '').filter((address) => !address.startsWith('127.'));
  const subnet = subnetOf(routes, own);
  if (subnet === null) throw new Error("the lab's container has no address on its network: a neighbour that is not there can't be tried");
  return subnet;
}

export interface Drive {
  engine: Engine;
  container: LabContainer;
  signal: AbortSignal;
  onLine: (line: ReadLine) => void;
  /** Gets the way to tell more behind the job, of samples that are held. */
  onSpeak?: (tell: (command: LabCommand) => void) => void;
}

const KEPT_ERRORS = 4_000;

/** Runs the lab's program over a job. Resolves when it has said that it is done; rejects with CancelledError, or with what it said on stderr. */
export async function drive({ engine, container, signal, onLine, onSpeak }: Drive, job: LabJob): Promise<void> {
  if (signal.aborted) throw new CancelledError();
  const stdin = new PassThrough();
  let complaint = '';
  let ended = false;
  const broken: Error[] = [];
  const stop = new AbortController();
  const reader = createLineReader((line) => {
    onLine(line);
    if (line.type !== 'end') return;
    ended = true;
    stdin.end();
  });
  const running = engine.exec(container.id, {
    argv: ['/lab/dnslab'],
    stdin,
    onStdout(chunk) {
      if (broken.length > 0) return;
      try {
        reader.push(chunk);
      } catch (error) {
        broken.push(error instanceof Error ? error : new Error(errorText(error)));
        stop.abort();
      }
    },
    onStderr(chunk) {
      complaint = (complaint + chunk.toString('utf8')).slice(-KEPT_ERRORS);
    },
  });
  // Held open: its end is how the program is told to stop.
  stdin.write(JSON.stringify(job));
  stdin.write('\n');
  onSpeak?.((command) => {
    if (!stdin.writableEnded) stdin.write(`${JSON.stringify(command)}\n`);
  });
  const over = new Promise<'over'>((resolve) => {
    const tell = (): void => resolve('over');
    for (const each of [signal, stop.signal]) {
      if (each.aborted) tell();
      each.addEventListener('abort', tell, { once: true });
    }
  });
  running.catch(() => undefined); // looked at below, or its container is ended under it
  const first = await Promise.race([running, over]);
  stdin.end();
  const [unreadable] = broken;
  if (unreadable !== undefined) throw unreadable;
  if (first === 'over' || signal.aborted) throw new CancelledError();
  if (first.code !== 0 || !ended) throw new Error(`the lab's program ended ${ended ? `with code ${first.code}` : 'before it was done'}: ${complaint.trim() || 'it said nothing'}`);
}
