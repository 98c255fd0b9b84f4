// The DNS queries of a trace with their answers, decoded from the bytes that the program's own calls sent and received.
import type { TraceDns } from '../../../shared/domain/trace-detail.ts';
import { readDnsMessage, type DnsMessage } from './dns-message.ts';
import { payloadsOf } from './payload.ts';
import { processOf } from './processes.ts';
import { nsOrNull } from './rows.ts';
import { forEachEvent } from './set.ts';
import { subjectsOf } from './subjects.ts';
import { FLAG, KIND, type EventSet, type ReadableTrace } from './types.ts';

const SENDS = /^(?:sendto|send|sendmsg|sendmmsg|write|writev|pwritev2)$/;
const RECEIVES = /^(?:recvfrom|recv|recvmsg|recvmmsg|read|readv)$/;
/** These can name an address in their own arguments, for sockets that are not connected. */
const NAMES_PEER = /^(?:send|recv)m?msg$|^(?:sendto|recvfrom)$/;
const PORT = 53;
const MAX_QUERIES = 50_000;
/** Sends to nobody that the log names, which are looked into whether they are queries. */
const MAX_GUESSES = 20_000;

interface Server {
  server: string;
  port: number | null;
  protocol: TraceDns['protocol'];
}

const NOBODY: Server = { server: '', port: null, protocol: 'unknown' };

interface Query {
  row: TraceDns;
  socket: string;
}

/**
 * Queries that calls of the set sent to port 53, in the order of their sending, at most `limit`; each with the answers that came back on its socket with its id (and
 * from its server, where the log names one). What strace cut (-s, 32 bytes by default) is read as far as it reaches: a name that was cut ends in `…`, a type is
 * empty, and `cut` says of an answer that addresses may be missing; a type that an answer still holds is taken from there. A log that names no addresses at all (no
 * connect in it, qemu-user's) has queries of the `unknown` protocol, told by their form alone. What goes through nscd or systemd-resolved's sockets is no DNS.
 */
export function dnsOf(trace: ReadableTrace, set: EventSet | null, limit: number): { total: number; rows: TraceDns[] } {
  const { index, text } = trace;
  const { kind, name, task, flags, result, fd, madeBy, time, duration } = index;
  const subjects = subjectsOf(index);
  const processes = processOf(index);
  const sends = index.names.map((each) => SENDS.test(each));
  const receives = index.names.map((each) => RECEIVES.test(each));
  const namesPeer = index.names.map((each) => NAMES_PEER.test(each));
  const servers = index.addresses.map(serverOf);
  const queries: Query[] = [];
  const open = new Map<string, Query[]>();
  let guesses = 0;

  forEachEvent(set, index.count, (event) => {
    if (kind[event] !== KIND.call) return undefined;
    const call = name[event] ?? 0;
    const sending = sends[call] === true;
    if (!sending && receives[call] !== true) return undefined;
    const done = result[event] ?? Number.NaN;
    if (!(done > 0) || ((flags[event] ?? 0) & FLAG.unfinished) !== 0) return undefined;
    const address = subjects.address[event] ?? 0;
    const known = servers[address] ?? null;
    const maker = madeBy[event] ?? -1;
    const socket = maker >= 0 ? `made ${maker}` : `${processes[task[event] ?? 0]} ${fd[event]}`;
    if (sending) {
      // A socket that is bound but not connected names its peer in the call only.
      if (known === 'other' && !(namesPeer[call] === true && index.addresses[address]?.startsWith('udp ') === true)) return undefined;
      if (known === null && namesPeer[call] !== true) return undefined;
    } else if (!open.has(socket)) return undefined; // no answer comes where nothing was asked
    const parts = text.parts(event);
    if (!parts) return undefined;
    const to = (namesPeer[call] === true ? peerOf(parts.args) : null) ?? (known === 'other' ? null : known) ?? NOBODY;
    if (sending) {
      if (to === NOBODY ? known !== null || guesses++ >= MAX_GUESSES : to.port !== PORT) return undefined;
    }
    const several = parts.name === 'sendmmsg' || parts.name === 'recvmmsg';
    const payloads = payloadsOf(parts.name, parts.args).slice(0, several ? done : 1);
    for (const { bytes, cut } of payloads) {
      for (const message of messagesIn(bytes, cut, several ? null : done, to.protocol)) {
        if (sending && !message.response && queries.length < MAX_QUERIES) {
          const query: Query = { row: rowOf(event, task[event] ?? 0, time[event] ?? Number.NaN, to, message), socket };
          queries.push(query);
          const before = open.get(socket);
          if (before) before.push(query);
          else open.set(socket, [query]);
        } else if (!sending && message.response) {
          const query = askedBy(open.get(socket) ?? [], message, to.server);
          if (query) answer(query.row, message, event, time[event] ?? Number.NaN, duration[event] ?? Number.NaN);
        }
      }
    }
    return undefined;
  });
  return { total: queries.length, rows: queries.slice(0, Math.max(0, limit)).map(({ row }) => row) };
}

const rowOf = (event: number, task: number, at: number, { server, port, protocol }: Server, { id, name, type }: DnsMessage): TraceDns => ({
  event: event + 1,
  task,
  server,
  port,
  protocol,
  id,
  name,
  type,
  tNs: nsOrNull(at),
  answers: [],
  waitNs: null,
});

function answer(row: TraceDns, message: DnsMessage, event: number, at: number, lasts: number): void {
  if (row.type === '' && message.type !== '') row.type = message.type;
  if (row.name.endsWith('…') && message.name.length > row.name.length) row.name = message.name;
  row.answers.push({
    event: event + 1,
    tNs: nsOrNull(at),
    rcode: message.rcode,
    addresses: message.addresses,
    truncated: message.truncated,
    cut: message.cut,
  });
  // A call that waits for the answer began before it came.
  const came = nsOrNull(at + (lasts >= 0 ? lasts : 0));
  if (row.waitNs === null && came !== null && row.tNs !== null) row.waitNs = Math.max(0, came - row.tNs);
}

/** The youngest question of a socket that this can be the answer to: of the same server where one is, of any else. */
function askedBy(asked: readonly Query[], message: DnsMessage, server: string): Query | null {
  const fits = ({ row }: Query): boolean => row.id === message.id && (row.type === '' || message.type === '' || row.type === message.type) && sameName(row.name, message.name);
  return asked.findLast((each) => fits(each) && each.row.server === server) ?? asked.findLast(fits) ?? null;
}

/** Names in DNS don't tell capitals apart; one that was cut is the beginning of the other. An answer without its question has no name. */
function sameName(a: string, b: string): boolean {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  if (left === right || right === '') return true;
  const whole = Math.min(left.indexOf('…') < 0 ? left.length : left.indexOf('…'), right.indexOf('…') < 0 ? right.length : right.indexOf('…'));
  return (left.includes('…') || right.includes('…')) && left.slice(0, whole) === right.slice(0, whole);
}

/** Messages of one string. Over TCP each has two bytes of its length before it (RFC 1035 §4.2.2), which some programs send and read in a call of their own. */
function messagesIn(bytes: Uint8Array, cut: boolean, done: number | null, protocol: Server['protocol']): DnsMessage[] {
  if (protocol === 'udp') return one(bytes, cut);
  const found: DnsMessage[] = [];
  let at = 0;
  let left = done ?? bytes.length;
  while (at + 2 <= bytes.length) {
    const length = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    if (length < 12 || length > left - 2) break;
    const end = at + 2 + length;
    found.push(...one(bytes.subarray(at + 2, end), end > bytes.length));
    at = end;
    left -= length + 2;
  }
  return found.length > 0 ? found : one(bytes, cut);
}

function one(bytes: Uint8Array, cut: boolean): DnsMessage[] {
  const message = readDnsMessage(bytes, cut);
  return message === null ? [] : [message];
}

/** `udp 127.0.0.53:53` -> its parts; `other` for an address that is no name server's; null for none. */
function serverOf(address: string): Server | 'other' | null {
  if (address === '') return null;
  const found = /^(udp|tcp|unknown|inet6?)\w* (?:\[([^\]]*)\]|([^[\]]*)):(\d+)$/.exec(address);
  if (!found || Number(found[4]) !== PORT) return 'other';
  return { server: found[2] ?? found[3] ?? '', port: PORT, protocol: found[1] === 'udp' || found[1] === 'tcp' ? found[1] : 'unknown' };
}

/** The address that a call names itself: of its message's header, or as its last arguments. */
function peerOf(args: string): Server | null {
  const port = /sin6?_port=htons\((\d+)\)/.exec(args)?.[1];
  if (port === undefined) return null;
  const server = /sin_addr=inet_addr\("([\d.]+)"\)/.exec(args)?.[1] ?? /inet_pton\(AF_INET6, "([\da-fA-F:.]+)"/.exec(args)?.[1] ?? '';
  return { server, port: Number(port), protocol: /^\d+<TCP/.test(args) ? 'tcp' : 'udp' };
}
