// Numbers for pieces of a log: equal bytes, equal number. A piece that is known costs no string.

export class ByteTable {
  /** How many different ones there are; their numbers run from 0. */
  count = 0;
  private readonly most: number;
  private slots = new Int32Array(1 << 8).fill(-1);
  private hashes = new Uint32Array(1 << 7);
  private starts = new Float64Array((1 << 7) + 1);
  private bytes = new Uint8Array(1 << 10);

  constructor(most: number) {
    this.most = most;
  }

  /** The number of a piece; new ones get the next. -1 where there are too many. */
  of(buf: Uint8Array, from: number, to: number): number {
    let hash = 0x811c9dc5 ^ (to - from);
    for (let i = from; i < to; i++) hash = Math.imul(hash ^ (buf[i] ?? 0), 0x01000193);
    hash ^= hash >>> 15;
    hash >>>= 0;
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const known = this.slots[slot] ?? -1;
      if (known < 0) return this.add(buf, from, to, hash, slot);
      if (this.hashes[known] === hash && this.equals(known, buf, from, to)) return known;
      slot = (slot + 1) & mask;
    }
  }

  private equals(known: number, buf: Uint8Array, from: number, to: number): boolean {
    const start = this.starts[known] ?? 0;
    if ((this.starts[known + 1] ?? 0) - start !== to - from) return false;
    const { bytes } = this;
    for (let i = from, j = start; i < to; i++, j++) if (buf[i] !== bytes[j]) return false;
    return true;
  }

  private add(buf: Uint8Array, from: number, to: number, hash: number, slot: number): number {
    if (this.count >= this.most) return -1;
    const number = this.count++;
    if (number >= this.hashes.length) {
      const hashes = new Uint32Array(this.hashes.length * 2);
      hashes.set(this.hashes);
      this.hashes = hashes;
      const starts = new Float64Array(hashes.length + 1);
      starts.set(this.starts);
      this.starts = starts;
    }
    const start = this.starts[number] ?? 0;
    if (start + to - from > this.bytes.length) {
      const bytes = new Uint8Array(Math.max(this.bytes.length * 2, start + to - from));
      bytes.set(this.bytes);
      this.bytes = bytes;
    }
    this.bytes.set(buf.subarray(from, to), start);
    this.starts[number + 1] = start + to - from;
    this.hashes[number] = hash;
    this.slots[slot] = number;
    if (this.count * 2 > this.slots.length) this.grow();
    return number;
  }

  private grow(): void {
    const slots = new Int32Array(this.slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let number = 0; number < this.count; number++) {
      let slot = (this.hashes[number] ?? 0) & mask;
      while ((slots[slot] ?? -1) >= 0) slot = (slot + 1) & mask;
      slots[slot] = number;
    }
    this.slots = slots;
  }
}
