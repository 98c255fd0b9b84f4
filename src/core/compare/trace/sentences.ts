// The parting in words: what one trace does and the other does not, for someone who wants to know why.
import { fromLatin1, KIND, literalEnd, thingOf, unescape, type ReadableTrace } from '../../evidence/index.ts';
import { READS, WRITES } from './calls.ts';
import type { Difference } from './differences.ts';
import { baseOf } from './processes.ts';
import { shownCall } from './shown.ts';
import { failure, type SideTokens } from './tokens.ts';

const QUOTED = 160;

/** What a side does in an event: `looks for /etc/x and does not find it (ENOENT)`, and what the other does not, in short: `looks for it`. */
interface Deed {
  does: string;
  never: string;
}

export interface Named {
  side: SideTokens;
  /** `A`, or `A's gcc` for another process than the first. */
  name: string;
}

export interface Around {
  results: readonly string[];
  /** What the other side did instead, where the difference is how one ended. */
  goesOn: number | null;
  /** In how many folders the thing was looked for and not found. */
  places: number;
  /** Where the other side opened a file of the name that this one looks for in vain. */
  foundAt: string | null;
}

/** One sentence without its full stop. */
export function sentenceOf(difference: Difference, a: Named, b: Named, around: Around): string {
  const { results } = around;
  switch (difference.kind) {
    case 'only-a':
      return alone(difference, a, difference.a, b, around);
    case 'only-b':
      return alone(difference, b, difference.b, a, around);
    case 'error':
      return otherError(a, difference.a, b, difference.b);
    case 'result':
      return otherResult(a, difference.a, b, difference.b, results);
  }
}

function alone(difference: Difference, one: Named, event: number, other: Named, { goesOn, places, foundAt }: Around): string {
  const { index } = one.side.trace;
  const { does, never } = deedOf(one.side.trace, event, one.side.families);
  if (index.kind[event] === KIND.exit || one.side.families[index.name[event] ?? 0] === 'exit_group') return `${one.name} ${does}; the log of ${other.name} holds no such end`;
  if (places > 1 && !difference.more) {
    const path = printable(index.paths[index.path[event] ?? 0] ?? '');
    return `${one.name} looks for ${thingOf(path, false).name} in ${String(places)} places and finds it in none (the first is ${path}); ${
      foundAt === null ? `${other.name} never looks there` : `${other.name} finds it at ${printable(foundAt)}`
    }`;
  }
  if (goesOn !== null) return `${one.name} ${does}${endWords(one, event)}; ${other.name} goes on and ${deedOf(other.side.trace, goesOn, other.side.families).does}`;
  if (difference.more) return `${one.name} ${does}${difference.times > 1 ? ` ${String(difference.times)} times` : ' once'} more often than ${other.name}`;
  if (foundAt !== null && !difference.more) return `${one.name} ${does}; ${other.name} finds it at ${printable(foundAt)}`;
  const end = difference.symptom && one.side.trace.index.fd[event] === 2 ? endWords(one, event) : '';
  return `${one.name} ${does}${end}; ${other.name} never ${never}`;
}

/** ` and ends with code 1`, behind its last words. */
function endWords({ side }: Named, event: number): string {
  const { index } = side.trace;
  if (index.kind[event] !== KIND.call) return '';
  const ended = index.tasks[index.task[event] ?? 0]?.ended;
  if (!ended || ended.code === 0) return '';
  return ended.signal !== null ? ` and is killed by ${ended.signal}` : ` and ends with code ${String(ended.code ?? '?')}`;
}

function otherError(a: Named, eventA: number, b: Named, eventB: number): string {
  const errorA = errorOf(a.side.trace, eventA);
  const errorB = errorOf(b.side.trace, eventB);
  const deedA = deedOf(a.side.trace, eventA, a.side.families);
  const deedB = deedOf(b.side.trace, eventB, b.side.families);
  if (errorA !== '' && errorB !== '') return `${a.name} ${deedA.does}; ${b.name} gets ${errorB} instead`;
  return errorA !== '' ? `${a.name} ${deedA.does}; ${b.name} ${succeeds(b, eventB, deedB)}` : `${b.name} ${deedB.does}; ${a.name} ${succeeds(a, eventA, deedA)}`;
}

function succeeds({ side }: Named, event: number, deed: Deed): string {
  const { index } = side.trace;
  const family = side.families[index.name[event] ?? 0] ?? '';
  if ((index.path[event] ?? 0) === 0 && family !== 'connect') return 'succeeds';
  return family === 'execve'
    ? 'starts it'
    : family === 'open'
      ? 'opens it'
      : family === 'connect'
        ? 'is connected'
        : family === 'stat' || family === 'access' || family === 'readlink'
          ? 'finds it'
          : deed.does;
}

function otherResult(a: Named, eventA: number, b: Named, eventB: number, results: readonly string[]): string {
  const textA = results[a.side.result[eventA] ?? 0] ?? '';
  const textB = results[b.side.result[eventB] ?? 0] ?? '';
  const { index } = a.side.trace;
  const family = a.side.families[index.name[eventA] ?? 0] ?? '';
  if (index.kind[eventA] === KIND.exit || family === 'exit_group') return `${a.name} ${endOf(textA)}, ${b.name} ${endOf(textB)}`;
  if (family === 'wait4') return `a child of ${a.name} ${endOf(textA)}, the same one of ${b.name} ${endOf(textB)}`;
  const path = subjectOf(a.side.trace, eventA);
  if (family === 'execve') return otherWords(a.name, b.name, path, textA, textB);
  if (family === 'open') return `${path} is ${textA || baseOf(path)} for ${a.name} and ${textB || baseOf(path)} for ${b.name}`;
  return `${path} holds other text: ${a.name} reads ${quoted(textA)}, ${b.name} reads ${quoted(textB)}`;
}

/** From the first word on that is another one. */
function otherWords(a: string, b: string, path: string, textA: string, textB: string): string {
  const wordsA = textA.split(' ');
  const wordsB = textB.split(' ');
  let same = 0;
  while (same < wordsA.length && wordsA[same] === wordsB[same]) same++;
  const rest = (words: string[]): string => (words.join('') === '' ? 'without arguments' : same >= words.length ? 'without more' : `with ${quoted(words.slice(same).join(' '))}`);
  return `${a} starts ${path} ${rest(wordsA)}, ${b} ${rest(wordsB)}`;
}

const endOf = (text: string): string => {
  const code = /^(?:exited with|code) (\d+)/.exec(text)?.[1];
  if (code !== undefined) return `ends with code ${code}`;
  const signal = /SIG[A-Z0-9]+/.exec(text)?.[0];
  return signal === undefined ? 'ends' : `is killed by ${signal}`;
};

const errorOf = ({ index }: ReadableTrace, event: number): string => failure(index.errors[index.error[event] ?? 0] ?? '');

function subjectOf({ index }: ReadableTrace, event: number): string {
  const own = index.path[event] ?? 0;
  const maker = index.madeBy[event] ?? -1;
  return printable(index.paths[own !== 0 ? own : maker < 0 ? 0 : (index.path[maker] ?? 0)] ?? '');
}

function deedOf(trace: ReadableTrace, event: number, families: readonly string[]): Deed {
  const { index } = trace;
  const name = index.names[index.name[event] ?? 0] ?? '';
  if (index.kind[event] === KIND.signal) return { does: `gets ${name}`, never: 'does' };
  if (index.kind[event] === KIND.exit) return { does: endOf(shownCall(trace, event)), never: 'does' };
  const family = families[index.name[event] ?? 0] ?? '';
  const error = errorOf(trace, event);
  const path = printable(index.paths[index.path[event] ?? 0] ?? '');
  const address = index.addresses[index.address[event] ?? 0] ?? '';
  if (family === 'execve') return ofExec(path, error);
  if (family === 'kill' || family === 'tgkill' || family === 'tkill') {
    const signal = /\bSIG[A-Z0-9]+/.exec(trace.text.parts(event)?.args ?? '')?.[0];
    if (signal !== undefined) return { does: `sends itself or another ${signal}`, never: 'does' };
  }
  if (family === 'exit_group') return { does: `ends with code ${/^\d+/.exec(trace.text.parts(event)?.args ?? '')?.[0] ?? '?'}`, never: 'does' };
  if (path !== '') return ofPath(path, family, error, trace, event);
  if (family === 'connect' && address !== '')
    return error === '' ? { does: `connects to ${address}`, never: 'does' } : { does: `can't connect to ${address} (${error})`, never: 'tries' };
  if ((family === 'bind' || family === 'listen') && address !== '') return { does: error === '' ? `binds ${address}` : `can't bind ${address} (${error})`, never: 'does' };
  if (WRITES.has(family) && error === '') return ofWriting(trace, event, address);
  if (READS.has(family) && error === '') return { does: `reads from ${subjectOf(trace, event) || address || 'a descriptor'}`, never: 'does' };
  if (error !== '') return { does: `gets ${error} from ${plain(trace, event)}`, never: 'calls it' };
  return { does: `calls ${plain(trace, event)}`, never: 'does' };
}

function ofExec(path: string, error: string): Deed {
  switch (error) {
    case '':
      return { does: `starts ${path}`, never: 'does' };
    case 'ENOENT':
      return { does: `can't start ${path} (ENOENT: it is not there, or the loader or interpreter that it names is not)`, never: 'tries' };
    case 'ENOEXEC':
      return { does: `can't start ${path} (ENOEXEC: made for another processor, or no program)`, never: 'tries' };
    default:
      return { does: `can't start ${path} (${error})`, never: 'tries' };
  }
}

const LOOKS = new Set(['stat', 'access', 'readlink', 'statfs', 'statx', 'faccessat2']);

function ofPath(path: string, family: string, error: string, trace: ReadableTrace, event: number): Deed {
  if (error === 'ENOENT' || error === 'ENOTDIR') return { does: `looks for ${path} and does not find it (${error})`, never: 'looks for it' };
  if (error !== '') return { does: family === 'open' ? `may not open ${path} (${error})` : `gets ${error} from ${plain(trace, event)}`, never: 'tries' };
  if (family === 'open' || family === 'openat2') {
    const writes = /O_(?:WRONLY|RDWR|CREAT)/.test(trace.text.parts(event)?.args ?? '');
    const { kind } = thingOf(path, false);
    return { does: writes ? `opens ${path} to write to it` : kind === 'library' || kind === 'loader' ? `loads ${path}` : `opens ${path}`, never: 'does' };
  }
  return LOOKS.has(family) ? { does: `finds ${path}`, never: 'looks for it' } : { does: `calls ${plain(trace, event)}`, never: 'does' };
}

function ofWriting(trace: ReadableTrace, event: number, address: string): Deed {
  const args = trace.text.parts(event)?.args ?? '';
  const fd = trace.index.fd[event];
  const to = fd === 2 ? 'stderr' : fd === 1 ? 'stdout' : address || subjectOf(trace, event) || 'a descriptor';
  const question = dnsName(args);
  if (question !== null) return { does: question.answer ? `answers ${address} about ${question.name}` : `asks ${address} for ${question.name}`, never: 'does' };
  const said = spoken(args);
  return said === '' ? { does: `sends data to ${to}`, never: 'does' } : { does: `writes ${quoted(said)} to ${to}`, never: 'does' };
}

/** All strings of the arguments, one behind the other (writev prints a message in pieces). */
function spoken(args: string): string {
  let said = '';
  for (let at = args.indexOf('"'); at >= 0 && said.length < 1_000; at = args.indexOf('"', at)) {
    const end = literalEnd(args, at);
    if (end < 0) break;
    said += args.slice(at + 1, end - 1);
    at = end;
  }
  return said;
}

/** `text` as strace escaped it. */
function quoted(text: string): string {
  const plainText = printable(unescape(text.slice(0, 2_000)))
    .replace(/\s+/g, ' ')
    .trim();
  return `“${plainText.length > QUOTED ? `${plainText.slice(0, QUOTED - 1)}…` : plainText}”`;
}

/** Control and bidi characters are made visible: a sentence is one line. */
const printable = (text: string): string => text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (char) => (/\s/.test(char) ? ' ' : '\ufffd'));

const plain = (trace: ReadableTrace, event: number): string => {
  const call = printable(shownCall(trace, event, false));
  return call.length > 100
    ? (trace.index.names[trace.index.name[event] ?? 0] ?? '')
    : call.endsWith('()') || /\((?:…)?\)$/.test(call)
      ? call.slice(0, call.lastIndexOf('('))
      : call;
};

/** The name of a DNS question in a payload as strace printed it; null for what is none. */
function dnsName(args: string): { name: string; answer: boolean } | null {
  for (let at = args.indexOf('"'); at >= 0; at = args.indexOf('"', at)) {
    const end = literalEnd(args, at);
    if (end < 0) return null;
    const bytes = bytesOf(args.slice(at + 1, end - 1));
    at = end;
    if (bytes.length < 17 || ((bytes[4] ?? 0) << 8) + (bytes[5] ?? 0) !== 1) continue;
    const labels: string[] = [];
    let place = 12;
    for (let length = bytes[place] ?? 0; length > 0 && length < 64 && place + length < bytes.length; length = bytes[place] ?? 0) {
      labels.push(String.fromCharCode(...bytes.slice(place + 1, place + 1 + length)));
      place += length + 1;
    }
    const type = ((bytes[place + 1] ?? 0) << 8) + (bytes[place + 2] ?? 0);
    if (labels.length > 1) return { name: `${printable(fromLatin1(labels.join('.')))}${type === 1 ? ' (A)' : type === 28 ? ' (AAAA)' : ''}`, answer: (bytes[2] ?? 0) > 127 };
  }
  return null;
}

/** Bytes of a literal without its quotes, as far as a question goes. */
function bytesOf(raw: string): number[] {
  const bytes: number[] = [];
  for (const [part] of raw.slice(0, 2_000).matchAll(/\\x[0-9a-f]{2}|\\[0-7]{1,3}|\\.|[^\\]/gs)) {
    if (part.length === 1) bytes.push(part.charCodeAt(0));
    else if (part[1] === 'x') bytes.push(Number.parseInt(part.slice(2), 16));
    else if (/[0-7]/.test(part[1] ?? '')) bytes.push(Number.parseInt(part.slice(1), 8));
    else bytes.push({ n: 10, t: 9, r: 13, v: 11, f: 12 }[part[1] ?? ''] ?? part.charCodeAt(1));
  }
  return bytes;
}
