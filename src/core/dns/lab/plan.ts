// From a request to samples: every pair of scenario and subject is looked at before anything is started, gets addresses of its own and its limit in time.
import { parseFault, type FaultSchedule } from '../../../shared/domain/dns-faults.ts';
import { LAB_SUBJECTS, type DnsScenario, type DnsSubject, type LabSubject, type Resolver } from '../../../shared/domain/dns.ts';
import { InputError } from '../../../shared/domain/errors.ts';
import { formatNs } from '../../../shared/domain/units.ts';
import { createAddresses, placeOf, type Place, type Subnet } from './addresses.ts';
import { forecast, notDone, resolverFor, serversOf, type Forecast, type Foreseers, type ServersOf, type Versions } from './foresight.ts';
import { behindSilence, isForwarder, NOT_PREDICTED, unfitForForwarder } from './forwarder.ts';
import { placesOf, rewriteNameservers } from './nameservers.ts';
import type { LabSample, LabServer } from './protocol.ts';
import { PAUSE_MS, planRecovery, unfitForRepair, type RecoveryPlan } from './recovery.ts';

/** More would not be looked at by anybody, and fill the store. */
export const MOST_SAMPLES = 20_000;
/** Processes at once in one container. */
export const JOBS = 256;

/** Of an agreement that has its `recovery`. */
const FORETOLD = 'its file is replaced meanwhile: what is predicted is the recovery lag';

/** What the lab itself takes beside the longest sample: image looked up, container, roots, reading the results. */
const MARGIN_NS = 3e9;
/** A call that never returns is ended after this, or after twice the longest of its outcomes that do. */
const HANG_NS = 10e9;
/** Nobody can say how long: the user's own program, a call that no model covers. */
const UNKNOWN_NS = 60e9;
/** How long an image of the user's may take to its first answer. */
const IMAGE_MS = 30_000;
/** Containers of one sample each at once, and what making one takes: the engine sets up networks one after the other. */
export const OWN_AT_ONCE = 4;
const OWN_NS = 2e9;
/** How long servers go on listening behind the end, to see what a thread that nobody waits for still sends. */
const LINGER_MS = 300;
const LONGEST_LINGER_MS = 30_000;

/** Networks that the container of many samples has: none; none, with IPv6; a bridge of its own. */
export const SHAPES = ['plain', 'ipv6', 'neighbour'] as const;
export type SharedShape = (typeof SHAPES)[number];
/** A container for each sample, on a bridge of ours: behind the engine's forwarder, or for an image of the user's. */
export type Shape = SharedShape | 'forwarder' | 'image';

export const isOwn = ({ shape }: Pick<Pair, 'shape'>): boolean => shape === 'forwarder' || shape === 'image';

/** A program of the user's that was read and found fit. */
export interface ProgramFile {
  /** Its folder below /lab/programs. */
  name: string;
  libc: 'glibc' | 'musl' | null;
  resolver: Resolver | null;
  go: boolean;
}

/** One pair. */
export interface Pair {
  scenario: number;
  subject: number;
  /** Null: nobody can say before. */
  resolver: Resolver | null;
  forecast: Forecast;
  servers: ServersOf;
  /** The file is replaced meanwhile; null: it stays. */
  recovery: RecoveryPlan | null;
  /** Of name servers of the lab: those of the file, or upstreams of the engine's forwarder. */
  schedules: FaultSchedule[];
  /** The file's own server is the engine's forwarder. */
  forwarded: boolean;
  shape: Shape;
  /** How long a sample is expected to take; then it is ended. */
  expectedNs: number;
  limitMs: number;
  /** How long servers go on listening behind its end. */
  lingerMs: number;
}

export interface PlanInput {
  scenarios: readonly DnsScenario[];
  subjects: readonly { subject: DnsSubject; program: ProgramFile | null }[];
  rounds: number;
  sampleLimitMs: number | null;
  foreseers: Foreseers;
  versions: Versions;
  /** Why a subject of the lab is not there; null where it is. */
  missing: (subject: LabSubject) => string | null;
}

export interface MeasurePlan {
  pairs: Pair[];
  /** What is left out, and why. */
  notes: string[];
}

const labSubject = (subject: DnsSubject): LabSubject | null => (subject.kind === 'lab' ? subject.id : null);

/** Throws InputError where nothing is left to be measured, or a fault is none. Looks at each pair once; gives other work its turn. */
export async function planMeasurement(input: PlanInput): Promise<MeasurePlan> {
  const { scenarios, subjects, foreseers, versions } = input;
  if (scenarios.length * subjects.length * input.rounds > MOST_SAMPLES)
    throw new InputError(
      `${scenarios.length} scenarios, ${subjects.length} subjects and ${input.rounds} rounds are ${scenarios.length * subjects.length * input.rounds} samples; at most ${MOST_SAMPLES} are measured at once`,
      {
        input: 'scenarios',
        expected: `at most ${MOST_SAMPLES} samples`,
      },
    );
  const pairs: Pair[] = [];
  const left = new Map<string, number>();
  const leave = (why: string): void => void left.set(why, (left.get(why) ?? 0) + 1);
  let turn = performance.now();
  for (const [scenarioIndex, scenario] of scenarios.entries()) {
    for (const [subjectIndex, { subject, program }] of subjects.entries()) {
      if (performance.now() - turn > 20) {
        await new Promise((resolve) => setImmediate(resolve));
        turn = performance.now();
      }
      const lab = labSubject(subject);
      const why = lab === null ? null : (input.missing(lab) ?? notDone(lab, scenario));
      if (why !== null) {
        leave(why);
        continue;
      }
      const resolver = lab === null ? (program?.resolver ?? null) : resolverFor(lab, scenario, foreseers, versions);
      const reader = resolver ?? program?.libc ?? 'go';
      const servers = serversOf(scenario, reader, versions[reader], foreseers);
      if (!servers.builtIn && servers.taken.length !== servers.addresses.length) {
        leave('its resolv.conf says too much for the lab to find every name server in it again');
        continue;
      }
      const forwarded = isForwarder(servers.addresses);
      const schedules = upstreams(forwarded, servers, scenario).map((_, index) => parseFault(scenario.servers[index]?.fault ?? 'ok'));
      const unfit = unfitForRepair(scenario, lab !== null, servers, forwarded) ?? unfitForForwarder(servers.addresses, schedules, subject);
      if (unfit !== null) {
        leave(unfit);
        continue;
      }
      const recovery = scenario.repair === undefined ? null : planRecovery(scenario, scenario.repair, reader, foreseers, versions, lab?.startsWith('go') === true);
      const foreseen: Forecast =
        recovery !== null
          ? { prediction: null, why: recovery.why ?? FORETOLD }
          : lab === null || resolver === null
            ? { prediction: null, why: 'what a program of your own looks up, and how often, is its own business' }
            : forwarded
              ? { prediction: null, why: NOT_PREDICTED }
              : forecast(lab, scenario, resolver, foreseers, versions);
      const { expectedNs, hangs } =
        recovery !== null
          ? { expectedNs: recovery.expectedNs, hangs: false }
          : subject.kind === 'image'
            ? imageTime(input)
            : expected(foreseen, forwarded ? behindSilence(scenario) : scenario, resolver, input);
      pairs.push({
        scenario: scenarioIndex,
        subject: subjectIndex,
        resolver,
        forecast: foreseen,
        servers,
        recovery,
        schedules,
        forwarded,
        shape: subject.kind === 'image' ? 'image' : forwarded ? 'forwarder' : shapeOf([...servers.addresses, ...(recovery?.servers.addresses ?? [])], schedules),
        expectedNs,
        lingerMs: lingerOf(scenario, resolver, input, expectedNs),
        // What the forwarder does is not known before: a resolver may begin anew when half of an answer is missing.
        limitMs: input.sampleLimitMs ?? Math.ceil((expectedNs * (forwarded && !hangs ? 2 : 1) + (hangs ? 0 : Math.max(MARGIN_NS, expectedNs * 0.2))) / 1e6),
      });
    }
  }
  const notes = [...left].map(([why, count]) => `left out ${count === 1 ? 'once' : `${count} times`}: ${why}`);
  if (pairs.length === 0)
    throw new InputError(`nothing is left to be measured: ${[...left.keys()].join('; ')}`, {
      input: 'subjects',
      expected: `a subject that can do what is asked, of ${LAB_SUBJECTS.join(', ')}`,
    });
  return { pairs, notes };
}

/** Longest of what can come out; nobody waits for a call that never returns longer than {@link HANG_NS}. */
function expected(
  { prediction }: Forecast,
  scenario: DnsScenario,
  resolver: Resolver | null,
  { sampleLimitMs, foreseers, versions }: PlanInput,
): { expectedNs: number; hangs: boolean } {
  let outcomes = prediction?.outcomes ?? null;
  let factor = 1;
  if (outcomes === null && resolver !== null) {
    // The same lookup as a model knows it, once: close enough to know how long to wait.
    const api = scenario.api === 'dial' || scenario.api === 'prefer-go-dial' ? 'host' : scenario.api;
    try {
      outcomes = foreseers.predict({ ...scenario, api, repeat: 1, parallel: 1, deadlineMs: null }, resolver, versions[resolver], 'go').outcomes;
      factor = scenario.repeat;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
  const given = sampleLimitMs === null ? Number.POSITIVE_INFINITY : sampleLimitMs * 1e6;
  if (outcomes === null) return { expectedNs: Math.min(given, UNKNOWN_NS), hangs: false };
  const longest = Math.max(0, ...outcomes.map(({ wallNs }) => wallNs ?? 0)) * factor;
  const hangs = outcomes.some(({ wallNs }) => wallNs === null);
  return { expectedNs: Math.min(given, hangs ? Math.max(HANG_NS, 2 * longest) : longest), hangs };
}

/** Behind a deadline libc's thread goes on to its own end: as long as the lookups would have taken without one. */
function lingerOf(scenario: DnsScenario, resolver: Resolver | null, input: PlanInput, expectedNs: number): number {
  if (scenario.deadlineMs === null || resolver === 'go' || resolver === null) return LINGER_MS;
  const whole = expected({ prediction: null, why: '' }, scenario, resolver, input).expectedNs;
  return Math.min(LONGEST_LINGER_MS, Math.max(LINGER_MS, Math.ceil((whole - expectedNs) / 1e6) + LINGER_MS));
}

/** An image gets its time whatever the scenario: ended by then, and nothing is added. */
const imageTime = ({ sampleLimitMs }: PlanInput): { expectedNs: number; hangs: boolean } => ({ expectedNs: (sampleLimitMs ?? IMAGE_MS) * 1e6, hangs: true });

const upstreams = (forwarded: boolean, { addresses }: ServersOf, scenario: DnsScenario): readonly unknown[] =>
  forwarded ? (scenario.servers.length === 0 ? ['ok'] : scenario.servers) : addresses;

/** A container of one's own is made for each, and twice for an image: with healthy servers too. */
function ownMakespanNs(pairs: readonly Pick<Pair, 'expectedNs' | 'shape'>[], rounds: number): number {
  const each = pairs.flatMap(({ expectedNs, shape }) => [...Array.from({ length: rounds }, () => expectedNs + OWN_NS), ...(shape === 'image' ? [expectedNs + OWN_NS] : [])]);
  return Math.max(0, ...each, each.reduce((sum, ns) => sum + ns, 0) / OWN_AT_ONCE);
}

function shapeOf(addresses: readonly string[], schedules: readonly FaultSchedule[]): SharedShape {
  if (schedules.some((schedule) => placeOf(schedule) === 'neighbour')) return 'neighbour';
  return addresses.some((address) => address.includes(':')) ? 'ipv6' : 'plain';
}

/** With what its servers wait for behind its end. */
const tookNs = ({ expectedNs, lingerMs }: Pick<Pair, 'expectedNs' | 'lingerMs'>): number => expectedNs + (lingerMs - LINGER_MS) * 1e6;

/** How long all of it takes with so many at once, longest first; built-in servers have one address, so those samples follow each other. */
export function makespanNs(pairs: readonly Pick<Pair, 'expectedNs' | 'lingerMs' | 'shape' | 'servers'>[], rounds: number, jobs: number = JOBS): number {
  let whole = ownMakespanNs(pairs.filter(isOwn), rounds);
  for (const shape of SHAPES) {
    const samples = pairs.filter((pair) => pair.shape === shape).flatMap((pair) => Array.from({ length: rounds }, () => pair));
    const exclusive = samples.filter(({ servers }) => servers.builtIn).reduce((sum, pair) => sum + tookNs(pair), 0);
    const ends = new Float64Array(Math.max(1, Math.min(jobs, samples.length)));
    for (const pair of samples.sort((a, b) => tookNs(b) - tookNs(a))) {
      const first = ends.indexOf(Math.min(...ends));
      ends[first] = (ends[first] ?? 0) + tookNs(pair);
    }
    whole = Math.max(whole, exclusive, ...ends);
  }
  return Math.round(whole);
}

/** Throws InputError naming the time, and what makes it longer. */
export function refuseTooLong(longestNs: number, limitMs: number, pairs: readonly Pair[]): void {
  if (longestNs <= limitMs * 1e6) return;
  const worst = pairs.reduce((most, pair) => (pair.expectedNs > most.expectedNs ? pair : most));
  throw new InputError(`it would last ${formatNs(longestNs)} (its longest sample alone ${formatNs(worst.expectedNs)}), longer than the limit of ${formatNs(limitMs * 1e6)}`, {
    input: 'limit',
    expected: `a higher limit (--limit ${Math.ceil(longestNs / 1e9)}s or more), or smaller timeouts, fewer attempts or fewer scenarios`,
  });
}

/** Fully qualified, lower case, with trailing dot. */
const qualified = (name: string): string => `${name.toLowerCase().replace(/\.+$/, '')}.`;

/** A sample that the lab's program is told of, and which it is. */
export interface Planned {
  pair: Pair;
  round: number;
  sample: LabSample;
}

/** The samples of one shape, longest first. `id` counts from `firstId` on. Throws where addresses run out. */
export function samplesOf(
  pairs: readonly Pair[],
  { scenarios, subjects, rounds }: Pick<PlanInput, 'scenarios' | 'subjects' | 'rounds'>,
  subnet: Subnet | null,
  firstId = 0,
): Planned[] {
  const addresses = createAddresses(subnet);
  const planned: Planned[] = [];
  for (let round = 0; round < rounds; round += 1) for (const pair of pairs) planned.push(plannedOf(pair, round, scenarios, subjects, addresses));
  planned.sort((a, b) => tookNs(b.pair) - tookNs(a.pair));
  planned.forEach(({ sample }, index) => {
    sample.id = firstId + index;
  });
  return planned;
}

function plannedOf(pair: Pair, round: number, scenarios: PlanInput['scenarios'], subjects: PlanInput['subjects'], addresses: ReturnType<typeof createAddresses>): Planned {
  const scenario = scenarios[pair.scenario];
  const subject = subjects[pair.subject];
  if (scenario === undefined || subject === undefined) throw new Error(`pair ${pair.scenario}/${pair.subject} is of another plan`);
  const places: Place[] = pair.schedules.map(placeOf);
  const given = pair.schedules.map((_, index): string => {
    const address = pair.servers.addresses[index] ?? '';
    const place = places[index] ?? 'loopback';
    if (pair.forwarded) return addresses.next(place, 4);
    // Built-in servers are where they are; what has no route or no neighbour can't be there.
    if (pair.servers.builtIn) return address.replace(/^\[|\]$/g, '');
    // A neighbour that is not there is one of IPv4: the lab's bridge has no other network.
    return addresses.next(place, address.includes(':') && place !== 'neighbour' ? 6 : 4);
  });
  const servers = given.map((address, index): LabServer => {
    const own = scenario.servers[index]?.exists ?? null;
    const exists = own ?? (scenario.exists.length === 0 ? null : scenario.exists);
    return { address, fault: scenario.servers[index]?.fault ?? 'ok', exists: exists === null ? null : exists.map(qualified) };
  });
  const { recovery } = pair;
  // Healthy ones, that nobody asks who has not read the new file.
  const next = (recovery?.servers.addresses ?? []).map((address) => addresses.next('loopback', address.includes(':') ? 6 : 4));
  const everyName = scenario.exists.length === 0 ? null : scenario.exists.map(qualified);
  const resolvConf =
    pair.servers.builtIn || pair.forwarded ? scenario.resolvConf : rewriteNameservers(scenario.resolvConf, placesOf(scenario.resolvConf, pair.servers.taken), given);
  return {
    pair,
    round,
    sample: {
      id: 0,
      subject:
        pair.shape === 'image'
          ? { hold: true }
          : subject.program !== null
            ? { program: subject.program.name, args: subject.subject.kind === 'program' ? subject.subject.args : [] }
            : (labSubject(subject.subject) ?? 'go'),
      files: { resolvConf, nsswitch: scenario.nsswitch, hosts: scenario.hosts },
      env: environmentOf(subject.subject, subject.program, scenario.env),
      servers: [...servers, ...next.map((address): LabServer => ({ address, fault: 'ok', exists: everyName }))],
      lookup: {
        api: scenario.api,
        name: scenario.name,
        repeat: scenario.repeat,
        parallel: scenario.parallel,
        deadlineMs: scenario.deadlineMs,
        ...(recovery === null ? {} : { pauseMs: PAUSE_MS, forMs: recovery.forMs }),
      },
      ...(recovery === null || scenario.repair === undefined
        ? {}
        : { repair: { atMs: scenario.repair.atMs, resolvConf: rewriteNameservers(recovery.resolvConf, placesOf(recovery.resolvConf, recovery.servers.taken), next) } }),
      limitMs: pair.limitMs,
      lingerMs: pair.lingerMs,
    },
  };
}

/** The user's variables; GODEBUG gets the choice of the resolver that the subject stands for, and the trace that proves it, beside what the user has in it. */
export function environmentOf(subject: DnsSubject, program: Pick<ProgramFile, 'go'> | null, env: Readonly<Record<string, string>>): Record<string, string> {
  const lab = labSubject(subject);
  const isGo = lab === null ? program?.go === true : lab.startsWith('go');
  if (!isGo) return { ...env };
  const choice = lab === 'go' ? 'go' : lab?.startsWith('go-cgo') === true ? 'cgo' : null;
  return { ...env, GODEBUG: traced(env['GODEBUG'] ?? '', choice) };
}

/** GODEBUG with the trace that tells which resolver Go chose, and the choice itself where one is given; whatever else it says stays. */
export function traced(godebug: string, choice: 'go' | 'cgo' | null): string {
  const settings = godebug.split(',').filter((each) => each !== '');
  const own =
    settings
      .find((each) => each.startsWith('netdns='))
      ?.slice('netdns='.length)
      .replace(/\+?\d+$/, '') ?? '';
  const chosen = choice ?? own;
  return [...settings.filter((each) => !each.startsWith('netdns=')), `netdns=${chosen === '' ? '2' : `${chosen}+2`}`].join(',');
}
