// No bytes make the reader throw, hang, or leave its schema: mutations and truncations of every fixture, and plain noise.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesSource, readElf, type ByteSource } from '../../../../src/core/evidence/index.ts';
import { elfSchema } from '../../../../src/shared/domain/elf.ts';
import { fixture, fixtureNames } from './fixtures.ts';

/** Counts what is read, as a hostile file must not make that quadratic. */
function counting(bytes: Uint8Array): { source: ByteSource; read: () => number } {
  const inner = bytesSource(bytes);
  let total = 0;
  return {
    source: {
      size: inner.size,
      read: (offset, length) => {
        const found = inner.read(offset, length);
        total += found.length;
        return found;
      },
    },
    read: () => total,
  };
}

function check(bytes: Uint8Array): void {
  const { source, read } = counting(bytes);
  const start = performance.now();
  const elf = readElf(source, 'hostile');
  expect(performance.now() - start).toBeLessThan(1500);
  expect(read()).toBeLessThan(8 * bytes.length + 2 ** 20);
  elfSchema.parse(elf);
}

describe('any bytes', () => {
  it('are survived', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), check), { numRuns: 500 });
  });

  it('are survived behind an ELF identification', () => {
    fc.assert(
      fc.property(fc.constantFrom(1, 2), fc.constantFrom(1, 2), fc.uint8Array({ minLength: 40, maxLength: 600 }), (klass, order, rest) =>
        check(Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, klass, order, 1, ...rest])),
      ),
      { numRuns: 500 },
    );
  });
});

const small = fixtureNames.filter((name) => fixture(name).length < 100_000);
const large = fixtureNames.filter((name) => !small.includes(name));

/** Numbers that break readers: limits of every width, and places inside the file. */
const evil = (size: number) =>
  fc.oneof(fc.constantFrom(0n, 1n, 0xffn, 0xffffn, 0x7fffffffn, 0xffffffffn, 0x7fffffffffffffffn, 0xffffffffffffffffn), fc.bigInt({ min: 0n, max: BigInt(size) }));

describe.each(small)('%s', (name) => {
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
      { numRuns: 150 },
    );
  });

  it('survives being cut anywhere', () => {
    fc.assert(
      fc.property(fc.nat(original.length), (length) => check(original.subarray(0, length))),
      { numRuns: 60 },
    );
  });
});

it('large binaries survive mutated headers', { timeout: 30_000 }, () => {
  const originals = large.map(fixture);
  fc.assert(
    fc.property(fc.nat(originals.length - 1), fc.array(fc.tuple(fc.nat(800), fc.nat(255)), { minLength: 1, maxLength: 8 }), (index, mutations) => {
      const bytes = (originals[index] ?? new Uint8Array(0)).slice();
      for (const [at, value] of mutations) bytes[at] = value;
      check(bytes);
    }),
    { numRuns: 60 },
  );
});
