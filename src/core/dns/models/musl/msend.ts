// One call of musl's __res_msend_rc: every unanswered question goes to all servers at once, again every ⌊1000·T/A⌋ ms, until each has an answer or T is over.
// Read in src/network/res_msend.c of 1.2.3, 1.2.5 and 1.2.6; checked against static binaries of all three.
import type { DnsExchange } from '../../../../shared/domain/dns.ts';
import type { TcpReply, UdpReply } from '../servers.ts';
import type { QueryType } from '../types.ts';
import type { World } from './world.ts';

/** What was taken for the answer of a question. */
export interface Answer {
  rcode: 'noerror' | 'nxdomain';
  records: number;
}

export interface Msend {
  endNs: number;
  /** In the order of the types asked for; null: none. */
  answers: (Answer | null)[];
}

export interface MsendCall {
  name: string;
  types: readonly QueryType[];
  startNs: number;
  timeoutMs: number;
  /** Greater than 0. */
  attempts: number;
}

/** What a reply does to a question that is still open. */
type Effect = { kind: 'accept'; answer: Answer } | { kind: 'truncated' } | { kind: 'servfail' } | { kind: 'tcp-answer'; answer: Answer } | { kind: 'tcp-broken' };

interface Event {
  atNs: number;
  /** Place of the server, from 0. */
  server: number;
  question: number;
  /** Null: read and thrown away. */
  effect: Effect | null;
  exchange: DnsExchange;
}

interface Question {
  type: QueryType;
  answer: Answer | null;
  /** Asked over TCP now: UDP answers are not looked at any more, and nobody else is asked. */
  tcp: boolean;
  answeredNs: number | null;
}

const MS = 1_000_000;

export function msend(world: World, call: MsendCall): Msend {
  const state = new Call(world, call);
  state.run();
  return { endNs: state.endNs, answers: state.questions.map(({ answer }) => answer) };
}

class Call {
  readonly questions: Question[];
  endNs: number;
  private readonly world: World;
  private readonly call: MsendCall;
  private readonly intervalNs: number;
  /** When T is over. */
  private readonly totalNs: number;
  private nowNs: number;
  private rounds = 0;
  private servfailResends = 0;
  private readonly pending: Event[] = [];
  private readonly sent: DnsExchange[] = [];
  /** Something went wrong on a TCP connection: the whole call ends. */
  private broken = false;

  constructor(world: World, call: MsendCall) {
    this.world = world;
    this.call = call;
    this.questions = call.types.map((type) => ({ type, answer: null, tcp: false, answeredNs: null }));
    this.intervalNs = Math.floor(call.timeoutMs / call.attempts) * MS;
    this.totalNs = call.startNs + call.timeoutMs * MS;
    this.nowNs = call.startNs;
    this.endNs = call.startNs;
  }

  run(): void {
    const { startNs, attempts } = this.call;
    while (this.nowNs < this.totalNs && !this.done()) {
      // The last interval may end a little before T, because intervals are whole milliseconds. If the timers were late by less than what is missing, there
      // is a round more, which is waited for to its end; else the call ends at T.
      if (this.rounds === attempts && this.world.choose(2) === 1) {
        this.receiveUntil(this.totalNs);
        break;
      }
      this.sendRound();
      if (this.rounds > attempts) this.receiveExtra(startNs + this.rounds * this.intervalNs);
      else this.receiveUntil(startNs + this.rounds * this.intervalNs);
    }
    this.endNs = this.nowNs;
    this.settle();
  }

  private done(): boolean {
    return this.broken || this.questions.every(({ answer }) => answer !== null);
  }

  private sendRound(): void {
    this.questions.forEach((question, index) => {
      if (question.answer === null && !question.tcp) for (let server = 0; server < this.world.count; server++) this.sendUdp(index, server);
    });
    this.rounds += 1;
    this.servfailResends = 2 * this.questions.length;
  }

  private sendUdp(index: number, server: number): void {
    const { world, nowNs } = this;
    const question = this.questions[index];
    if (question === undefined) return;
    const reply = world.servers.udp(server, { tNs: nowNs, name: this.call.name, type: question.type });
    const exchange = this.record(server, 'udp', question.type);
    const read = readUdp(reply, world.traits.tcp);
    if (read === null) {
      // Errors by ICMP are never seen: the socket is not connected.
      if (reply.kind !== 'nothing') exchange.outcome = reply.kind;
      return;
    }
    exchange.outcome = read.outcome;
    this.pending.push({ atNs: nowNs + read.afterNs, server, question: index, effect: read.effect, exchange });
  }

  private record(server: number, protocol: 'udp' | 'tcp', type: QueryType): DnsExchange {
    const { world, nowNs } = this;
    const { name } = this.call;
    if (world.servers.listens(server, protocol, nowNs)) world.packets += 1;
    world.names.add(name);
    const exchange: DnsExchange = { tNs: nowNs, endNs: null, server: server + 1, protocol, type, name, outcome: 'timeout' };
    world.timeline.push(exchange);
    this.sent.push(exchange);
    return exchange;
  }

  /** Takes what arrives next and says when that was; null where the limit comes before. The clock is moved to either; at the same instant either may be first. */
  private takeNext(limitNs: number): number | null {
    const atNs = this.earliest();
    const limited = atNs > limitNs || (atNs === limitNs && this.world.choose(2) === 1);
    this.nowNs = limited ? limitNs : atNs;
    if (limited) return null;
    this.take(this.nextAt(atNs));
    return atNs;
  }

  /** Takes what arrives before `limitNs`, and moves the clock there unless the call is done before. */
  private receiveUntil(limitNs: number): void {
    while (!this.done()) if (this.takeNext(limitNs) === null) return;
  }

  /**
   * The round beyond T. T is looked at whenever something was read, so what arrives here may end the call though nobody wanted it: for certain after T;
   * before, if the timers were late by just enough. What arrives at one instant may be read together.
   */
  private receiveExtra(limitNs: number): void {
    while (!this.done()) {
      const atNs = this.takeNext(limitNs);
      if (atNs === null || this.done()) return;
      const together = this.earliest() === atNs;
      if (atNs >= this.totalNs && !(together && this.world.choose(2) === 0)) return;
      if (atNs < this.totalNs && this.world.choose(2) === 1) {
        this.nowNs = this.totalNs;
        return;
      }
    }
  }

  private earliest(): number {
    return this.pending.reduce((least, event) => Math.min(least, event.atNs), Number.POSITIVE_INFINITY);
  }

  /** The next event of an instant: in the order of sending, but whose answer is first where servers differ is anybody's guess. */
  private nextAt(atNs: number): Event {
    const firsts: Event[] = [];
    const kinds = new Set<string>();
    const servers = new Set<number>();
    let idle: Event | null = null;
    for (const event of this.pending) {
      if (event.atNs !== atNs || servers.has(event.server)) continue;
      if (!this.matters(event)) {
        idle ??= event;
        continue;
      }
      servers.add(event.server);
      const kind = `${event.question} ${this.effectKey(event)}`;
      if (!kinds.has(kind)) firsts.push(event);
      kinds.add(kind);
    }
    if (idle !== null) return this.remove(idle);
    const [first] = firsts;
    if (first === undefined) throw new Error('an event was looked for where there is none');
    return this.remove(this.isContested(atNs, firsts) ? (firsts[this.world.choose(firsts.length)] ?? first) : first);
  }

  /** True where it makes a difference whose reply is read first: two servers say different things about one question, or one ends the whole call. */
  private isContested(atNs: number, firsts: readonly Event[]): boolean {
    if (firsts.length < 2) return false;
    const said = new Map<number, string>();
    for (const event of this.pending) {
      if (event.atNs !== atNs || !this.matters(event)) continue;
      if (event.effect?.kind === 'tcp-broken') return true;
      const key = this.effectKey(event);
      if ((said.get(event.question) ?? key) !== key) return true;
      said.set(event.question, key);
    }
    return false;
  }

  /** What is alike may be taken in any order. After a truncated answer it is this server that is asked again: another is the same only where it does the same. */
  private effectKey({ effect, server }: Event): string {
    if (effect === null) return '';
    switch (effect.kind) {
      case 'accept':
      case 'tcp-answer':
        return `${effect.kind} ${effect.answer.rcode} ${effect.answer.records}`;
      case 'truncated':
      case 'tcp-broken':
        return `${effect.kind} ${this.world.alike[server] ?? server}`;
      case 'servfail':
        return effect.kind;
    }
  }

  private matters({ effect, question }: Event): boolean {
    if (effect === null) return false;
    if (effect.kind === 'tcp-answer' || effect.kind === 'tcp-broken') return true;
    const asked = this.questions[question];
    return asked !== undefined && asked.answer === null && !asked.tcp;
  }

  private remove(event: Event): Event {
    this.pending.splice(this.pending.indexOf(event), 1);
    return event;
  }

  private take(event: Event): void {
    const { effect, exchange } = event;
    const question = this.questions[event.question];
    exchange.endNs = this.nowNs;
    if (effect === null || question === undefined) return;
    if (!this.matters(event)) {
      exchange.outcome = 'late';
      return;
    }
    switch (effect.kind) {
      case 'accept':
      case 'tcp-answer':
        question.answer = effect.answer;
        question.answeredNs = this.nowNs;
        return;
      case 'truncated':
        question.tcp = true;
        this.startTcp(event.question, event.server);
        return;
      case 'servfail':
        if (this.servfailResends > 0) {
          this.servfailResends -= 1;
          this.sendUdp(event.question, event.server);
        }
        return;
      case 'tcp-broken':
        this.broken = true;
        return;
    }
  }

  private startTcp(index: number, server: number): void {
    const question = this.questions[index];
    if (question === undefined) return;
    const reply = this.world.servers.tcp(server, { tNs: this.nowNs, name: this.call.name, type: question.type });
    const exchange = this.record(server, 'tcp', question.type);
    const read = readTcp(reply);
    exchange.outcome = read.outcome;
    // No connection at all: the question stays without anybody to answer it, until T.
    if (read.effect !== null) this.pending.push({ atNs: this.nowNs + read.afterNs, server, question: index, effect: read.effect, exchange });
  }

  /** Says of everything that had no end what became of it. */
  private settle(): void {
    for (const { exchange, effect } of this.pending) {
      // A connection that failed when nobody looked any more: no query went over it.
      if (effect?.kind !== 'tcp-broken') exchange.outcome = 'late';
      exchange.endNs = null;
    }
    for (const exchange of this.sent) {
      if (exchange.outcome !== 'timeout') continue;
      const question = this.questions.find(({ type }) => type === exchange.type);
      const endedByAnswer = question?.answeredNs ?? null;
      exchange.endNs = endedByAnswer ?? this.endNs;
      if (endedByAnswer !== null || this.broken) exchange.outcome = 'dropped';
    }
  }
}

/** Null: nothing ever comes of it. */
function readUdp(reply: UdpReply, tcp: boolean): { afterNs: number; outcome: DnsExchange['outcome']; effect: Effect | null } | null {
  const noData: Effect = { kind: 'accept', answer: { rcode: 'noerror', records: 0 } };
  switch (reply.kind) {
    // Only the ID and the sender's address are looked at; what can't be parsed holds no address.
    case 'garbage':
      return { afterNs: reply.afterNs, outcome: 'nodata', effect: noData };
    case 'short':
      return { afterNs: reply.afterNs, outcome: 'short', effect: noData };
    case 'message':
      return { afterNs: reply.afterNs, ...readMessage(reply, tcp) };
    case 'nothing':
    case 'port-unreachable':
    case 'host-unreachable':
    case 'no-route':
      return null;
  }
}

function readMessage(reply: Extract<UdpReply, { kind: 'message' }>, tcp: boolean): { outcome: DnsExchange['outcome']; effect: Effect | null } {
  if (!reply.rightId) return { outcome: 'ignored', effect: null };
  const { rcode, records } = reply;
  switch (rcode) {
    case 'servfail':
      return { outcome: 'servfail', effect: { kind: 'servfail' } };
    case 'refused':
    case 'formerr':
    case 'notimp':
      return { outcome: rcode, effect: null };
    case 'nxdomain':
    case 'noerror':
      if (reply.truncated) return { outcome: 'truncated', effect: tcp ? { kind: 'truncated' } : { kind: 'accept', answer: { rcode, records } } };
      return { outcome: answerText(rcode, records), effect: { kind: 'accept', answer: { rcode, records } } };
  }
}

const answerText = (rcode: Answer['rcode'], records: number): DnsExchange['outcome'] => (rcode === 'nxdomain' ? 'nxdomain' : records > 0 ? 'answer' : 'nodata');

/** An effect of null: the connection could not even be begun. */
function readTcp(reply: TcpReply): { afterNs: number; outcome: DnsExchange['outcome']; effect: Effect | null } {
  switch (reply.kind) {
    case 'message':
      if (reply.rcode !== 'noerror' && reply.rcode !== 'nxdomain') return { afterNs: 0, outcome: reply.rcode, effect: { kind: 'tcp-broken' } };
      return {
        afterNs: 0,
        outcome: answerText(reply.rcode, reply.records),
        effect: { kind: 'tcp-answer', answer: { rcode: reply.rcode, records: reply.records } },
      };
    case 'silent':
      return { afterNs: 0, outcome: 'timeout', effect: null };
    case 'refused':
      return { afterNs: 0, outcome: 'connection-refused', effect: { kind: 'tcp-broken' } };
    case 'host-unreachable':
      return { afterNs: reply.afterNs, outcome: 'host-unreachable', effect: { kind: 'tcp-broken' } };
    case 'no-route':
      return { afterNs: 0, outcome: 'no-route', effect: null };
  }
}
