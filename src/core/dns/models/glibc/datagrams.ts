// One server over UDP (send_dg of resolv/res_send.c): the queries for A and AAAA together or one after the other, one deadline for both, and what glibc does when
// one of two answers is missing.
import type { DnsExchange } from '../../../../shared/domain/dns.ts';
import type { Rcode } from '../servers.ts';
import { serverWaitS } from './closed-forms.ts';
import { closeAll, transmit, type Arrival, type Message } from './sockets.ts';
import { PENDING, settle, type Question, type World } from './world.ts';

/** A message that glibc took for an answer. */
export interface Answer {
  rcode: Rcode;
  records: number;
}

/** How one server ended. `first` and `second` in the order of their coming, null where none came; never both null. */
export type Attempt = { kind: 'next' } | { kind: 'tcp' } | { kind: 'hang' } | { kind: 'answers'; first: Answer | null; second: Answer | null };

/** Has any server been heard of, or waited for in vain? If not, they were all out of reach, and the search list ends. */
export interface Progress {
  gotSomewhere: boolean;
}

export const NEXT: Attempt = { kind: 'next' };
const TCP: Attempt = { kind: 'tcp' };
/**
 * What comes right at the deadline: nobody can say who is first. One of two answers may still be read and the other not, which is an error that closes the sockets;
 * both in time are only those to an earlier attempt, as every attempt begins a little late.
 */
type Tie = 'too-late' | 'one' | 'in-time';
const TIES: readonly Tie[] = ['too-late', 'one', 'in-time'];

export function datagrams(world: World, server: number, question: Question, progress: Progress): Attempt {
  const { settings } = world;
  const waitNs = serverWaitS(settings.timeout, world.count, server) * 1e9;
  const before = progress.gotSomewhere;
  const mode = { reopen: settings.singleRequestReopen || world.reopen, single: false };
  mode.single = settings.singleRequest || world.singleRequest || mode.reopen;
  for (;;) {
    const end = round(world, server, question, progress, waitNs, mode);
    if (end.kind !== 'half') return end;
    // Some servers answer one of two queries from one port: they get them one after the other, then from two ports. The thread keeps that.
    if (!mode.single) {
      world.singleRequest = true;
      mode.single = true;
    } else if (!mode.reopen) {
      world.reopen = true;
      mode.reopen = true;
      closeAll(world);
    } else return { kind: 'answers', first: end.first, second: null };
    progress.gotSomewhere = before;
  }
}

type Round = Attempt | { kind: 'half'; first: Answer };

/** One wait: sends, and takes what comes until the deadline. */
function round(world: World, server: number, question: Question, progress: Progress, waitNs: number, { single, reopen }: { single: boolean; reopen: boolean }): Round {
  const [typeOne, typeTwo] = question.types;
  const deadlineNs = world.nowNs + waitNs;
  const asked = world.exchanges.length;
  if (typeOne === undefined || !transmit(world, server, question, typeOne)) return giveUp(world);
  if (typeTwo !== undefined && !single && !transmit(world, server, question, typeTwo)) return giveUp(world);
  /** A type whose fate is known: answered, or (the other one may still come) refused. */
  const got = new Set<string>();
  let first: Answer | null = null;
  const begunNs = world.nowNs;
  const tie: { decided: Tie | null } = { decided: null };
  for (;;) {
    if (tie.decided === 'one') return giveUp(world);
    const arrival = nextArrival(world, server, begunNs, deadlineNs, tie);
    if (arrival === null) {
      world.nowNs = deadlineNs;
      for (const exchange of world.exchanges.slice(asked)) if (exchange.outcome === PENDING) settle(world, exchange, 'timeout');
      if (typeTwo !== undefined && first !== null) return { kind: 'half', first };
      progress.gotSomewhere = true;
      return NEXT;
    }
    world.nowNs = Math.max(world.nowNs, arrival.atNs);
    const { exchange, message, type } = arrival;
    if (message === null) {
      settle(world, exchange, arrival.error ?? 'port-unreachable');
      return giveUp(world);
    }
    progress.gotSomewhere = true;
    if (got.size === 0) world.buffer = bufferAfter(world.buffer, message);
    const outcome = outcomeOf(message, got.has(type));
    settle(world, exchange, outcome);
    if (outcome === 'ignored') continue;
    if (message.kind !== 'message') return giveUp(world);
    if (FAILURES.has(outcome)) {
      if (!world.settings.strictError) {
        // What the other type brought is enough; with nothing at all the next server is asked, and the sockets stay open.
        if (got.size > 0) return first === null ? NEXT : { kind: 'answers', first, second: null };
        if (typeTwo !== undefined && !single) {
          got.add(type);
          continue;
        }
      }
      return giveUp(world);
    }
    if (message.truncated) {
      closeAll(world);
      return TCP;
    }
    const answer: Answer = { rcode: message.rcode, records: message.records };
    got.add(type);
    if (got.size === question.types.length) return got.size === 1 ? { kind: 'answers', first: answer, second: null } : { kind: 'answers', first, second: answer };
    first = answer;
    if (single && typeTwo !== undefined) {
      if (reopen) closeAll(world);
      if (!transmit(world, server, question, typeTwo)) return giveUp(world);
    }
  }
}

/** The first answer's buffer when this was read into it; four bytes do not reach far, but over the rcode. */
function bufferAfter(before: World['buffer'], message: Message): World['buffer'] {
  if (message.kind === 'short') return before === 'servfail' ? 'message' : before;
  if (message.kind === 'garbage') return 'garbage';
  return message.rcode === 'servfail' ? 'servfail' : 'message';
}

/** Answers after which the next server is asked. */
const FAILURES: ReadonlySet<string> = new Set(['servfail', 'refused', 'notimp', 'lame']);

/** Closes every socket, other servers' too, so that their late answers are lost. */
function giveUp(world: World): Attempt {
  closeAll(world);
  return NEXT;
}

/** Null: nothing comes before the deadline. */
function nextArrival(world: World, server: number, begunNs: number, deadlineNs: number, tie: { decided: Tie | null }): Arrival | null {
  const arrivals = world.sockets[server]?.arrivals;
  const next = arrivals?.[0];
  if (arrivals === undefined || next === undefined || next.atNs > deadlineNs) return null;
  if (next.atNs === deadlineNs && deadlineNs > begunNs) {
    tie.decided ??= TIES[world.choose(next.exchange.tNs < begunNs ? 3 : 2)] ?? 'too-late';
    if (tie.decided === 'too-late') return null;
  }
  arrivals.shift();
  return next;
}

/** `known`: this type has been answered before, its second answer is nobody's. */
function outcomeOf(message: Message, known: boolean): DnsExchange['outcome'] {
  if (message.kind === 'short') return 'short';
  if (message.kind === 'garbage' || !message.rightId || known) return 'ignored';
  if (message.rcode !== 'noerror') return message.rcode;
  if (message.lame) return 'lame';
  if (message.truncated) return 'truncated';
  return message.records > 0 ? 'answer' : 'nodata';
}
