// The part of a log that is in memory while it streams by: bytes, where lines begin in them, and their numbers.

const CR = 0x0d;

export class Window {
  bytes = new Uint8Array(1 << 21);
  size = 0;
  /** How many lines begin here; the last one may go on. */
  count = 1;
  private starts = new Int32Array(4_096);
  /** Several pieces of one line that is too long to be kept have one number. */
  private numbers = new Int32Array(4_096);

  constructor() {
    this.numbers[0] = 1;
  }

  append(chunk: Uint8Array): void {
    const needed = this.size + chunk.length;
    if (needed > this.bytes.length) {
      const grown = new Uint8Array(needed + (needed >> 1));
      grown.set(this.bytes.subarray(0, this.size));
      this.bytes = grown;
    }
    this.bytes.set(chunk, this.size);
    this.size = needed;
  }

  /** A line begins at `start`: the next one, or the next piece of the same one. */
  begin(start: number, piece = false): void {
    if (this.count === this.starts.length) {
      this.starts = longer(this.starts);
      this.numbers = longer(this.numbers);
    }
    this.starts[this.count] = start;
    this.numbers[this.count] = this.numberOf(this.count - 1) + (piece ? 0 : 1);
    this.count += 1;
  }

  numberOf = (index: number): number => this.numbers[index] ?? 0;
  startOf = (index: number): number => (index < this.count ? (this.starts[index] ?? 0) : this.size);

  /** Where the text of a line ends, its line end (LF or CR LF) not counted. */
  endOf(index: number): number {
    if (index + 1 >= this.count) return this.trimmed(this.startOf(index), this.size);
    const next = this.startOf(index + 1);
    return this.numberOf(index + 1) === this.numberOf(index) ? next : this.trimmed(this.startOf(index), next - 1);
  }

  private trimmed(start: number, end: number): number {
    return end > start && this.bytes[end - 1] === CR ? end - 1 : end;
  }

  /** Forgets the first lines. */
  drop(lines: number): number {
    if (lines <= 0) return 0;
    const from = this.startOf(lines);
    this.bytes.copyWithin(0, from, this.size);
    this.size -= from;
    this.count -= lines;
    for (let index = 0; index < this.count; index += 1) {
      this.starts[index] = (this.starts[index + lines] ?? 0) - from;
      this.numbers[index] = this.numbers[index + lines] ?? 0;
    }
    return from;
  }
}

function longer(list: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(list.length * 2);
  grown.set(list);
  return grown;
}
