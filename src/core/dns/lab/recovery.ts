// Recovery lag: how long a process that lives on uses a resolv.conf that was repaired meanwhile. Predicted from when each resolver looks at its file
// (facts: Go at most every five seconds, glibc and musl for every lookup), and read off the packets. Pure.
import type { DnsMeasurement, DnsSample, DnsScenario, Resolver } from '../../../shared/domain/dns.ts';
import { InputError } from '../../../shared/domain/errors.ts';
import { withinBounds } from './agreement.ts';
import { serversOf, type Foreseers, type ServersOf, type Versions } from './foresight.ts';
import type { SampleLine } from './lines.ts';

/** Behind each lookup: what fails at once does not flood the name servers, and the lag is told to a tenth of a second. */
export const PAUSE_MS = 100;
/** Go looks at the file when a lookup begins and it last did so longer ago than this (net/dnsclient_unix.go, tryUpdate). */
const GO_LOOKS_NS = 5e9;
/** Behind the latest time at which any resolver has read the new file. */
const BEHIND_MS = 2_000;
/** A lookup of which no model knows how long it takes under the old file. */
const UNKNOWN_NS = 10e9;
/** How much later than by the models a lookup may begin after each one before it: processes start late, timers fire late. */
const DRIFTS_NS = [0, 0.25e6, 0.5e6, 1e6, 2e6, 3e6, 5e6, 7.5e6, 10e6, 15e6, 20e6];

export type Foretold = NonNullable<DnsMeasurement['agreement'][number]['recovery']>;

export interface RecoveryPlan {
  /** Of the file that comes. */
  servers: ServersOf;
  resolvConf: string;
  /** How long the process looks up. */
  forMs: number;
  /** Until its last lookup has returned. */
  expectedNs: number;
  foretold: Foretold | null;
  /** Why nothing is foretold; null where it is. */
  why: string | null;
}

/** Why a scenario's file can't be replaced while this one looks up; null where it can. */
export function unfitForRepair(scenario: DnsScenario, isProbe: boolean, old: ServersOf, forwarded: boolean): string | null {
  if (scenario.repair === undefined) return null;
  if (!isProbe) return 'a file is replaced under the programs of the lab alone: they look up again and again, and say of each lookup how it ended';
  if (scenario.parallel > 1) return 'a file is replaced under lookups that follow each other, not under several at once';
  if (old.builtIn || forwarded) return 'a file is replaced that names name servers of its own';
  return null;
}

/** Throws InputError where the new file names no name server, or says too much for the lab to find them all in it again. */
export function planRecovery(
  scenario: DnsScenario,
  repair: NonNullable<DnsScenario['repair']>,
  resolver: Resolver,
  foreseers: Foreseers,
  versions: Versions,
  isGo: boolean,
): RecoveryPlan {
  const { repair: _, ...before } = scenario;
  const resolvConf = repair.resolvConf ?? scenario.resolvConf;
  const after: DnsScenario = { ...before, resolvConf, servers: [] };
  const version = versions[resolver];
  const servers = serversOf(after, resolver, version, foreseers);
  if (servers.builtIn || servers.taken.length !== servers.addresses.length)
    throw new InputError('the repaired resolv.conf names no name server that the lab could put one of its own in the place of', {
      input: 'repair',
      expected: 'a resolv.conf with nameserver lines',
    });
  const old = wallsOf(before, resolver, foreseers, versions, isGo);
  const next = wallsOf(after, resolver, foreseers, versions, isGo);
  const longest = Math.max(0, ...(old ?? [UNKNOWN_NS]));
  const forMs = Math.ceil(repair.atMs + (GO_LOOKS_NS + longest) / 1e6) + BEHIND_MS;
  const plan = { servers, resolvConf, forMs, expectedNs: forMs * 1e6 + longest };
  if (old === null || next === null) return { ...plan, foretold: null, why: 'no model says how long the lookups before or after the repair take' };
  const flags = foreseers.lint(before, resolver, version).resolvers[0]?.settings.flags ?? [];
  // musl does not know the option
  if (resolver !== 'musl' && flags.includes('no-reload'))
    return isGo && resolver === 'glibc'
      ? { ...plan, foretold: null, why: 'with no-reload glibc keeps the file for each thread: a Go program that calls it from another thread reads the new one, whenever that is' }
      : { ...plan, foretold: 'never', why: null };
  return { ...plan, foretold: lagsOf({ everyNs: resolver === 'go' ? GO_LOOKS_NS : 0, repairNs: repair.atMs * 1e6, old, next }), why: null };
}

/** How long one lookup can take; null where nobody knows, or it never returns. */
function wallsOf(scenario: DnsScenario, resolver: Resolver, foreseers: Foreseers, versions: Versions, isGo: boolean): number[] | null {
  const asked: DnsScenario = { ...scenario, repeat: 1, deadlineMs: isGo ? scenario.deadlineMs : null };
  try {
    const walls = foreseers.predict(asked, resolver, versions[resolver], isGo ? 'go' : 'c').outcomes.map(({ wallNs }) => wallNs);
    return walls.every((wall) => wall !== null) ? walls : null;
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

export interface Lookups {
  /** The file is looked at when a lookup begins and it was last looked at at least so long ago; 0: for each. */
  everyNs: number;
  repairNs: number;
  /** How long a lookup can take under each of the files. */
  old: readonly number[];
  next: readonly number[];
}

/** Least and most of what can come out: lookups begin as the models say, or somewhat later each. */
export function lagsOf({ everyNs, repairNs, old, next }: Lookups): { leastNs: number; mostNs: number } {
  const ends: number[] = [];
  for (const wall of old) for (const drift of DRIFTS_NS) ends.push(firstAfter(wall + PAUSE_MS * 1e6 + drift, everyNs, repairNs) - repairNs);
  return { leastNs: Math.round(Math.min(...ends) + Math.min(...next)), mostNs: Math.round(Math.max(...ends) + Math.max(...next)) };
}

/** When the first lookup begins that reads the new file, if one begins each `stepNs`. The file was first read at 0. */
function firstAfter(stepNs: number, everyNs: number, repairNs: number): number {
  let looked = 0;
  for (let at = stepNs; ; at += stepNs) {
    if (at - looked < everyNs) continue;
    if (at >= repairNs) return at;
    looked = at;
  }
}

/** `oldServers`: how many of the sample's name servers are those of the file before. Absent where no file was replaced. */
export function recoveryOf(line: SampleLine, oldServers: number, startNs: number): DnsSample['recovery'] {
  const { repairedNs } = line;
  if (repairedNs === null || repairedNs === undefined) return undefined;
  const lookups = [...line.lookups].sort((a, b) => a.startNs - b.startNs);
  const asked = line.packets.filter(({ server }) => server >= oldServers);
  const healthy = lookups.find(({ startNs: from, endNs: to, result }) => result === 'ok' && to !== null && asked.some(({ atNs }) => atNs >= from && atNs <= to));
  const stale = lookups.filter(({ startNs: from }) => from > repairedNs && (healthy === undefined || from < healthy.startNs)).length;
  return { atNs: Math.max(0, repairedNs - startNs), lagNs: healthy === undefined ? null : Math.max(0, (healthy.endNs ?? 0) - repairedNs), stale };
}

/** Of every sample: is its lag one of those foretold, to 50 ms or 2 %? Null: nothing is foretold, or nothing measured. */
export function recoveryAgrees(samples: readonly DnsSample[], foretold: Foretold | null): boolean | null {
  const measured = samples.flatMap(({ state, recovery }) => (state === 'done' && recovery !== undefined ? [recovery.lagNs] : []));
  if (foretold === null || measured.length === 0) return null;
  return measured.every((lag) => {
    if (lag === null || foretold === 'never') return lag === null && foretold === 'never';
    const { leastNs, mostNs } = foretold;
    return (lag >= leastNs && lag <= mostNs) || withinBounds(lag, leastNs) || withinBounds(lag, mostNs);
  });
}
