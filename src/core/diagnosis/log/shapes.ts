// Which lines of a giant log are known to say nothing: lines of one shape (the same but for numbers) that no signal matched, several times.

const AS_NUMBER = 0x30;
const LOOKED_AT = 2_000;
const TRIES = 8;
const MAX_SHAPES = 200_000;

/** Two hashes of a line's bytes with each run of digits as one zero (FNV-1a and a sum of its own), as one number of 53 bits. */
export function shapeOf(bytes: Uint8Array, from: number, to: number): number {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  let digits = false;
  const end = Math.min(to, from + LOOKED_AT);
  for (let at = from; at < end; at += 1) {
    let byte = bytes[at] ?? 0;
    if (byte >= 0x30 && byte <= 0x39) {
      if (digits) continue;
      digits = true;
      byte = AS_NUMBER;
    } else digits = false;
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
