// No bytes make the readers of details throw, hang, or leave their schema: mutations and truncations of every fixture, all parts at once.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesSource, readElfDetail, readElfSymbols, readExports, readUndefinedSymbols, readVersionsDefined } from '../../../../src/core/evidence/index.ts';
import { ELF_PARTS, elfDetailSchema, elfSymbolSchema } from '../../../../src/shared/domain/elf-detail.ts';
import { fixture, fixtureNames } from './fixtures.ts';

function check(bytes: Uint8Array): void {
  const source = bytesSource(bytes);
  const start = performance.now();
  const detail = readElfDetail(source, 'hostile', ELF_PARTS);
  const { symbols, total } = readElfSymbols(source, { query: 'a', table: 'both', from: 0, count: 50 });
  readUndefinedSymbols(source);
  readExports(source);
  readVersionsDefined(source);
  expect(performance.now() - start).toBeLessThan(3000);
  elfDetailSchema.parse(detail);
  for (const symbol of symbols) elfSymbolSchema.parse(symbol);
  expect(symbols.length).toBeLessThanOrEqual(total);
  for (const { offset, length } of detail.places ?? []) expect(offset + length).toBeLessThanOrEqual(bytes.length);
}

describe('any bytes', () => {
  it('are survived behind an ELF identification', () => {
    fc.assert(
      fc.property(fc.constantFrom(1, 2), fc.constantFrom(1, 2), fc.uint8Array({ minLength: 40, maxLength: 600 }), (klass, order, rest) =>
        check(Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, klass, order, 1, ...rest])),
      ),
      { numRuns: 200 },
    );
  });
});

const small = fixtureNames.filter((name) => fixture(name).length < 60_000);

const evil = (size: number) =>
  fc.oneof(fc.constantFrom(0n, 1n, 0xffn, 0xffffn, 0x7fffffffn, 0xffffffffn, 0x7fffffffffffffffn, 0xffffffffffffffffn), fc.bigInt({ min: 0n, max: BigInt(size) }));

describe.each(small)('%s', (name) => {
  const original = fixture(name);
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
      { numRuns: Number(process.env['RUNS'] ?? 40) },
    );
  });

  it('survives being cut anywhere', () => {
    fc.assert(
      fc.property(fc.nat(original.length), (length) => check(original.subarray(0, length))),
      { numRuns: 15 },
    );
  });
});
