// The pass over all bytes: where lines begin, and which keywords end where. Nothing is decoded here.
import type { Automaton } from './automaton.ts';
import type { Window } from './window.ts';

const LF = 0x0a;
const ESC = 0x1b;
const BEL = 0x07;
const CLOSE = 2_000;

/** Where an escape sequence that a chunk cut in two stands. */
type Escape = 'none' | 'begun' | 'csi' | 'string';

export class Scanner {
  /** Line (index in the window), state, place of the last byte; three numbers each. */
  found = new Int32Array(3 * 1_024);
  count = 0;
  /** By row of the automaton: where it was noted last. */
  private readonly lastLine: Int32Array;
  private readonly lastPlace: Int32Array;
  private state = 0;
  private escape: Escape = 'none';
  private readonly automaton: Automaton;
  private readonly window: Window;
  /** What the state is after a line end: a broken line goes on. Null: lines are lines. */
  private readonly goesOn: ((start: number, end: number, state: number) => number) | null;

  constructor(automaton: Automaton, window: Window, goesOn: ((start: number, end: number, state: number) => number) | null) {
    this.automaton = automaton;
    this.window = window;
    this.goesOn = goesOn;
    this.lastLine = new Int32Array(automaton.rows).fill(-1);
    this.lastPlace = new Int32Array(automaton.rows);
  }

  /** Looks at the bytes from `from` to the window's end. */
  scan(from: number): void {
    const { window } = this;
    const { classes, next, events, line, escape } = this.automaton;
    const { bytes, size } = window;
    let state = this.state;
    let at = this.escape === 'none' ? from : this.leave(from);
    for (; at < size; at += 1) {
      const to = next[state + (classes[bytes[at] as number] as number)] as number; // in range: that is how the table was made
      if (to < events) {
        state = to;
        continue;
      }
      if (to === line) {
        const start = window.startOf(window.count - 1);
        window.begin(at + 1);
        state = this.goesOn === null ? 0 : this.goesOn(start, at, state);
      } else if (to === escape) {
        this.escape = 'begun';
        at = this.leave(at + 1) - 1; // words go on behind a change of colour
      } else {
        state = to;
        this.note(window.count - 1, to, at);
      }
    }
    this.state = state;
  }

  /** Behind an escape sequence; the window's end where it goes on. An LF ends any. */
  private leave(from: number): number {
    const { bytes, size } = this.window;
    let at = from;
    while (at < size && this.escape !== 'none') {
      const byte = bytes[at] ?? 0;
      if (byte === LF) {
        this.escape = 'none';
        return at;
      }
      at += 1;
      if (this.escape === 'begun') {
        if (byte === 0x5b) this.escape = 'csi';
        else if (byte === 0x5d || byte === 0x50 || byte === 0x58 || byte === 0x5e || byte === 0x5f) this.escape = 'string';
        else if (byte < 0x20 || byte > 0x2f) this.escape = 'none';
      } else if (this.escape === 'csi') {
        if (byte < 0x20 || byte > 0x3f) this.escape = 'none';
      } else if (byte === BEL) this.escape = 'none';
      else if (byte === ESC) this.escape = 'begun'; // its end is ESC and a backslash
    }
    return at;
  }

  private note(line: number, state: number, at: number): void {
    const { found, count } = this;
    const row = state / this.automaton.width;
    // The same word again, close behind on the same line, says nothing new: it is looked at with what stands around it.
    if (this.lastLine[row] === line && at - (this.lastPlace[row] ?? 0) < CLOSE) return;
    this.lastLine[row] = line;
    this.lastPlace[row] = at;
    if (3 * count === found.length) {
      this.found = new Int32Array(found.length * 2);
      this.found.set(found);
    }
    this.found[3 * count] = line;
    this.found[3 * count + 1] = state;
    this.found[3 * count + 2] = at;
    this.count += 1;
  }

  /** Forgets the first `notes`, and moves the rest by what the window dropped. */
  drop(notes: number, lines: number, bytes: number): void {
    this.found.copyWithin(0, 3 * notes, 3 * this.count);
    this.count -= notes;
    this.lastLine.fill(-1);
    for (let each = 0; each < this.count; each += 1) {
      this.found[3 * each] = (this.found[3 * each] ?? 0) - lines;
      this.found[3 * each + 2] = (this.found[3 * each + 2] ?? 0) - bytes;
    }
  }
}
