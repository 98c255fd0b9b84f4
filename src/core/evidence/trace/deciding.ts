// The calls that decide how a program ended: what failed last before it said so and gave up. Told in the order in which one wants to read them.
import type { SoughtKind, TraceDeciding } from '../../../shared/domain/trace-detail.ts';
import { fromLatin1 } from '../strace/text.ts';
import { failingChain, type Ending } from './endings.ts';
import { namedBy, weightOf, whyOf } from './harmless.ts';
import { baseOf } from './kinds.ts';
import { payloadsOf } from './payload.ts';
import { processOf } from './processes.ts';
import { lineOf } from './rows.ts';
import { hasEvent, withoutNoise } from './set.ts';
import { allSought, type Sought } from './sought.ts';
import { FLAG, KIND, type EventSet, type ReadableTrace } from './types.ts';

/** Events of a process that are looked at, counted back from its end. */
const LAST_FAILURES = 3_000;
const LAST_WRITES = 64;
const MAX_FAILURES = 5;
const MAX_TEXT = 1_000;
/** A failure of this weight is told; one of the second is told before what the program said. */
const TOLD = 48;
const TOLD_FIRST = 70;

/** Words of a program that point to a kind of file without naming one. */
const POINTS_TO: readonly { said: RegExp; kinds: readonly SoughtKind[] }[] = [
  { said: /x509|certificate|\b(?:SSL|TLS)\b/i, kinds: ['ca-roots'] },
  { said: /time ?zone|zoneinfo|tzdata/i, kinds: ['zoneinfo'] },
  { said: /unknown user|userid|user name|username|getpw|\bpasswd\b|current user|unknown group/i, kinds: ['users'] },
  { said: /no such host|name resolution|name or service|lookup|resolv|server misbehaving/i, kinds: ['resolv-conf', 'nsswitch', 'hosts'] },
  { said: /shared librar|\.so\b|dlopen/i, kinds: ['library', 'loader'] },
  { said: /locale/i, kinds: ['locale'] },
  { said: /executable file not found|command not found|not found in \$?PATH/i, kinds: ['program'] },
];
const KIND_WEIGHT: Partial<Record<SoughtKind, number>> = { loader: 35, library: 30, 'ca-roots': 15, users: 10, 'resolv-conf': 10, zoneinfo: 10, program: 15 };

interface Choice {
  why: TraceDeciding['why'];
  event: number;
}

/**
 * What decided the end of the first process of the log, or of the process of its family that its failure came from; at most `limit`. Of a log without an end only
 * a start that failed, where it holds nothing else. A program that ended with code 0 has only its end. `set` leaves out rows, not reasons: the whole log is looked at, without the emulator's own doing.
 */
export function decidingOf(trace: ReadableTrace, set: EventSet | null, limit: number): { total: number; rows: TraceDeciding[] } {
  const seen = new Set<number>();
  const rows: TraceDeciding[] = [];
  for (const { why, event } of choices(trace)) {
    if (seen.has(event) || !hasEvent(set, event)) continue;
    seen.add(event);
    rows.push({ why, event: event + 1, line: Math.max(1, trace.index.line[event] ?? 1), text: lineOf(trace, event, MAX_TEXT) });
  }
  return { total: rows.length, rows: rows.slice(0, Math.max(0, limit)) };
}

function choices(trace: ReadableTrace): Choice[] {
  const chain = failingChain(trace);
  const [root] = chain;
  if (!root) return neverStarted(trace);
  const end: Choice[] = root.event === null ? [] : [{ why: 'ended', event: root.event }];
  if (root.code === 0) return end;
  const sought = allSought(trace, withoutNoise(trace.index));
  // The process where it began first, then those that passed it on.
  return [...chain.reverse().flatMap((ending) => ofProcess(trace, ending, sought)), ...end];
}

function ofProcess(trace: ReadableTrace, ending: Ending, sought: readonly Sought[]): Choice[] {
  const { index } = trace;
  const last = lastDoings(trace, ending);
  const text = saidBy(trace, last.writes);
  const failures = weighed(trace, last, text, sought);
  const said: Choice[] = text === null ? [] : [{ why: 'said', event: text.event }];
  const execs = failedExec(trace, last.execs);
  const signals = ending.signal === null ? [] : signalsOf(trace, ending);
  const first = failures.filter(({ weight }) => weight >= TOLD_FIRST);
  const others = failures.filter(({ weight }) => weight < TOLD_FIRST);
  // Who aborts has said why before; what hits a program from outside comes first.
  const own = ending.signal === 'SIGABRT' || ending.signal === 'SIGTRAP';
  const choice = ({ event }: { event: number }): Choice => ({ why: whyOf(index.errors[index.error[event] ?? 0] ?? ''), event });
  return [...execs, ...(own ? [] : signals), ...first.map(choice), ...said, ...others.map(choice), ...(own ? signals : [])];
}

interface Doings {
  /** Failed calls, oldest first. */
  failures: number[];
  writes: number[];
  /** Every execve, oldest first. */
  execs: number[];
  /** Calls of the process by the events, to tell how long before the end one stands. */
  calls: number;
  /** By failure: calls of the process before it. */
  places: Map<number, number>;
}

function lastDoings({ index }: ReadableTrace, ending: Ending): Doings {
  const { count, kind, task, name, error, flags, fd } = index;
  const processes = processOf(index);
  const writes = index.names.map((each) => /^p?writev?(?:64|2)?$|^send(?:to|msg)?$/.test(each));
  const execs = index.names.map((each) => each === 'execve' || each === 'execveat');
  const doings: Doings = { failures: [], writes: [], execs: [], calls: 0, places: new Map() };
  const until = ending.event ?? count - 1;
  for (let event = 0; event <= until; event++) {
    if (kind[event] !== KIND.call || processes[task[event] ?? 0] !== ending.process || ((flags[event] ?? 0) & FLAG.noise) !== 0) continue;
    doings.calls++;
    const call = name[event] ?? 0;
    if (execs[call] === true) doings.execs.push(event);
    const failed = error[event] !== 0 && ((flags[event] ?? 0) & FLAG.restarted) === 0;
    if (failed) {
      doings.failures.push(event);
      doings.places.set(event, doings.calls);
      if (doings.failures.length > LAST_FAILURES * 2) for (const old of doings.failures.splice(0, LAST_FAILURES)) doings.places.delete(old);
    } else if (fd[event] === 2 && writes[call] === true) {
      doings.writes.push(event);
      if (doings.writes.length > LAST_WRITES * 2) doings.writes.splice(0, LAST_WRITES);
    }
  }
  return doings;
}

/** The last attempt to start a program, where none of the process succeeded after it: of a walk through PATH, the one that found a file. */
function failedExec({ index }: ReadableTrace, execs: readonly number[]): Choice[] {
  const failed: number[] = [];
  for (const event of execs) {
    if (index.error[event] === 0) failed.length = 0;
    else failed.push(event);
  }
  const found = failed.findLast((event) => !/^(?:ENOENT|ENOTDIR)?$/.test(index.errors[index.error[event] ?? 0] ?? ''));
  const event = found ?? failed.at(-1);
  return event === undefined ? [] : [{ why: 'exec-failed', event }];
}

/**
 * Of a log without an end: the failed start that is all it holds, the last one where it was tried again. Paths that differ are a walk through PATH, which may have gone on
 * behind the end of the log, and so may whatever else ran in it.
 */
function neverStarted({ index }: ReadableTrace): Choice[] {
  const { count, kind, name, names, task, path, flags, error } = index;
  let last = -1;
  for (let event = 0; event < count; event++) {
    if (kind[event] !== KIND.call || ((flags[event] ?? 0) & FLAG.noise) !== 0) continue;
    if (!/^execve(?:at)?$/.test(names[name[event] ?? 0] ?? '') || error[event] === 0) return [];
    if (last >= 0 && (task[event] !== task[last] || path[event] !== path[last] || path[event] === 0)) return [];
    last = event;
  }
  return last < 0 ? [] : [{ why: 'exec-failed', event: last }];
}

/** What the program wrote to descriptor 2 before it ended: the write that tells most, by its words; the last one where none does. */
function saidBy(trace: ReadableTrace, writes: readonly number[]): Said | null {
  const { index, text } = trace;
  let best: { event: number; text: string; score: number } | null = null;
  let all = '';
  for (const event of writes.slice(-LAST_WRITES)) {
    const parts = text.parts(event);
    if (!parts) continue;
    let words = '';
    for (const { bytes } of payloadsOf(index.names[index.name[event] ?? 0] ?? '', parts.args)) words += latin1(bytes);
    words = fromLatin1(words.slice(0, 8_192));
    all = `${all}${words}`.slice(-16_384);
    if (words.trim() === '') continue;
    const score = scoreOf(words);
    if (best === null || score >= best.score) best = { event, text: words, score };
  }
  return best === null ? null : { event: best.event, text: all };
}

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');

const REASON =
  /error|fatal|fail|cannot|can't|could ?n[o']t|unable|denied|refused|not found|no such|missing|invalid|unknown|not permitted|not implemented|not supported|timed? ?out|exception/i;

/** How much like the reason of an end a text reads. */
function scoreOf(words: string): number {
  // Lines that stand in are a traceback's context; `package.NameOfAnError` begins its last line.
  if (/^\s+\S|^Traceback|^(?:goroutine \d|exit status|usage:)/i.test(words)) return 1;
  if (/^(?:panic|fatal error|fatal):|^runtime:|terminate called|Assertion|stack smashing|SIGSEGV/.test(words)) return 4;
  if (/^[a-z_]\w*\.(?:\w+\.)*[A-Z]\w+/.test(words) || REASON.test(words)) return 3;
  return words.trim().length > 2 ? 2 : 0;
}

interface Said {
  event: number;
  /** The last things that the program wrote, this one among them. */
  text: string;
}

interface Weighed {
  event: number;
  weight: number;
  /** The program's own words name it. */
  named: boolean;
}

/** Failures of the process that matter, weightiest first: one for each thing that was looked for. */
function weighed({ index }: ReadableTrace, last: Doings, text: Said | null, sought: readonly Sought[]): Weighed[] {
  const said = text?.text ?? '';
  const ofPath = new Map<string, Sought>();
  for (const each of sought) for (const { path } of each.places) if (!ofPath.has(path)) ofPath.set(path, each);
  const pointed = new Set(POINTS_TO.flatMap((each) => (each.said.test(said) ? each.kinds : [])));
  const best = new Map<string, Weighed>();
  const told = new Set<string>();
  for (const event of last.failures.slice(-LAST_FAILURES).reverse()) {
    const call = index.names[index.name[event] ?? 0] ?? '';
    const errno = index.errors[index.error[event] ?? 0] ?? '';
    const path = index.paths[index.path[event] ?? 0] ?? '';
    const address = index.addresses[index.address[event] ?? 0] ?? '';
    // How it ended says more of a failed start than this list can.
    if (/^execve/.test(call)) continue;
    let weight = weightOf(call, errno);
    if (weight === 0) continue;
    const thing = ofPath.get(path !== '' ? path : address.replace(/^unix /, ''));
    const missing = /^(?:ENOENT|ENOTDIR)$/.test(errno);
    const points = thing !== undefined && pointed.has(thing.thing.kind);
    // Found somewhere else, or later: looking there was no failure.
    if (missing && thing && thing.foundAt !== null) continue;
    if (thing?.thing.idle === true && (!points || thing.thing.folder)) continue;
    // glibc asks the kernel for a way to every address it may return, by connecting a datagram socket that never sends.
    if (call === 'connect' && /^(?:ENETUNREACH|EADDRNOTAVAIL|EHOSTUNREACH)$/.test(errno) && address.startsWith('udp ')) weight = 10;
    if (thing) weight += KIND_WEIGHT[thing.thing.kind] ?? 0;
    if (points) weight += 40;
    const named = names(said, path, thing) || (address !== '' && said.includes(address.replace(/^\w+ /, '')));
    if (named) weight += 45;
    // The last failure of the kind that the program tells of is most likely the one it means.
    if (text !== null && event < text.event && !told.has(errno) && namedBy(errno, said)) {
      told.add(errno);
      weight += 25;
    }
    // What fails after the program has said why is its tidying up.
    if (text !== null && event > text.event) weight -= 15;
    const before = last.calls - (last.places.get(event) ?? 0);
    weight += 20 * Math.max(0, 1 - before / 500);
    if (weight < TOLD) continue;
    const key = thing ? `${thing.thing.kind} ${thing.thing.name}` : `${call} ${errno} ${address}`;
    const known = best.get(key);
    if (!known || weight > known.weight) best.set(key, { event, weight, named });
  }
  const all = [...best.values()].sort((a, b) => b.weight - a.weight || b.event - a.event);
  const some = all.some(({ named }) => named);
  return all.filter(({ named, weight }) => !some || named || weight >= TOLD_FIRST).slice(0, MAX_FAILURES);
}

/** The program's words hold the path, or the name of the file as a word of its own. */
function names(said: string, path: string, thing: Sought | undefined): boolean {
  if (said === '' || path === '') return false;
  const base = baseOf(path);
  return said.includes(path) || (base.length >= 4 && said.includes(base)) || (thing !== undefined && thing.thing.name.length >= 4 && said.includes(thing.thing.name));
}

/** The signal that ended the process with what the kernel says of it, and who of the log sent it. */
function signalsOf(trace: ReadableTrace, ending: Ending): Choice[] {
  const { index, text } = trace;
  const processes = processOf(index);
  const named = index.names.indexOf(ending.signal ?? '');
  let signal = -1;
  for (let event = ending.event ?? index.count - 1; event >= 0 && signal < 0; event--)
    if (index.kind[event] === KIND.signal && index.name[event] === named && processes[index.task[event] ?? 0] === ending.process) signal = event;
  if (signal < 0) return ending.event === null ? [] : [{ why: 'signal', event: ending.event }];
  const sender = /si_code=SI_(?:USER|TKILL|QUEUE), si_pid=(\d+)/.exec(text.line(signal))?.[1];
  const found: Choice[] = [{ why: 'signal', event: signal }];
  if (sender === undefined) return found;
  // Another process of the log that sent it: its call stands before.
  for (let event = signal - 1; event >= 0 && event > signal - 10_000; event--) {
    if (!/^(?:t?g?kill|rt_t?g?sigqueueinfo|pidfd_send_signal)$/.test(index.names[index.name[event] ?? 0] ?? '')) continue;
    const by = processes[index.task[event] ?? 0] ?? 0;
    if (index.tasks[by]?.pid !== Number(sender) || by === ending.process) continue;
    if (text.parts(event)?.args.includes(ending.signal ?? '') === true) return [...found, { why: 'signal', event }];
  }
  return found;
}
