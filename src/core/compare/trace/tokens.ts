// Every event of a trace as two numbers: what was asked (the same for both traces), and what came of it. What happens at its own pace has none.
import { FLAG, KIND, literalEnd, splitArguments, subjectsOf, type ReadableTrace, type TraceText } from '../../evidence/index.ts';
import { asked, classOf, familyNames, IN_PIECES, MEMORY, NOT_NOW, PACING_SIGNALS, READS, SCHEDULING, WRITES, type CallClass } from './calls.ts';
import { Interner, Key } from './interner.ts';
import { createKeyWriter, SEPARATOR, type CallSubject } from './key.ts';
import { isTemporary, maskedAddress, maskedText, pathMask, type MaskPath } from './masks.ts';
import { baseOf } from './processes.ts';

/** Events that are read between two stops. */
const STEP = 4_096;
const MOST_RESULTS = 60_000;
const MOST_DRAWN = 100_000;
/** Longest string of data that is compared, where strace cut none shorter. */
const LONGEST_STRING = 1_024;

/** Why an event is not compared. */
export const LEFT_OUT = { scheduling: -1, memory: -2, threads: -3, signals: -4, noise: -5, unshared: -6, message: -7 } as const;

/** Files whose contents decide what a program does, and which hold nothing that is drawn at every start. */
const TELLING_CONTENTS = /^\/etc\/(?:resolv\.conf|nsswitch\.conf|host\.conf|gai\.conf|localtime|timezone|ld\.so\.conf|ld\.so\.preload|ld-musl-[a-z0-9_]+\.path)$/;

const PACING_SIGNAL = /SIG(?:URG|ALRM|PROF|VTALRM|WINCH)\b/;
const LIBRARY = /\.so(?:\.\d[\w.]*)?$/;

export interface SideTokens {
  readonly trace: ReadableTrace;
  /** By event: what was asked; negative: see {@link LEFT_OUT}. */
  readonly asked: Int32Array;
  /** By event: what was asked and what came of it. */
  readonly whole: Int32Array;
  /** By event: into {@link Vocabulary.results}. */
  readonly result: Uint16Array;
  /** By number of a name: what it asks. */
  readonly families: readonly string[];
  /** How many events are not compared, by {@link LEFT_OUT}, the sign taken away. */
  readonly leftOut: Uint32Array;
}

/** What both traces share. */
export interface Vocabulary {
  readonly results: readonly string[];
  /** Descriptors' own text (-y) was used. */
  readonly decorated: boolean;
  readonly stringLimit: number;
}

export interface TokenOptions {
  /** With the emulator's own calls. */
  noise: boolean;
  /** Classes of calls that only one log was recorded with. */
  without: ReadonlySet<CallClass>;
}

export function* tokensOf(a: ReadableTrace, b: ReadableTrace, options: TokenOptions): Generator<void, { a: SideTokens; b: SideTokens; vocabulary: Vocabulary }, undefined> {
  const results = [''];
  const shared = {
    options,
    family: familyNames(a.index.names, b.index.names),
    decorated: a.index.has.descriptors && b.index.has.descriptors,
    stringLimit: Math.min(stringLimitOf(a), stringLimitOf(b)),
    exits: !options.without.has('process') && [a, b].every(({ index }) => index.names.includes('exit_group')),
    askedTable: new Interner(),
    wholeTable: new Interner(),
    errors: new Map<string, number>([['', 0]]),
    results,
    resultNumbers: new Map<string, number>([['', 0]]),
  };
  const sideA = yield* readSide(a, shared);
  const sideB = yield* readSide(b, shared);
  return { a: sideA, b: sideB, vocabulary: { results, decorated: shared.decorated, stringLimit: shared.stringLimit } };
}

interface Shared {
  options: TokenOptions;
  /** Both logs hold exit_group. */
  exits: boolean;
  family: (name: string) => string;
  decorated: boolean;
  stringLimit: number;
  askedTable: Interner;
  wholeTable: Interner;
  errors: Map<string, number>;
  results: string[];
  resultNumbers: Map<string, number>;
}

/** What is known of a name once for all its calls. */
interface NameFacts {
  name: string;
  family: string;
  letters: string | null;
  opening: string;
  leftOut: number;
  class: CallClass;
  /** All that it asks is about a path, about the file of its descriptor, or nothing at all; null where there is more to it. */
  about: 'path' | 'file' | 'nothing' | null;
  /** `newfstatat(3, "", …, AT_EMPTY_PATH)` asks what fstat asks. */
  ofDescriptor: boolean;
}

const OF_DESCRIPTOR = new Set(['newfstatat', 'fstatat64', 'fstatat', 'statx']);
const REFUSED = new Set(['EPERM', 'EACCES', 'ENOSYS']);
const SOCKET_MAKERS = new Set(['socket', 'accept', 'accept4', 'socketpair']);

function* readSide(trace: ReadableTrace, shared: Shared): Generator<void, SideTokens, undefined> {
  const { index } = trace;
  const { count } = index;
  const made = {
    trace,
    asked: new Int32Array(count),
    whole: new Int32Array(count),
    result: new Uint16Array(count),
    families: index.names.map(shared.family),
    leftOut: new Uint32Array(8),
  };
  const reader = createReader(trace, shared);
  for (let event = 0; event < count; event++) {
    const number = reader.asked(event);
    made.asked[event] = number;
    if (number < 0) {
      made.whole[event] = number;
      made.leftOut[-number] = (made.leftOut[-number] ?? 0) + 1;
    } else {
      const result = reader.result(event);
      made.result[event] = result;
      made.whole[event] = shared.wholeTable.intern(number, reader.error(event) * 65_536 + result);
    }
    if (event % STEP === STEP - 1) yield;
  }
  return made;
}

function createReader(trace: ReadableTrace, shared: Shared) {
  const { index, text } = trace;
  const key = new Key();
  const maskPath = pathMask(drawnNames(trace), pidsOf(trace));
  const writer = createKeyWriter(shared.stringLimit, shared.decorated, maskPath);
  const names = index.names.map((name) => factsOf(name, shared));
  const errors = index.errors.map((name) => errorNumber(shared.errors, name));
  const paths = kept(index.paths, maskPath);
  const addresses = kept(index.addresses, maskedAddress);
  const telling = kept(index.paths, (path) => TELLING_CONTENTS.test(path));
  const libraries = kept(index.paths, (path) => LIBRARY.test(path));
  const subjects = subjectsOf(index);
  const firstExec = firstExecOf(trace);
  const subject: CallSubject = { path: '', address: '', descriptor: '', dns: false };
  /** Text of the arguments of the event that was looked at last, and where they begin in it. */
  let args = '';
  let from = 0;
  /** By name and by what they are about: numbers of calls that the columns alone name. */
  const byColumns: (Map<string, number> | undefined)[] = [];

  const asked = (event: number): number => {
    const flags = index.flags[event] ?? 0;
    if ((flags & FLAG.noise) !== 0 && !shared.options.noise) return LEFT_OUT.noise;
    const kind = index.kind[event];
    if (kind === KIND.message) return LEFT_OUT.message;
    const name = names[index.name[event] ?? 0];
    if (name === undefined) return LEFT_OUT.message;
    if (kind === KIND.signal) return PACING_SIGNALS.has(name.name) ? LEFT_OUT.signals : simple(key, shared, 'signal ' + name.name);
    if (kind === KIND.exit) return isToldAlready(event, name.name) ? LEFT_OUT.threads : simple(key, shared, 'ended');
    return call(event, name, flags);
  };

  /** Threads come and go; and where both logs hold exit_group, the kernel's line says the same once more. */
  const isToldAlready = (event: number, name: string): boolean => index.tasks[index.task[event] ?? 0]?.thread === true || (shared.exits && name === 'exited');

  const call = (event: number, facts: NameFacts, flags: number): number => {
    if (shared.options.without.has(facts.class)) return LEFT_OUT.unshared;
    const error = index.errors[index.error[event] ?? 0] ?? '';
    // What rt_sigreturn seems to return is a register of what was interrupted.
    if ((flags & FLAG.restarted) !== 0 || facts.family === 'rt_sigreturn') return LEFT_OUT.scheduling;
    if (facts.leftOut !== 0 && !REFUSED.has(error) && !(facts.leftOut === LEFT_OUT.memory && error === 'ENOMEM')) return facts.leftOut;
    if (error !== '' && NOT_NOW.has(error) && facts.family !== 'clone') return LEFT_OUT.scheduling;
    const known = knownByColumns(event, facts);
    if (known >= 0) return known;
    readArguments(event, facts, flags);
    if (facts.family === 'mmap' && error === '' && args.includes('MAP_ANON', from)) return LEFT_OUT.memory;
    if ((facts.family === 'clone' || facts.family === 'clone3') && error === '' && args.includes('CLONE_THREAD', from)) return LEFT_OUT.threads;
    if ((facts.family === 'tgkill' || facts.family === 'kill') && PACING_SIGNAL.test(args.slice(from, from + 60))) return LEFT_OUT.signals;
    if (event === firstExec) return simple(key, shared, 'the program');
    const path = index.path[event] ?? 0;
    const named = index.address[event] ?? 0;
    const talksTo = subjects.address[event] ?? 0;
    subject.path = path === 0 ? '' : paths(path);
    subject.address = named === 0 ? '' : addresses(named);
    subject.descriptor = descriptorOf(event);
    if ((subject.descriptor === 'eventfd' || args.startsWith('anon_inode:[eventfd', args.indexOf('<', from) + 1)) && (READS.has(facts.family) || WRITES.has(facts.family)))
      return LEFT_OUT.scheduling;
    subject.dns = talksTo !== 0 && (index.addresses[talksTo] ?? '').endsWith(':53');
    key.start();
    if (facts.ofDescriptor && subject.path === '') {
      key.text('fstat');
      writer.write(key, 'f', args, from, subject);
    } else {
      key.text(facts.family);
      // A folder's descriptor is joined to the path where the index knows it.
      writer.write(key, facts.letters, args, from, subject);
    }
    return key.numberIn(shared.askedTable);
  };

  /** Most calls only say which file they are about, and the columns hold that: no text is read for them. -1 where more is needed. */
  const knownByColumns = (event: number, facts: NameFacts): number => {
    if (facts.about === null || event === firstExec) return -1;
    if (facts.about === 'nothing') return byText(event, facts, '');
    if (facts.about === 'path') {
      const path = index.path[event] ?? 0;
      return path === 0 ? -1 : byText(event, facts, paths(path));
    }
    const descriptor = descriptorOf(event);
    if (descriptor === '') return -1;
    return descriptor === 'eventfd' && READS.has(facts.family) ? LEFT_OUT.scheduling : byText(event, facts, descriptor);
  };

  /** The number of a call that is about `subject` and no more. */
  const byText = (event: number, facts: NameFacts, subject: string): number => {
    const known = (byColumns[index.name[event] ?? 0] ??= new Map<string, number>());
    let number = known.get(subject);
    if (number === undefined) {
      key.start();
      key.text(facts.family);
      if (facts.about !== 'nothing') {
        key.put(SEPARATOR);
        key.text(subject);
      }
      number = key.numberIn(shared.askedTable);
      known.set(subject, number);
    }
    return number;
  };

  const readArguments = (event: number, facts: NameFacts, flags: number): void => {
    if ((flags & (FLAG.resumed | FLAG.headless | FLAG.unfinished)) === 0) {
      args = text.line(event);
      const at = args.indexOf(facts.opening);
      from = at + facts.opening.length;
      if (at >= 0) return;
    }
    args = text.parts(event)?.args ?? '';
    from = 0;
  };

  /** What the first argument's descriptor is, by what made it; empty where the log does not hold that. */
  const descriptorOf = (event: number): string => {
    const maker = index.madeBy[event] ?? -1;
    if (maker < 0) return '';
    const file = subjects.file[event] ?? 0;
    if (file !== 0) return paths(file);
    const facts = names[index.name[maker] ?? 0];
    const family = facts?.family ?? '';
    const address = subjects.address[event] ?? 0;
    // Only -yy shows the other end of what was accepted; without it on both sides a socket is a socket.
    if (address !== 0 && (shared.decorated || !SOCKET_MAKERS.has(facts?.name ?? '') || family === 'socket')) return addresses(address);
    return family;
  };

  const result = (event: number): number => {
    const kind = index.kind[event];
    if (kind === KIND.exit) return resultNumber(shared, /\+\+\+ (.*) \+\+\+/.exec(text.line(event))?.[1] ?? '');
    if (kind !== KIND.call || (index.error[event] ?? 0) !== 0) return 0;
    const facts = names[index.name[event] ?? 0];
    if (facts === undefined) return 0;
    switch (facts.family) {
      case 'execve':
        readArguments(event, facts, index.flags[event] ?? 0);
        return resultNumber(shared, wordsOf(args.slice(from, from + 8_192), maskPath));
      case 'exit_group':
        readArguments(event, facts, index.flags[event] ?? 0);
        return resultNumber(shared, `code ${/^\d+/.exec(args.slice(from, from + 12))?.[0] ?? '?'}`);
      case 'open':
        return shared.decorated && libraries(index.path[event] ?? 0) ? resultNumber(shared, otherLibrary(index.paths[index.path[event] ?? 0] ?? '', text, event)) : 0;
      case 'wait4':
        readArguments(event, facts, index.flags[event] ?? 0);
        return resultNumber(shared, waitStatus(args.slice(from, from + 400)));
      case 'read':
      case 'pread64': {
        const file = subjects.file[event] ?? 0;
        if (file === 0 || !telling(file)) return 0;
        readArguments(event, facts, index.flags[event] ?? 0);
        return resultNumber(shared, contents(args, from, shared.stringLimit));
      }
      default:
        return 0;
    }
  };

  return { asked, result, error: (event: number): number => errors[index.error[event] ?? 0] ?? 0 };
}

function factsOf(name: string, shared: Shared): NameFacts {
  const family = shared.family(name);
  const leftOut = SCHEDULING.has(family) ? LEFT_OUT.scheduling : MEMORY.has(family) ? LEFT_OUT.memory : 0;
  const letters = asked(name) ?? asked(family);
  const about =
    family === 'clone' || family === 'clone3' || family === 'kill'
      ? null
      : letters === ''
        ? 'nothing'
        : letters === 'f'
          ? 'file'
          : letters === 'p' || letters === 'dp'
            ? 'path'
            : null;
  return { name, family, letters, about, opening: `${name}(`, leftOut, class: classOf(family), ofDescriptor: OF_DESCRIPTOR.has(name) };
}

/** Calls of a kind whose number depends on how much came at a time. */
export const inPieces = (family: string): boolean => IN_PIECES.has(family);

function simple(key: Key, shared: Shared, text: string): number {
  key.start();
  key.text(text);
  return key.numberIn(shared.askedTable);
}

/** Errors that are no failure: it goes on in the background. */
export const failure = (error: string): string => (error === 'EINPROGRESS' || error === 'EALREADY' ? '' : error);

function errorNumber(errors: Map<string, number>, error: string): number {
  const name = failure(error);
  const number = errors.get(name) ?? errors.size;
  errors.set(name, number);
  return number;
}

function resultNumber(shared: Shared, text: string): number {
  const known = shared.resultNumbers.get(text);
  if (known !== undefined) return known;
  if (shared.results.length >= MOST_RESULTS) return 0;
  const number = shared.results.push(text) - 1;
  shared.resultNumbers.set(text, number);
  return number;
}

/** What a program is started with, behind its own name. */
function wordsOf(args: string, maskPath: MaskPath): string {
  const words: string[] = [];
  const list = splitArguments(args, 3)[1] ?? '';
  for (let at = list.indexOf('"'); at >= 0; at = list.indexOf('"', at)) {
    const end = literalEnd(list, at);
    if (end < 0) break;
    words.push(maskedText(list.slice(at + 1, end - 1), maskPath));
    at = end;
  }
  return words.slice(1).join(' ');
}

/** `code 1`, `SIGSEGV`; empty for a child that is still there. */
function waitStatus(args: string): string {
  const code = /WEXITSTATUS\(s\) == (\d+)|si_code=CLD_EXITED[^}]*si_status=(\d+)/.exec(args);
  if (code) return `code ${code[1] ?? code[2] ?? ''}`;
  const signal = /WTERMSIG\(s\) == (SIG[A-Z0-9]+)|si_code=CLD_(?:KILLED|DUMPED)[^}]*si_status=(SIG[A-Z0-9]+)/.exec(args);
  return signal?.[1] ?? signal?.[2] ?? '';
}

function contents(args: string, from: number, limit: number): string {
  const open = args.indexOf('"', from);
  if (open < 0) return '';
  const end = literalEnd(args, open);
  return args.slice(open + 1, end < 0 ? undefined : end - 1).slice(0, limit * 4);
}

/** `libc.so.6` that is a link to libc-2.31.so is `libc-2.31.so`; empty for what is no library, or is no link to a file of another name. */
function otherLibrary(path: string, text: TraceText, event: number): string {
  const opened = /^\d+<([^<>]*)>/.exec(text.parts(event)?.result ?? '')?.[1] ?? '';
  const base = baseOf(opened);
  return base === baseOf(path) ? '' : base;
}

const pidsOf = ({ index }: ReadableTrace): Set<number> => new Set(index.tasks.flatMap(({ pid }) => (pid === null ? [] : [pid])));

/** Temporary files and folders that the trace shows being made under a name that was not there before. */
function drawnNames({ index, text }: ReadableTrace): Set<string> {
  const drawn = new Set<string>();
  const temporary = index.paths.map(isTemporary);
  if (!temporary.includes(true)) return drawn;
  for (let event = 0; event < index.count && drawn.size < MOST_DRAWN; event++) {
    const path = index.path[event] ?? 0;
    if (temporary[path] !== true || index.error[event] !== 0) continue;
    const name = index.names[index.name[event] ?? 0] ?? '';
    if (/^open/.test(name) ? text.line(event).includes('O_EXCL') : /^mkdir/.test(name) && text.line(event).includes(', 0700')) drawn.add(index.paths[path] ?? '');
  }
  return drawn;
}

/** Characters that -s left of a string: as many as the first one that was cut has. */
function stringLimitOf({ index, text }: ReadableTrace): number {
  for (let event = 0, looked = 0; event < index.count && looked < 50; event++) {
    if (((index.flags[event] ?? 0) & FLAG.cut) === 0) continue;
    looked++;
    const args = text.parts(event)?.args ?? '';
    const cut = /"((?:[^"\\]|\\.)*)"\.\.\./.exec(args.slice(0, 100_000));
    if (cut) return Math.min(LONGEST_STRING, (cut[1] ?? '').replace(/\\(?:x[0-9a-f]{2}|[0-7]{1,3}|.)/g, '.').length);
  }
  return LONGEST_STRING;
}

/** The event that starts the program itself; -1 where the log begins later. */
export function firstExecOf({ index }: ReadableTrace): number {
  const exec = index.names.indexOf('execve');
  if (exec < 0) return -1;
  for (let event = 0; event < Math.min(index.count, 100); event++) if (index.kind[event] === KIND.call && index.name[event] === exec) return event;
  return -1;
}

function kept<T>(table: readonly string[], make: (text: string) => T): (number: number) => T {
  const made: (T | undefined)[] = [];
  return (number) => (made[number] ??= make(table[number] ?? ''));
}
