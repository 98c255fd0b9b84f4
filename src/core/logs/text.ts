// One log as bytes with the places where its lines begin. Lives in the worker; grows by `append` while its cell runs.
// A line ends at LF; one CR before it belongs to the end (CRLF). A CR elsewhere is text: a progress bar stays one line, as the program wrote it.
// Bytes that are no UTF-8 read as U+FFFD. The last line needs no end; an empty log has no line.

const LF = 0x0a;
const CR = 0x0d;

/** Longest log that is indexed: captures stop at 64 MB, and an imported bundle may bring more. */
export const MAX_LOG_BYTES = 1 << 30;

export class LogText {
  /** Of the bytes that are there; the buffer may be longer. */
  size = 0;
  private buffer: Buffer;
  private starts: Uint32Array;
  /** How many of `starts` are set: one more than there are LFs. */
  private known = 1;

  constructor(bytes: Uint8Array = new Uint8Array(0)) {
    this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.starts = new Uint32Array(Math.max(1_024, Math.ceil(bytes.byteLength / 64)));
    this.size = bytes.byteLength;
    this.index(0);
  }

  /** What it takes in memory. */
  get memory(): number {
    return this.buffer.length + this.starts.byteLength;
  }

  /** How many lines there are; a last one without an end counts. */
  get total(): number {
    return this.starts[this.known - 1] === this.size ? this.known - 1 : this.known;
  }

  append(chunk: Uint8Array): void {
    const from = this.size;
    const needed = from + chunk.byteLength;
    if (needed > this.buffer.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(needed, Math.min(this.buffer.length * 2, this.buffer.length + (32 << 20)), 1 << 16));
      this.buffer.copy(grown, 0, 0, from);
      this.buffer = grown;
    }
    this.buffer.set(chunk, from);
    this.size = needed;
    this.index(from);
  }

  private index(from: number): void {
    const { buffer, size } = this;
    for (let at = buffer.indexOf(LF, from); at >= 0 && at < size; at = buffer.indexOf(LF, at + 1)) {
      if (this.known === this.starts.length) {
        const grown = new Uint32Array(this.starts.length * 2);
        grown.set(this.starts);
        this.starts = grown;
      }
      this.starts[this.known++] = at + 1;
    }
  }

  /** Where line `line` (from 1) begins; behind the last one, the size. */
  startOf(line: number): number {
    return line > this.known ? this.size : (this.starts[line - 1] ?? this.size);
  }

  /** Where the text of a line ends, its line end not counted. */
  endOf(line: number): number {
    const start = this.startOf(line);
    let end = line < this.known ? this.startOf(line + 1) - 1 : this.size;
    if (end > start && this.buffer[end - 1] === CR) end -= 1;
    return end;
  }

  /** The line (from 1) that holds a byte. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.known - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  /** The bytes between two places, as they stand. */
  bytes(from: number, to: number): Uint8Array {
    return this.buffer.subarray(from, Math.min(to, this.size));
  }

  /** The bytes between two places, each as the character of its number. */
  latin1(from: number, to: number): string {
    return this.buffer.toString('latin1', from, Math.min(to, this.size));
  }

  /** The bytes between two places as text. */
  slice(from: number, to: number): string {
    return this.buffer.toString('utf8', from, Math.min(to, this.size));
  }

  line(line: number): string {
    return this.slice(this.startOf(line), this.endOf(line));
  }

  /** At most `max` UTF-16 units of a line, never half a character; reads no more bytes than they can take. */
  lineHead(line: number, max: number): { text: string; cut: boolean } {
    const start = this.startOf(line);
    const end = this.endOf(line);
    // A unit takes at most three bytes of UTF-8; what a cut through a character leaves at the end lies beyond `max`.
    const text = this.slice(start, Math.min(end, start + max * 3 + 4));
    if (text.length <= max) return { text, cut: false };
    const last = text.charCodeAt(max - 1);
    return { text: text.slice(0, last >= 0xd800 && last < 0xdc00 ? max - 1 : max), cut: true };
  }

  /** The first place of these bytes at or after `from`; -1 where there is none. */
  find(bytes: Uint8Array, from: number): number {
    const at = this.buffer.indexOf(bytes, from);
    return at >= 0 && at + bytes.byteLength <= this.size ? at : -1;
  }

  /**
   * Where the next slab of whole lines that begins at line `line` ends: the first line behind it. A slab holds at least one line, and no more than
   * some `bytes` otherwise; `lines` bounds what counts as there.
   */
  slabEnd(line: number, lines: number, bytes: number): number {
    const until = this.startOf(line) + bytes;
    return Math.max(line + 1, Math.min(lines + 1, this.lineAt(Math.min(until, this.size))));
  }
}
