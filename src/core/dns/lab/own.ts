// Samples that need a container of the lab for themselves: behind the engine's forwarder, whose upstreams are settings of a container, and images of the user's.
// The forwarder asks its upstreams from inside the container's own network, so loopback addresses of it can be upstreams (measured; docs/dns-docker.md).
import { parseFault } from '../../../shared/domain/dns-faults.ts';
import { CancelledError, errorText } from '../../../shared/domain/errors.ts';
import { EngineAnswerError, StartFailedError } from '../../engine/index.ts';
import { createSlots } from '../../lab/slots.ts';
import { placeOf, type Subnet } from './addresses.ts';
import { bridgeOf, labContainerSpec, type LabContainer } from './container.ts';
import { driven, placeOfSample, programFiles, type Execution } from './driven.ts';
import { dnsSettings } from './forwarder.ts';
import { isOwn, OWN_AT_ONCE, samplesOf, type Pair, type Planned } from './plan.ts';
import { failedSample } from './sample.ts';
import { healthy, isHealthy, measureImage } from './subjects/image.ts';

/** Resolves when every sample of such pairs is told. Rejects as the others of a measurement do. */
export async function ofOwn(execution: Execution, memoryBytes: number, ready: () => void): Promise<void> {
  const { engine, run, input } = execution;
  const pairs = execution.pairs.filter(isOwn);
  const network = `cgoscope-dns-${run.toLowerCase()}-own`;
  await engine.ensureNetwork(network, { internal: true, role: 'run', run });
  try {
    ready();
    const slots = createSlots(OWN_AT_ONCE);
    const failed = new AbortController();
    const each: Execution = { ...execution, signal: AbortSignal.any([execution.signal, failed.signal]) };
    const tasks = [
      ...pairs.flatMap((pair) => Array.from({ length: input.rounds }, (_, round) => () => ofPair(pair, round, network, each, memoryBytes))),
      ...baselines(pairs, execution).map(
        (pair) => () =>
          ofPair(
            pair,
            0,
            network,
            { ...each, input: { ...input, scenarios: input.scenarios.map(healthy) }, onSample: (sample) => execution.onBaseline({ ...pair, sample }) },
            memoryBytes,
          ),
      ),
    ];
    const results = await Promise.allSettled(
      tasks.map(async (task) => {
        try {
          await slots.use(each.signal, task);
        } catch (error) {
          failed.abort();
          throw error;
        }
      }),
    );
    const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    const telling = reasons.find((reason) => !(reason instanceof CancelledError)) ?? reasons[0];
    if (telling !== undefined) throw telling instanceof Error ? telling : new Error(errorText(telling));
  } finally {
    await engine.removeNetwork(network);
  }
}

/** An image is measured with healthy servers too, once for each pair whose servers are not. */
const baselines = (pairs: readonly Pair[], { input }: Execution): Pair[] =>
  pairs
    .filter(({ shape, scenario }) => shape === 'image' && !isHealthy(input.scenarios[scenario]))
    .map((pair) => ({ ...pair, schedules: pair.schedules.map(() => parseFault('ok')) }));

async function ofPair(pair: Pair, round: number, network: string, execution: Execution, memoryBytes: number): Promise<void> {
  const { signal, input } = execution;
  const plannedIn = (subnet: Subnet | null): Planned => {
    const planned = samplesOf([pair], { ...input, rounds: 1 }, subnet)[0];
    if (planned === undefined) throw new Error('a pair without a sample');
    return { ...planned, round };
  };
  // Neighbours that are not there are chosen in the container's own subnet, so it is there first; the engine's Dns settings want addresses first (and have no neighbours).
  const early = pair.schedules.some((schedule) => placeOf(schedule) === 'neighbour') ? null : plannedIn(null);
  if (signal.aborted) throw new CancelledError();
  const container = await startOwn(pair, early, network, execution);
  const ending = new Promise<void>((resolve, reject) => {
    const end = (): void => void container.end().then(resolve, reject);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
  ending.catch(() => undefined); // looked at below
  let of = early;
  try {
    of ??= plannedIn(container.subnet);
    if (pair.shape === 'image') execution.onSample(await measureImage({ of, container, execution, memoryBytes }));
    else await driven(container, [of], execution, 1, () => undefined);
  } catch (error) {
    // A cancel takes away the network that a container was just to join.
    if (signal.aborted) throw new CancelledError();
    const why = notStarted(error);
    if (why === null) throw error;
    execution.onSample(failedSample(placeOfSample({ pair, round }), 'failed', why));
  } finally {
    await (signal.aborted ? ending : container.end());
  }
}

/** Why the engine does not start an image, in its own words; null: something else went wrong. */
function notStarted(error: unknown): string | null {
  if (error instanceof StartFailedError) return `the engine can't start it: ${error.engineText}`;
  if (!(error instanceof EngineAnswerError) || error.status !== 400) return null;
  const without = /no command specified/i.test(error.engineText);
  return without ? 'the image has neither an entrypoint nor a command; expected one behind --' : `the engine can't make a container of it: ${error.engineText}`;
}

/** The container whose network a sample has, with the engine's Dns settings where they are what is measured. */
async function startOwn(pair: Pair, early: Planned | null, network: string, execution: Execution): Promise<LabContainer> {
  const { engine, image, run, input, programs, signal } = execution;
  const scenario = input.scenarios[pair.scenario];
  const subject = input.subjects[pair.subject]?.subject;
  const byEngine = pair.forwarded || (subject?.kind === 'image' && subject.via === 'docker');
  const shape = pair.servers.addresses.some((address) => address.includes(':')) ? 'ipv6' : 'plain';
  const settings = dnsSettings(scenario?.resolvConf ?? '', early?.sample.servers.map(({ address }) => address) ?? []);
  const { id, end } = await engine.startLeased({ ...labContainerSpec({ image, run, shape, jobs: 1 }, network), ...(byEngine ? settings : {}) });
  try {
    const files = pair.shape === 'image' ? [] : programFiles(programs);
    if (files.length > 0) await engine.putFiles(id, '/', files);
    if (byEngine) execution.onNote(await madeOf(execution, id, settings));
    if (signal.aborted) throw new CancelledError();
    return { id, subnet: early === null ? await bridgeOf(engine, id) : null, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** What the engine wrote for these settings. */
async function madeOf({ engine, signal }: Execution, container: string, { dnsOptions, dnsSearch }: ReturnType<typeof dnsSettings>): Promise<string> {
  let text = '';
  await engine.exec(container, { argv: ['cat', '/etc/resolv.conf'], signal, onStdout: (chunk) => void (text = (text + chunk.toString('utf8')).slice(0, 4_000)) });
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const { version } = await engine.info();
  const asked = [...(dnsSearch.length === 0 ? [] : [`search ${dnsSearch.join(' ')}`]), ...(dnsOptions.length === 0 ? [] : [`options ${dnsOptions.join(' ')}`])];
  return `Docker ${version} wrote "${lines.join(' / ')}" into the container's resolv.conf for its Dns settings${asked.length === 0 ? '' : ` (${asked.join(', ')})`}`;
}
