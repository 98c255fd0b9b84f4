// Numbers for keys that are written byte by byte, without making a string of each: two 32-bit hashes of the bytes stand for the key. Millions of keys in a
// few flat arrays. Two keys that share both hashes would count as one; with 64 bits that does not happen by chance.

const GROWTH = 2;

/** Pairs of 32-bit numbers to numbers from 0, in the order of their first coming. */
export class Interner {
  private high = new Uint32Array(1 << 12);
  private low = new Uint32Array(1 << 12);
  private id = new Int32Array(1 << 12).fill(-1);
  size = 0;

  intern(high: number, low: number): number {
    if (this.size * 2 >= this.id.length) this.grow();
    const mask = this.id.length - 1;
    for (let slot = (low ^ Math.imul(high, 0x9e3779b1)) & mask; ; slot = (slot + 1) & mask) {
      const id = this.id[slot] ?? -1;
      if (id < 0) {
        this.high[slot] = high;
        this.low[slot] = low;
        this.id[slot] = this.size;
        return this.size++;
      }
      if (this.high[slot] === high >>> 0 && this.low[slot] === low >>> 0) return id;
    }
  }

  private grow(): void {
    const { high, low, id } = this;
    const room = id.length * GROWTH;
    this.high = new Uint32Array(room);
    this.low = new Uint32Array(room);
    this.id = new Int32Array(room).fill(-1);
    const mask = room - 1;
    for (let from = 0; from < id.length; from++) {
      const value = id[from] ?? -1;
      if (value < 0) continue;
      const h = high[from] ?? 0;
      const l = low[from] ?? 0;
      let slot = (l ^ Math.imul(h, 0x9e3779b1)) & mask;
      while ((this.id[slot] ?? -1) >= 0) slot = (slot + 1) & mask;
      this.high[slot] = h;
      this.low[slot] = l;
      this.id[slot] = value;
    }
  }
}

/** Longest key; what comes behind is left out. */
const MOST = 1 << 14;

/** A key while it is written. */
export class Key {
  private readonly bytes = new Uint8Array(MOST);
  private length = 0;

  start(): void {
    this.length = 0;
  }

  put(code: number): void {
    if (this.length < MOST) this.bytes[this.length++] = code;
  }

  text(text: string): void {
    const end = Math.min(text.length, MOST - this.length);
    for (let i = 0; i < end; i++) {
      const code = text.charCodeAt(i);
      this.bytes[this.length++] = code > 0xff ? (code & 0xff) ^ (code >>> 8) : code;
    }
  }

  /** What was written, for people who look for why two calls are not the same. */
  toString(): string {
    return String.fromCharCode(...this.bytes.subarray(0, Math.min(this.length, 4_000)));
  }

  numberIn(table: Interner): number {
    let a = 0x811c9dc5;
    let b = 0x1b873593;
    const { bytes, length } = this;
    for (let i = 0; i < length; i++) {
      const byte = bytes[i] ?? 0;
      a = Math.imul(a ^ byte, 0x01000193);
      b = Math.imul((b << 5) ^ (b >>> 27) ^ byte, 0x85ebca6b);
    }
    return table.intern((a ^ (b >>> 15)) >>> 0, (b ^ (a >>> 13)) >>> 0);
  }
}
