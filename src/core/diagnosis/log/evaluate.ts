// Lines that hold a keyword: decoded, cleaned, matched. Keeps the first hits of each signal and the last; bounds what a hostile log may cost.
import type { Hit, LogLine, LogName, Signal } from '../types.ts';
import { readingsOf } from './clean.ts';
import { isGarbage, type Wrapped } from './encoding.ts';
import { broken, type Joined } from './joined.ts';
import { Likely } from './likely.ts';
import type { SignalTable } from './reader.ts';
import { Shapes, shapeOf } from './shapes.ts';
import type { LogReading } from './types.ts';
import type { Window } from './window.ts';

const FIRST = 100;
const LAST = 20;
const AROUND = 6;
/** Bytes: a longer line is cut to the part around what was found; context is cut at its end. */
const WHOLE_LINE = 8_000;
const BEFORE_MATCH = 2_000;
const CONTEXT = 2_000;
/** Parts of a long line that are looked at. */
const PARTS = 16;
/** A signal that was tried so often rests: in a log of nothing but its words only the last lines of each block are tried for it, and those at the end. */
const TIRED = 400_000;
/** A line that is tried counts as much as so many that are left out. */
const LIKE_HOPELESS = 100;
/** What trying lines may cost in all, in patterns tried (and what reading a line costs beside). The worst patterns take some microseconds. */
const BUDGET = 400_000;
const READING = 3;
const OF_BLOCK = 400;
const OF_END = 30_000;
/** From so many patterns on, lines of a shape that never matched are left out. */
const TRIED_FREELY = 3_000;
/** Lines that hold nothing but a likely word. */
const LIKELY_FREELY = 1_500;
const LIKELY_OF_BLOCK = 8;
/** Characters of hits and their context in memory. */
const KEPT_CHARACTERS = 24_000_000;

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

interface Found {
  first: Hit[];
  last: Hit[];
  count: number;
}

export class Evaluator {
  longLines = false;
  private readonly table: SignalTable;
  private readonly log: LogName;
  private readonly window: Window;
  private readonly wrapped: Wrapped | null;
  private readonly found: (Found | undefined)[];
  private readonly likely = new Likely();
  private readonly shapes = new Shapes();
  /** Signal -> the candidate that last named it. */
  private readonly stamps: Float64Array;
  private stamp = 0;
  /** Signals that have all their first hits, or were tried too often. */
  private readonly resting: Uint8Array;
  private readonly tries: Uint32Array;
  /** How often a signal came to rest: what is known of states is as old. */
  private rests = 1;
  /** By row of the automaton: its signals, found out once; lines that it was found on; since when all its signals rest. */
  private readonly signals: (readonly number[] | undefined)[];
  private readonly seen: Float64Array;
  private readonly restsSince: Float64Array;
  private spent = 0;
  private untried = 0;
  private likelySeen = 0;
  private garbage = 0;
  private cut = false;
  private characters = 0;
  private context = new Map<number, LogLine>();

  constructor(table: SignalTable, log: LogName, window: Window, wrapped: Wrapped | null) {
    this.table = table;
    this.log = log;
    this.window = window;
    this.wrapped = wrapped;
    this.found = new Array<Found | undefined>(table.signals.length).fill(undefined);
    this.stamps = new Float64Array(table.signals.length + 1);
    this.resting = new Uint8Array(table.signals.length);
    this.tries = new Uint32Array(table.signals.length);
    this.signals = new Array<readonly number[] | undefined>(table.automaton.rows).fill(undefined);
    this.seen = new Float64Array(table.automaton.rows);
    this.restsSince = new Float64Array(table.automaton.rows);
  }

  /**
   * Looks at the candidates in lines before `ready` (an index in the window); `notes` is what the scan noted, `count` how many; `last`: it is the end of the log.
   * Returns how many are done with.
   */
  lines(notes: Int32Array, count: number, ready: number, last = false): number {
    const waiting: number[] = []; // candidates whose signals all rest: from and to in the notes
    const quiet: number[] = [];
    const { width } = this.table.automaton;
    let at = 0;
    while (at < count) {
      const line = notes[3 * at] ?? 0;
      if (line >= ready) break;
      const from = at;
      let any = false;
      let awake = false;
      for (; at < count && notes[3 * at] === line; at += 1) {
        const state = notes[3 * at + 1] ?? 0;
        const row = state / width;
        this.seen[row] = (this.seen[row] ?? 0) + 1;
        if (this.ofState(state).length === 0) continue;
        any = true;
        awake ||= !this.allRest(row);
      }
      if (!any) quiet.push(line);
      else if (!awake || this.spent >= BUDGET) waiting.push(from, at);
      else this.evaluate(notes, from, at, this.signalsOf(notes, from, at, false), false);
    }
    this.fromTheEnd(notes, waiting, last ? OF_END : OF_BLOCK);
    if (this.likelySeen < LIKELY_FREELY) for (const line of quiet.slice(0, LIKELY_FREELY - this.likelySeen)) this.look(line);
    else for (const line of quiet.slice(last ? -LIKELY_FREELY : -LIKELY_OF_BLOCK)) this.look(line);
    this.likelySeen += quiet.length;
    this.context.clear();
    return at;
  }

  /** Signals of a line that are to be tried (`all`: also those that rest). */
  private signalsOf(notes: Int32Array, from: number, to: number, all: boolean): number[] {
    const stamp = ++this.stamp;
    const found: number[] = [];
    for (let each = from; each < to; each += 1)
      for (const signal of this.ofState(notes[3 * each + 1] ?? 0)) {
        if ((!all && this.resting[signal] === 1) || this.stamps[signal] === stamp) continue;
        this.stamps[signal] = stamp;
        found.push(signal);
      }
    return found;
  }

  private ofState(state: number): readonly number[] {
    const { signals, automaton, ofKeyword } = this.table;
    const row = state / automaton.width;
    const known = this.signals[row];
    if (known !== undefined) return known;
    const found = [...new Set(automaton.endsAt(state).flatMap((keyword) => ofKeyword[keyword] ?? []))].filter((signal) => signal < signals.length);
    this.signals[row] = found;
    return found;
  }

  /** Whether all signals of a row rest. That they do stays; that they don't is asked again when another came to rest. */
  private allRest(row: number): boolean {
    const since = this.restsSince[row] ?? 0;
    if (since === Infinity || since === this.rests) return since === Infinity;
    const rest = (this.signals[row] ?? []).every((signal) => this.resting[signal] === 1);
    this.restsSince[row] = rest ? Infinity : this.rests;
    return rest;
  }

  private rest(signal: number): void {
    if (this.resting[signal] === 1) return;
    this.resting[signal] = 1;
    this.rests += 1;
  }

  /** The last candidates of a block, until each of their signals has its last hits or they cost too much. */
  private fromTheEnd(notes: Int32Array, waiting: readonly number[], budget: number): void {
    const fresh = new Map<number, number>();
    const chosen: [number, number, number[]][] = [];
    let left = budget;
    let each = waiting.length - 2;
    for (; each >= 0 && left > 0; each -= 2) {
      const from = waiting[each] ?? 0;
      const to = waiting[each + 1] ?? 0;
      const wanted = this.signalsOf(notes, from, to, true).filter((signal) => (fresh.get(signal) ?? 0) < LAST);
      left -= 1;
      if (wanted.length === 0) continue;
      for (const signal of wanted) fresh.set(signal, (fresh.get(signal) ?? 0) + 1);
      left -= READING + wanted.length;
      chosen.push([from, to, wanted]);
    }
    if (each >= 0) this.untried += each / 2 + 1;
    for (const [from, to, signals] of chosen.reverse()) this.evaluate(notes, from, to, signals, true);
  }

  private of(signal: number): Found {
    return (this.found[signal] ??= { first: [], last: [], count: 0 });
  }

  private evaluate(notes: Int32Array, from: number, to: number, signals: readonly number[], always: boolean): void {
    const { window } = this;
    const line = notes[3 * from] ?? 0;
    const start = window.startOf(line);
    const end = window.endOf(line);
    if (isGarbage(window.bytes, start, Math.min(end, start + WHOLE_LINE))) {
      this.garbage += 1;
      return;
    }
    const shape = this.spent > TRIED_FREELY && !always ? shapeOf(window.bytes, start, end) : null;
    const hopeless = shape !== null && this.shapes.hopeless(shape);
    for (const signal of signals) {
      const tries = (this.tries[signal] ?? 0) + (hopeless ? 1 : LIKE_HOPELESS);
      this.tries[signal] = tries;
      if (tries >= TIRED) this.rest(signal);
    }
    if (hopeless) return;
    this.spent += READING + signals.length;
    let hit = false;
    if (end - start <= WHOLE_LINE) hit = this.match(line, start, end, signals);
    else {
      // Of a long line: what stands around each keyword.
      this.cut = true;
      let seen = -1;
      let parts = 0;
      for (let each = from; each < to && parts < PARTS; each += 1) {
        const place = notes[3 * each + 2] ?? 0;
        if (place < seen || !this.speaks(notes, each)) continue;
        parts += 1;
        const left = characterAt(window.bytes, Math.max(start, place - BEFORE_MATCH), start);
        seen = Math.min(end, left + WHOLE_LINE);
        hit = this.match(line, left, characterAt(window.bytes, seen, left), signals) || hit;
      }
    }
    if (!hit && shape !== null) this.shapes.fail(shape);
    // Also what a signal was found on: not every one decides something.
    if (this.likelySeen < LIKELY_FREELY) this.look(line);
    this.likelySeen += 1;
  }

  /** Whether a note is of a signal, and not of a likely word alone. */
  private speaks = (notes: Int32Array, note: number): boolean => this.ofState(notes[3 * note + 1] ?? 0).length > 0;

  private match(line: number, start: number, end: number, signals: readonly number[]): boolean {
    const raw = this.text(start, end);
    const readings = readingsOf(raw);
    const wholes = this.wrapped === null ? [] : broken(this.window, line, this.wrapped, (index) => this.plain(index, this.window.endOf(index)));
    let hit = false;
    for (const signal of signals) {
      const { pattern, id } = this.table.signals[signal] as Signal; // its number is an index
      const found = first(pattern, readings);
      const across = acrossLines(pattern, wholes, this.wrapped?.sure === true ? line : null);
      if (across !== null && (found === null || this.wrapped?.sure === true)) {
        this.keep(signal, { id, index: across.line, raw: this.rawOf(across.line), text: across.text, match: across.match });
        hit = true;
      } else if (found !== null) {
        this.keep(signal, { id, index: line, raw, text: found.text, match: found.match });
        hit = true;
      }
    }
    return hit;
  }

  private keep(signal: number, { id, index, raw, text, match }: { id: string; index: number; raw: string; text: string; match: RegExpMatchArray }): void {
    const found = this.of(signal);
    const number = this.window.numberOf(index);
    // A broken line is found from each of its parts.
    const before = found.last.at(-1) ?? found.first.at(-1);
    if (before !== undefined && before.line.number === number && before.match[0] === match[0]) return;
    found.count += 1;
    if (this.characters > KEPT_CHARACTERS) {
      this.rest(signal);
      return;
    }
    const line: LogLine = { log: this.log, number, raw, text };
    const hit: Hit = { signal: id, line, match, before: this.around(index, -1), after: this.around(index, 1) };
    this.characters += raw.length + text.length;
    if (found.first.length < FIRST) {
      found.first.push(hit);
      if (found.first.length === FIRST) this.rest(signal);
    } else {
      found.last.push(hit);
      if (found.last.length > 2 * LAST) found.last = found.last.slice(-LAST);
    }
  }

  private around(index: number, step: 1 | -1): LogLine[] {
    const lines: LogLine[] = [];
    for (let at = index + step; at >= 0 && at < this.window.count && lines.length < AROUND; at += step) {
      if (this.window.numberOf(at) === this.window.numberOf(index)) continue;
      if (at === this.window.count - 1 && this.window.startOf(at) === this.window.size) continue; // behind the last line end
      lines.push(this.plain(at, this.window.startOf(at) + CONTEXT));
    }
    return step === 1 ? lines : lines.reverse();
  }

  /** A line as it stands, up to a place. */
  private plain(index: number, until: number): LogLine {
    const known = this.context.get(index);
    if (known !== undefined) return known;
    const start = this.window.startOf(index);
    const end = this.window.endOf(index);
    const raw = this.text(start, end <= until ? end : characterAt(this.window.bytes, Math.min(end, start + CONTEXT), start));
    const line: LogLine = { log: this.log, number: this.window.numberOf(index), raw, text: readingsOf(raw)[0] ?? '' };
    this.characters += 2 * raw.length;
    this.context.set(index, line);
    return line;
  }

  private rawOf(index: number): string {
    const start = this.window.startOf(index);
    const end = this.window.endOf(index);
    return this.text(start, end - start <= WHOLE_LINE ? end : characterAt(this.window.bytes, start + WHOLE_LINE, start));
  }

  private text = (from: number, to: number): string => utf8.decode(this.window.bytes.subarray(from, to));

  private look(index: number): void {
    const start = this.window.startOf(index);
    const end = this.window.endOf(index);
    if (end - start > WHOLE_LINE || isGarbage(this.window.bytes, start, end)) return;
    const raw = this.text(start, end);
    this.likely.consider({ log: this.log, number: this.window.numberOf(index), raw, text: readingsOf(raw)[0] ?? '' });
  }

  /** Lines that hold a word of a signal: no fewer than those that it matches. */
  private linesWith(signal: number): number {
    let count = 0;
    this.signals.forEach((signals, row) => {
      if (signals?.includes(signal) === true) count += this.seen[row] ?? 0;
    });
    return count;
  }

  finish({ lines, bytes, notes }: { lines: number; bytes: number; notes: string[] }): LogReading {
    const hits = new Map<string, { hits: Hit[]; count: number }>();
    this.found.forEach((found, signal) => {
      const id = this.table.signals[signal]?.id;
      if (found !== undefined && id !== undefined)
        hits.set(id, { hits: [...found.first, ...found.last.slice(-LAST)], count: Math.max(found.count, this.resting[signal] === 1 ? this.linesWith(signal) : 0) });
    });
    if (this.garbage > 0) notes.push(`${this.garbage} ${this.garbage === 1 ? 'line' : 'lines'} of binary data left out`);
    if (this.cut) notes.push(`lines longer than ${WHOLE_LINE} bytes are shown as the part around what was found`);
    if (this.untried > 0) notes.push(`${this.untried} lines of words that came up thousands of times were not looked at; the beginning and the end of the log were`);
    if (this.characters > KEPT_CHARACTERS) notes.push('more was found than is kept: later lines are counted only');
    return { log: this.log, lines, bytes, hits, likely: this.likely.finish(), notes };
  }
}

function first(pattern: RegExp, readings: readonly string[]): { text: string; match: RegExpMatchArray } | null {
  for (const text of readings) {
    const match = pattern.exec(text);
    if (match !== null) return { text, match };
  }
  return null;
}

/** A match that begins in one line and ends in another, or (`also`) lies within that one; `line` is where it begins. */
function acrossLines(pattern: RegExp, wholes: readonly Joined[], also: number | null): { line: number; text: string; match: RegExpMatchArray } | null {
  for (const { text, ends, indexes } of wholes) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const at = ends.findIndex((end) => match.index < end);
    const end = ends[at];
    const line = indexes[at];
    if (end !== undefined && line !== undefined && (line === also || match.index + match[0].length > end)) return { line, text, match };
  }
  return null;
}

/** The same place, or the begin of the character that it goes through; not before `least`. */
function characterAt(bytes: Uint8Array, place: number, least: number): number {
  let at = place;
  for (let steps = 0; steps < 3 && at > least && at < bytes.length && ((bytes[at] ?? 0) & 0xc0) === 0x80; steps += 1) at -= 1;
  return at;
}
