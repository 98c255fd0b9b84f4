// Faults of a name server: their names, their grammar, and what each does to UDP and to TCP. One list for the command line, the window, the models and the
// lab's own name server (resources/dnslab), which a test holds together.
import { InputError } from './errors.ts';

/** What follows the name: nothing, milliseconds, a count, or a probability. */
export type FaultParameter = 'none' | 'ms' | 'count' | 'probability';

export interface FaultKind {
  name: string;
  parameter: FaultParameter;
  /** What a query over UDP meets. */
  udp: string;
  /** What a connection over TCP meets. */
  tcp: string;
}

const TCP_OK = 'answers as it should';

/** In the order in which they are listed for people. */
export const FAULTS = [
  { name: 'ok', parameter: 'none', udp: 'answers as it should', tcp: TCP_OK },
  { name: 'silent', parameter: 'none', udp: 'takes the query, never answers', tcp: 'takes the connection and the query, never answers' },
  { name: 'delay', parameter: 'ms', udp: 'answers after this time', tcp: TCP_OK },
  { name: 'drop-first', parameter: 'count', udp: 'never answers the first packets of each name and type', tcp: TCP_OK },
  { name: 'drop-a', parameter: 'none', udp: 'never answers a query for A', tcp: TCP_OK },
  { name: 'drop-aaaa', parameter: 'none', udp: 'never answers a query for AAAA', tcp: TCP_OK },
  { name: 'loss', parameter: 'probability', udp: 'leaves each packet unanswered with this probability', tcp: TCP_OK },
  { name: 'servfail', parameter: 'none', udp: 'answers SERVFAIL', tcp: TCP_OK },
  { name: 'refused', parameter: 'none', udp: 'answers REFUSED', tcp: TCP_OK },
  { name: 'formerr', parameter: 'none', udp: 'answers FORMERR', tcp: TCP_OK },
  { name: 'notimp', parameter: 'none', udp: 'answers NOTIMP', tcp: TCP_OK },
  { name: 'nxdomain', parameter: 'none', udp: 'answers NXDOMAIN', tcp: TCP_OK },
  { name: 'nodata', parameter: 'none', udp: 'answers without a record', tcp: TCP_OK },
  { name: 'lame', parameter: 'none', udp: 'answers without a record, neither authoritative nor offering recursion', tcp: TCP_OK },
  { name: 'garbage', parameter: 'none', udp: "answers 64 bytes that are no message, under the query's ID", tcp: TCP_OK },
  { name: 'short', parameter: 'none', udp: "answers four bytes, under the query's ID", tcp: TCP_OK },
  { name: 'wrong-id', parameter: 'none', udp: "answers under an ID that is not the query's", tcp: TCP_OK },
  { name: 'servfail-aaaa', parameter: 'none', udp: 'answers SERVFAIL to a query for AAAA', tcp: TCP_OK },
  { name: 'refused-aaaa', parameter: 'none', udp: 'answers REFUSED to a query for AAAA', tcp: TCP_OK },
  { name: 'nxdomain-aaaa', parameter: 'none', udp: 'answers NXDOMAIN to a query for AAAA', tcp: TCP_OK },
  { name: 'truncate', parameter: 'none', udp: 'answers with TC and no record', tcp: TCP_OK },
  { name: 'truncate-delay', parameter: 'ms', udp: 'answers with TC and no record after this time', tcp: TCP_OK },
  { name: 'truncate-tcp-silent', parameter: 'none', udp: 'answers with TC and no record', tcp: 'takes the connection and the query, never answers' },
  { name: 'truncate-tcp-closed', parameter: 'none', udp: 'answers with TC and no record', tcp: 'refuses the connection' },
  { name: 'closed', parameter: 'none', udp: 'nothing listens: ICMP port unreachable', tcp: 'refuses the connection' },
  { name: 'arp-fail', parameter: 'none', udp: 'nobody has the address: ICMP host unreachable after about three seconds', tcp: 'nobody has the address' },
  { name: 'no-route', parameter: 'none', udp: 'no route leads to the address: an error at once', tcp: 'no route leads to the address: an error at once' },
] as const satisfies readonly FaultKind[];

export type FaultName = (typeof FAULTS)[number]['name'];

/** One fault with its parameter: milliseconds, a count or a probability (0 to 1); 0 where it takes none. */
export interface Fault {
  name: FaultName;
  value: number;
}

/** From when on (nanoseconds after the lookup begins) the server does what. The first begins at 0. */
export type FaultSchedule = { fromNs: number; fault: Fault }[];

/** An address has a route and a neighbour or not: these can't change in the middle of a schedule. */
const WHOLE: readonly FaultName[] = ['arp-fail', 'no-route'];
const MOST_STEPS = 50;
const LONGEST_MS = 3_600_000;

/**
 * `silent`, `delay:300`, `loss:0.3` (or `loss:30%`), or a schedule `0s=ok,10s=silent` whose times are `10s`, `1.5s`, `500ms`. Throws InputError naming
 * what is wrong in it.
 */
export function parseFault(text: string): FaultSchedule {
  const trimmed = text.trim();
  if (!trimmed.includes('=')) return [{ fromNs: 0, fault: oneFault(trimmed, text) }];
  const steps = trimmed.split(',');
  if (steps.length > MOST_STEPS) throw bad(text, `a schedule of at most ${MOST_STEPS} steps`);
  const schedule = steps.map((step) => {
    const at = step.indexOf('=');
    if (at < 0) throw bad(text, `each step of a schedule as TIME=FAULT; "${step.trim()}" has no time`);
    return { fromNs: parseTime(step.slice(0, at).trim(), text), fault: oneFault(step.slice(at + 1).trim(), text) };
  });
  schedule.forEach(({ fromNs, fault }, index) => {
    const before = schedule[index - 1];
    if (before === undefined ? fromNs !== 0 : fromNs <= before.fromNs) throw bad(text, 'a schedule that begins with 0s= and whose times rise');
    if (schedule.length > 1 && WHOLE.includes(fault.name)) throw bad(text, `"${fault.name}" alone: an address does not lose its network in the middle of a lookup`);
  });
  return schedule;
}

function oneFault(text: string, whole: string): Fault {
  const at = text.indexOf(':');
  const name = at < 0 ? text : text.slice(0, at);
  const kind = FAULTS.find((each) => each.name === name);
  if (kind === undefined) throw bad(whole, `one of ${FAULTS.map(faultForm).join(', ')}`);
  const value = at < 0 ? null : text.slice(at + 1);
  if (kind.parameter === 'none') {
    if (value !== null) throw bad(whole, `"${name}" without a value`);
    return { name: kind.name, value: 0 };
  }
  const number = parameterOf(value ?? '', kind.parameter);
  if (number === null) throw bad(whole, `${faultForm(kind)}${PARAMETER_TEXT[kind.parameter]}`);
  return { name: kind.name, value: number };
}

const PARAMETER_TEXT: Record<FaultParameter, string> = {
  none: '',
  ms: ' with whole milliseconds up to an hour',
  count: ' with a count from 1 to 1000',
  probability: ' with a probability such as 0.3 or 30%',
};

function parameterOf(text: string, parameter: Exclude<FaultParameter, 'none'>): number | null {
  if (parameter === 'probability') {
    const percent = /^(\d{1,3}(?:\.\d{1,6})?)%$/.exec(text)?.[1];
    const plain = /^\d(?:\.\d{1,9})?$/.test(text) ? Number(text) : null;
    const value = percent === undefined ? plain : Number(percent) / 100;
    return value === null || value > 1 ? null : value;
  }
  const value = /^\d{1,9}$/.test(text) ? Number(text) : null;
  if (value === null || (parameter === 'count' ? value < 1 || value > 1_000 : value > LONGEST_MS)) return null;
  return value;
}

function parseTime(text: string, whole: string): number {
  const found = /^(\d{1,6}(?:\.\d{1,3})?)(ms|s)$/.exec(text);
  if (found === null) throw bad(whole, `times such as 10s, 1.5s or 500ms; "${text}" is none`);
  return Math.round(Number(found[1]) * (found[2] === 's' ? 1e9 : 1e6));
}

const bad = (text: string, expected: string): InputError =>
  new InputError(`"${text.length > 200 ? `${text.slice(0, 200)}…` : text}" is no fault of a name server; expected ${expected}`, { input: text, expected });

const FORM: Record<FaultParameter, string> = { none: '', ms: ':MS', count: ':K', probability: ':P' };

/** `delay:MS`: how a fault is written. */
export const faultForm = ({ name, parameter }: Pick<FaultKind, 'name' | 'parameter'>): string => `${name}${FORM[parameter]}`;

/** The text of a fault, as {@link parseFault} reads it. */
export function faultText(schedule: FaultSchedule): string {
  const one = ({ name, value }: Fault) => (FAULTS.find((each) => each.name === name)?.parameter === 'none' ? name : `${name}:${value}`);
  const [first] = schedule;
  if (schedule.length === 1 && first !== undefined) return one(first.fault);
  return schedule.map(({ fromNs, fault }) => `${fromNs % 1e9 === 0 ? `${fromNs / 1e9}s` : `${fromNs / 1e6}ms`}=${one(fault)}`).join(',');
}

/** What a server does at a time: the last step of its schedule that has begun. */
export function faultAt(schedule: FaultSchedule, tNs: number): Fault {
  let found: Fault = { name: 'ok', value: 0 };
  for (const { fromNs, fault } of schedule) if (fromNs <= tNs) found = fault;
  return found;
}
