// Where the frames of a zstd stream end: headers and block sizes are read, nothing is inflated. Source: RFC 8878, 3.1. Called by inflate.ts.

export interface ZstdPart {
  bytes: Uint8Array;
  /** The frame ends with these bytes. */
  ends: boolean;
}

const NOTHING = new Uint8Array(0);

type Expect = 'magic' | 'skip-size' | 'skip' | 'descriptor' | 'block' | 'body';

export class ZstdFrames {
  /** What came is no frame; nothing more is handed out. */
  damaged = false;
  private expect: Expect = 'magic';
  /** Bytes of the thing that is expected, as far as they came. */
  private readonly head = new Uint8Array(8);
  private filled = 0;
  private wanted = 4;
  private left = 0;
  private checksum = false;
  private last = false;

  /** Splits a piece at the ends of frames; skippable frames and zeros behind the last frame are left out. */
  split(piece: Uint8Array): ZstdPart[] {
    const parts: ZstdPart[] = [];
    /** Where bytes begin that belong to the frame and are not in a part yet. */
    let from = this.expect === 'magic' || this.expect === 'skip' || this.expect === 'skip-size' ? -1 : 0;
    let at = 0;
    while (at < piece.length && !this.damaged) {
      if (this.expect === 'skip' || this.expect === 'body') {
        const count = Math.min(this.left, piece.length - at);
        at += count;
        this.left -= count;
        if (this.left > 0) break;
        if (this.expect === 'skip') this.next('magic', 4);
        else if (!this.last) this.next('block', 3);
        else {
          parts.push({ bytes: from < 0 ? NOTHING : piece.subarray(from, at), ends: true });
          from = -1;
          this.next('magic', 4);
        }
        continue;
      }
      this.head[this.filled] = piece[at] as number;
      this.filled += 1;
      at += 1;
      if (this.filled < this.wanted) continue;
      if (this.expect === 'magic') {
        this.magic();
        // The magic may have come in an earlier piece, so it is handed out by itself.
        if ((this.expect as Expect) === 'descriptor') {
          parts.push({ bytes: this.head.slice(0, 4), ends: false });
          from = at;
        }
      } else this.header();
    }
    if (from >= 0 && at > from && !this.damaged) parts.push({ bytes: piece.subarray(from, at), ends: false });
    return parts;
  }

  private next(expect: Expect, wanted: number): void {
    this.expect = expect;
    this.wanted = wanted;
    this.filled = 0;
  }

  private number(bytes: number): number {
    let value = 0;
    for (let i = bytes - 1; i >= 0; i -= 1) value = value * 256 + (this.head[i] as number);
    return value;
  }

  private magic(): void {
    const magic = this.number(4);
    if (magic === 0xfd2fb528) this.next('descriptor', 1);
    else if (magic >= 0x184d2a50 && magic <= 0x184d2a5f) this.next('skip-size', 4);
    else this.damaged = true;
  }

  private header(): void {
    if (this.expect === 'skip-size') {
      this.left = this.number(4);
      this.next(this.left === 0 ? 'magic' : 'skip', this.left === 0 ? 4 : 0);
    } else if (this.expect === 'descriptor') {
      const descriptor = this.head[0] as number;
      const single = (descriptor & 0x20) !== 0;
      const content = [single ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
      const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
      this.checksum = (descriptor & 4) !== 0;
      this.last = false;
      this.next('body', 0);
      this.left = (single ? 0 : 1) + dictionary + content;
    } else {
      const block = this.number(3);
      this.last = (block & 1) === 1;
      const kind = (block >> 1) & 3;
      this.next('body', 0);
      // A run-length block holds one byte, whatever its size.
      this.left = kind === 1 ? 1 : block >> 3;
      if (this.last && this.checksum) this.left += 4;
      if (this.left === 0 && !this.last) this.next('block', 3);
    }
  }
}
