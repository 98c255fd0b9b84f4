// Reads a log of any length in pieces: one pass over the bytes for all keywords, then only the lines that hold one are decoded, cleaned and matched.
// Memory is bounded whatever the log holds; what that costs is told in `notes`.
import type { LogName, Signal } from '../types.ts';
import { buildAutomaton, needleOf, type Automaton } from './automaton.ts';
import { binaryOf, encodingOf, wrappedAt, type Wrapped } from './encoding.ts';
import { Evaluator } from './evaluate.ts';
import { LIKELY_WORDS } from './likely.ts';
import { Scanner } from './scan.ts';
import type { LogReader, LogReading } from './types.ts';
import { Window } from './window.ts';

/** Looked at as a whole before anything else: its encoding, whether it is text, the width that it was broken at. */
const HEAD = 1 << 18;
const BLOCK = 1 << 20;
/** A line that is longer is read in pieces. */
const LONG_LINE = 1 << 16;
/** What stays in memory behind a line that was looked at. */
const KEPT_BEHIND = 1 << 16;
const KEPT_BEFORE = 1 << 18;
/** Lines of context, and of a message that was broken. */
const AROUND = 6;

const utf8 = new TextEncoder();

/** What a set of signals comes to; made once for many logs. */
export interface SignalTable {
  signals: readonly Signal[];
  automaton: Automaton;
  /** Keyword -> signals; those from `signals.length` on are words of {@link LIKELY_WORDS}. */
  ofKeyword: readonly (readonly number[])[];
}

export function signalTable(signals: readonly Signal[]): SignalTable {
  const numbers = new Map<string, number[]>();
  const add = (word: string, signal: number): void => {
    const known = numbers.get(word);
    if (known === undefined) numbers.set(word, [signal]);
    else known.push(signal);
  };
  signals.forEach(({ keywords }, index) => {
    for (const word of keywords) add(needleOf(word).toLowerCase(), index);
  });
  for (const word of LIKELY_WORDS) add(needleOf(word), signals.length);
  return { signals, automaton: buildAutomaton([...numbers.keys()].map((word) => utf8.encode(word))), ofKeyword: [...numbers.values()] };
}

/** `log` names it in the evidence. */
export function createLogReader(table: SignalTable, log: LogName = 'log'): LogReader {
  return new Reader(table, log);
}

class Reader implements LogReader {
  private readonly table: SignalTable;
  private readonly log: LogName;
  private head: Uint8Array[] = [];
  private headBytes = 0;
  private bytes = 0;
  private notes: string[] = [];
  /** Null until the head has been looked at. */
  private stream: Stream | null = null;
  private binary: string | null = null;
  private decoder: InstanceType<typeof TextDecoder> | null = null;

  constructor(table: SignalTable, log: LogName) {
    this.table = table;
    this.log = log;
  }

  push(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    if (this.binary !== null) return;
    if (this.stream !== null) return this.feed(this.stream, chunk);
    this.head.push(chunk.slice()); // the caller may use its buffer again
    this.headBytes += chunk.length;
    if (this.headBytes >= HEAD) this.begin();
  }

  private begin(): Stream | null {
    const head = joined(this.head, this.headBytes);
    this.head = [];
    const { encoding, skip } = encodingOf(head);
    this.binary = encoding === 'utf-8' ? binaryOf(head) : null;
    if (this.binary !== null) {
      this.notes.push(`the log is ${this.binary}: nothing was read from it`);
      return null;
    }
    let sample = head.subarray(skip);
    if (encoding !== 'utf-8') {
      this.decoder = new TextDecoder(encoding, { ignoreBOM: true });
      this.notes.push(`the log is ${encoding === 'utf-16le' ? 'UTF-16 (little endian)' : 'UTF-16 (big endian)'}; it was read as such`);
      sample = utf8.encode(new TextDecoder(encoding, { ignoreBOM: true }).decode(sample));
    }
    const stream = new Stream(this.table, this.log, wrappedAt(new TextDecoder().decode(sample.subarray(0, HEAD))));
    this.stream = stream;
    this.feed(stream, head.subarray(skip));
    return stream;
  }

  private feed(stream: Stream, chunk: Uint8Array): void {
    const bytes = this.decoder === null ? chunk : utf8.encode(this.decoder.decode(chunk, { stream: true }));
    for (let from = 0; from < bytes.length; from += BLOCK) stream.block(bytes.subarray(from, from + BLOCK));
  }

  finish(): LogReading {
    const stream = this.stream ?? (this.binary === null ? this.begin() : null);
    if (stream === null) return { log: this.log, lines: 0, bytes: this.bytes, hits: new Map(), likely: [], notes: this.notes };
    if (this.decoder !== null) stream.block(utf8.encode(this.decoder.decode()));
    return stream.finish(this.bytes, this.notes);
  }
}

/** UTF-8 in blocks. */
class Stream {
  private readonly window = new Window();
  private readonly scanner: Scanner;
  private readonly evaluator: Evaluator;
  /** The number of the line that was last cut into pieces. */
  private cut = 0;

  constructor(table: SignalTable, log: LogName, wrapped: Wrapped | null) {
    const { window } = this;
    this.scanner = new Scanner(table.automaton, window, wrapped === null ? null : goesOn(table.automaton, window, wrapped));
    this.evaluator = new Evaluator(table, log, window, wrapped);
  }

  block(bytes: Uint8Array): void {
    const { window, scanner } = this;
    const from = window.size;
    window.append(bytes);
    scanner.scan(from);
    if (window.size - window.startOf(window.count - 1) > LONG_LINE) {
      window.begin(window.size, true);
      this.cut = window.numberOf(window.count - 1);
      this.evaluator.longLines = true;
    }
    // Lines wait until those behind them are there, unless that takes too much.
    let ready = window.count - 1 - AROUND;
    while (ready < window.count - 1 && window.size - window.startOf(Math.max(0, ready)) > KEPT_BEFORE) ready += 1;
    if (ready > 0) this.evaluate(ready);
  }

  private evaluate(ready: number): void {
    const { window, scanner } = this;
    const done = this.evaluator.lines(scanner.found, scanner.count, ready);
    let keep = Math.max(0, ready - AROUND);
    while (keep < ready && window.startOf(ready) - window.startOf(keep) > KEPT_BEHIND) keep += 1;
    scanner.drop(done, keep, window.drop(keep));
  }

  finish(bytes: number, notes: readonly string[]): LogReading {
    const { window, scanner } = this;
    this.evaluator.lines(scanner.found, scanner.count, window.count, true);
    const last = window.count - 1;
    // Nothing stands behind the last line end; behind a piece of a line there is none yet.
    const ended = window.startOf(last) === window.size && window.numberOf(last) !== this.cut;
    const lines = ended ? window.numberOf(last) - 1 : window.numberOf(last);
    return this.evaluator.finish({ lines, bytes, notes: [...notes] });
  }
}

/** The state at a line end in a log that was broken at a width: words go on in the next line. */
const goesOn =
  (automaton: Automaton, window: Window, { width }: Wrapped) =>
  (start: number, end: number, state: number): number => {
    const bytes = end - start;
    if (state === 0 || bytes < width / 4 || bytes > width * 6) return 0;
    let columns = 0;
    for (let at = start; at < end; at += 1) if (((window.bytes[at] ?? 0) & 0xc0) !== 0x80 && window.bytes[at] !== 0x0d) columns += 1;
    if (columns > width || columns * 2 < width) return 0;
    // Broken at a space that went with it, or (where the line fills the width) within a word.
    const spaced = automaton.next[state + (automaton.classes[0x20] ?? 0)] ?? 0;
    if (columns < width) return spaced;
    const goes = (automaton.depths[spaced / automaton.width] ?? 0) > (automaton.depths[state / automaton.width] ?? 0);
    return goes && window.bytes[end + 1] !== 0x20 ? spaced : state;
  };

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
