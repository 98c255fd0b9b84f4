// Real binaries with numbers in them replaced by ones that break readers, and cut anywhere: what every reader of ELF files has to survive.
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { fixture } from './fixtures.ts';
import { runs } from '../../../helpers/runs.ts';

/** Limits of every width, and places inside the file. */
const evil = (size: number) =>
  fc.oneof(fc.constantFrom(0n, 1n, 0xffn, 0xffffn, 0x7fffffffn, 0xffffffffn, 0x7fffffffffffffffn, 0xffffffffffffffffn), fc.bigInt({ min: 0n, max: BigInt(size) }));

/** Tests over these fixtures; `check` fails where its reader does not survive the bytes. */
export function survivesMutations(names: readonly string[], check: (bytes: Uint8Array) => void, times: { mutated: number; cut: number }): void {
  describe.each(names)('%s', (name) => {
    const original = fixture(name);
    // Tables stand near the beginning and the end; contents in between decide little.
    const place = fc.oneof(
      fc.nat(Math.min(original.length - 9, 2048)),
      fc.integer({ min: Math.max(0, original.length - 4096), max: original.length - 9 }),
      fc.nat(original.length - 9),
    );

    it('survives mutations', () => {
      fc.assert(
        fc.property(fc.array(fc.tuple(place, evil(original.length), fc.constantFrom(1, 2, 4, 8)), { minLength: 1, maxLength: 12 }), (mutations) => {
          const bytes = original.slice();
          const little = bytes[5] === 1;
          for (const [at, value, width] of mutations) for (let i = 0; i < width; i++) bytes[at + (little ? i : width - 1 - i)] = Number((value >> BigInt(8 * i)) & 0xffn);
          check(bytes);
        }),
        { numRuns: runs(times.mutated) },
      );
    });

    it('survives being cut anywhere', () => {
      fc.assert(
        fc.property(fc.nat(original.length), (length) => check(original.subarray(0, length))),
        { numRuns: runs(times.cut) },
      );
    });
  });
}
