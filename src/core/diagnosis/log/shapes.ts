// Which lines of a giant log are known to say nothing: lines of one shape (the same but for numbers) that no signal matched, several times.

const AS_NUMBER = 0x30;
const LOOKED_AT = 2_000;
const TRIES = 8;
const MAX_SHAPES = 200_000;

/** Letters and digits of an id: no word is longer without being one, where a digit is in it. */
const ID_LENGTH = 6;

/**
 * Two hashes of a line's bytes (FNV-1a and a sum of its own) as one number of 53 bits, with each run of digits, and each word of small letters and digits that
 * looks like an id, as one zero.
 */
export function shapeOf(bytes: Uint8Array, from: number, to: number): number {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  const end = Math.min(to, from + LOOKED_AT);
  for (let at = from; at < end; at += 1) {
    let byte = bytes[at] ?? 0;
    if ((byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7a)) {
      let stop = at;
      let digits = false;
      let letters = false;
      for (let next = byte; stop < end; next = bytes[++stop] ?? 0) {
        if (next >= 0x30 && next <= 0x39) digits = true;
        else if (next >= 0x61 && next <= 0x7a) letters = true;
        else break;
      }
      if (digits && (!letters || stop - at >= ID_LENGTH)) {
        byte = AS_NUMBER;
        at = stop - 1;
      } else {
        // A word as it stands, without looking at it twice.
        for (; at < stop - 1; at += 1) {
          const letter = bytes[at] ?? 0;
          a = Math.imul(a ^ letter, 0x01000193);
          b = Math.imul(b + letter, 0x85ebca6b) ^ (b >>> 13);
        }
        byte = bytes[at] ?? 0;
      }
    }
    a = Math.imul(a ^ byte, 0x01000193);
    b = Math.imul(b + byte, 0x85ebca6b) ^ (b >>> 13);
  }
  return (a >>> 0) * 0x200000 + ((b >>> 0) & 0x1fffff);
}

export class Shapes {
  private readonly failed = new Map<number, number>();

  /** True where lines of this shape were tried often enough. */
  hopeless = (shape: number): boolean => (this.failed.get(shape) ?? 0) >= TRIES;

  fail(shape: number): void {
    const before = this.failed.get(shape);
    if (before !== undefined || this.failed.size < MAX_SHAPES) this.failed.set(shape, (before ?? 0) + 1);
  }
}
