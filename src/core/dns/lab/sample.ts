// What the lab's program said of one process, as the document has it: times from the first lookup's start, queries with their fates, who ran.
import type { DnsExchange, DnsSample } from '../../../shared/domain/dns.ts';
import { behindForwarder, provenResolver } from './fingerprint.ts';
import type { SampleLine } from './lines.ts';
import type { LabPacket } from './protocol.ts';
import { recoveryOf } from './recovery.ts';

const STDERR_LIMIT = 4_000;
const ERROR_LIMIT = 2_000;
/** A program that floods its name servers fills no store: packets beyond are counted, not kept. */
const TIMELINE_LIMIT = 2_000;

export interface SampleOf {
  scenario: number;
  subject: number;
  round: number;
}

/** One that could not be measured. */
export const failedSample = (of: SampleOf, state: 'failed' | 'cancelled', reason: string | null): DnsSample => ({
  ...of,
  state,
  reason,
  lookups: [],
  packets: 0,
  leak: { packets: 0, untilNs: null },
  names: [],
  timeline: [],
  resolver: { ran: 'unknown', proof: [] },
  exit: { code: null, signal: null },
  stderr: '',
});

/** The server's word for what it did, as the fate of a query. */
const OUTCOME: Record<string, string> = { garbage: 'ignored', 'wrong-id': 'ignored', nothing: 'timeout' };

function exchangeOf(packet: LabPacket, startNs: number, endNs: number | null): DnsExchange {
  const late = packet.repliedNs !== null && endNs !== null && packet.repliedNs > endNs;
  return {
    tNs: Math.max(0, packet.atNs - startNs),
    endNs: packet.repliedNs === null ? null : Math.max(0, packet.repliedNs - startNs),
    server: packet.server + 1,
    protocol: packet.protocol,
    type: packet.type ?? '?',
    name: packet.name ?? '?',
    outcome: late ? 'late' : (OUTCOME[packet.did] ?? packet.did),
    sourcePort: Number(/:(\d+)$/.exec(packet.source)?.[1] ?? 0),
    id: packet.id,
    edns: packet.edns,
    bytes: packet.bytes,
  };
}

/** `racing`: a resolver that asks all servers at once waits for nobody's deadline when one of them has answered. */
function timelineOf(packets: readonly LabPacket[], startNs: number, endNs: number | null, racing: boolean): DnsExchange[] {
  const questionOf = ({ name, type }: LabPacket): string => `${name ?? ''} ${type ?? ''}`;
  const answered = new Set(packets.filter(({ did }) => did === 'answer' || did === 'nxdomain' || did === 'nodata').map(questionOf));
  return packets.map((packet) => {
    const exchange = exchangeOf(packet, startNs, endNs);
    return racing && exchange.outcome === 'timeout' && answered.has(questionOf(packet)) ? { ...exchange, outcome: 'dropped' } : exchange;
  });
}

export interface KnownOf {
  asked: boolean;
  libc: 'glibc' | 'musl' | null;
  listening: number;
  forwarded?: boolean;
  oldServers?: number;
}

/**
 * `asked`: true where the program tells of its lookups (ours do); of another, the whole process counts as one lookup. `libc`: what it is linked with;
 * `listening`: servers that can see a packet; `forwarded`: the packets are the engine's forwarder's, not the program's; `oldServers`: how many of the sample's
 * name servers are of the file before it is repaired.
 */
export function sampleOf(of: SampleOf, line: SampleLine, { asked, libc, listening, forwarded = false, oldServers = 0 }: KnownOf): DnsSample {
  const lookups = line.lookups.length > 0 ? line.lookups : asked ? [] : [wholeProcess(line)];
  const startNs = Math.min(...lookups.map((each) => each.startNs), ...(lookups.length === 0 ? [line.startNs] : []));
  const returned = lookups.every((each) => each.endNs !== null);
  const endNs = returned && lookups.length > 0 ? Math.max(...lookups.map((each) => each.endNs ?? 0)) : null;
  const packets = [...line.packets].sort((a, b) => a.atNs - b.atNs);
  const leaking = endNs === null ? [] : packets.filter(({ atNs }) => atNs > endNs);
  const untilNs = leaking.at(-1)?.atNs;
  const recovery = recoveryOf(line, oldServers, startNs);
  // A file that was replaced is another list of servers: what goes to both says nothing of how a resolver goes through one.
  const ofOldFile = recovery === undefined ? packets : packets.filter(({ server }) => server < oldServers);
  const resolver = forwarded ? behindForwarder(line.stderr, libc) : provenResolver(line.stderr, ofOldFile, libc, listening);
  return {
    ...of,
    state: 'done',
    reason: null,
    lookups: lookups.map((each) => ({
      startNs: Math.max(0, each.startNs - startNs),
      wallNs: each.endNs === null ? null : Math.max(0, each.endNs - each.startNs),
      result: each.result,
      addresses: each.addresses.slice(0, 100),
      error: each.error === null ? null : each.error.slice(0, ERROR_LIMIT),
    })),
    packets: packets.length + (line.packetsLost ?? 0),
    leak: { packets: leaking.length, untilNs: untilNs === undefined ? null : Math.max(0, untilNs - startNs) },
    names: [...new Set(packets.flatMap(({ name }) => (name === null ? [] : [name])))],
    timeline: timelineOf(packets.slice(0, TIMELINE_LIMIT), startNs, endNs, resolver.ran === 'musl'),
    resolver,
    exit: line.exit,
    stderr: line.stderr.slice(-STDERR_LIMIT),
    ...(recovery === undefined ? {} : { recovery }),
    ...(asked || line.firstOutputNs === undefined || line.firstOutputNs === null ? {} : { firstOutputNs: Math.max(0, line.firstOutputNs - startNs) }),
  };
}

/** A program that says nothing of lookups: from its start to its end, and its last words where it failed. */
function wholeProcess(line: SampleLine): SampleLine['lookups'][number] {
  const ok = line.exit.code === 0 && line.exit.signal === null;
  const said = lastWords(line.stderr) || lastWords(line.stdout);
  return {
    startNs: line.startNs,
    endNs: line.killed ? null : line.endNs,
    result: line.killed ? 'hang' : ok ? 'ok' : 'fail',
    addresses: [],
    error: ok ? null : said !== '' ? said : line.exit.signal !== null ? line.exit.signal : `exit code ${line.exit.code ?? '?'}`,
  };
}

/** The last line that is no trace of Go's resolver, which the lab turned on. */
export const lastWords = (text: string): string =>
  text
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('go package net: '))
    .at(-1)
    ?.trim() ?? '';
