// Mutations that know nothing of a format: bits, bytes, numbers at their limits, cuts, copies and splices.
import type { Random } from './random.ts';

/** Numbers at which readers break; `size` is that of the input, so that places at and behind its end are among them. */
export function boundary(random: Random, size: number): bigint {
  const near = BigInt(random.pick([0, 1, 2, 4, 8, 16, 63, 64, 65]));
  switch (random.below(8)) {
    case 0:
      return near;
    case 1:
      return BigInt(size) + near;
    case 2:
      return BigInt(Math.max(0, size - Number(near)));
    case 3:
      return BigInt(random.below(size));
    case 4:
      return (1n << BigInt(random.pick([7, 8, 15, 16, 31, 32, 47, 53, 63, 64]))) - 1n;
    case 5:
      return 1n << BigInt(random.pick([7, 8, 15, 16, 24, 31, 32, 47, 53, 63]));
    case 6:
      return 0xffffffffffffffffn - near;
    default:
      return BigInt(random.uint32());
  }
}

/** Writes the low `width` bytes of a number; what would lie outside is left out. */
export function put(bytes: Uint8Array, at: number, width: number, value: bigint, little: boolean): void {
  for (let i = 0; i < width; i++) {
    const place = at + (little ? i : width - 1 - i);
    if (place >= 0 && place < bytes.length) bytes[place] = Number((value >> BigInt(8 * i)) & 0xffn);
  }
}

/** One mutation; the bytes given may be changed in place. `other` is a second input to splice from. */
export function mutateBlindly(bytes: Uint8Array, random: Random, other: Uint8Array): Uint8Array {
  if (bytes.length === 0) return bytes;
  const at = random.below(bytes.length);
  switch (random.below(9)) {
    case 0: {
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
      return bytes;
    }
    case 1: {
      bytes[at] = random.below(256);
      return bytes;
    }
    case 2: {
      put(bytes, at, random.pick([1, 2, 4, 8]), boundary(random, bytes.length), random.chance(2));
      return bytes;
    }
    case 3:
      return bytes.slice(0, random.chance(4) ? random.below(Math.min(bytes.length, 256)) : at);
    case 4: {
      bytes.fill(random.pick([0, 0xff, 0x41]), at, at + random.below(4096));
      return bytes;
    }
    case 5: {
      bytes.copyWithin(at, random.below(bytes.length), random.below(bytes.length)); // one part over another: tables twice
      return bytes;
    }
    case 6: {
      const from = random.below(other.length);
      bytes.set(other.subarray(from, from + Math.min(random.below(8192), bytes.length - at)), at);
      return bytes;
    }
    case 7: {
      const length = random.below(512); // everything behind moves
      const grown = new Uint8Array(bytes.length + length);
      grown.set(bytes.subarray(0, at));
      grown.set(bytes.subarray(at, Math.min(bytes.length, at + length)), at);
      grown.set(bytes.subarray(at), at + length);
      return grown;
    }
    default: {
      const length = Math.min(random.below(512), bytes.length - at);
      bytes.copyWithin(at, at + length);
      return bytes.slice(0, bytes.length - length);
    }
  }
}
