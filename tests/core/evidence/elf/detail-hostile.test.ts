// No bytes make the readers of details throw, hang, or leave their schema: mutations and truncations of every fixture, all parts at once.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readElfDetail, readElfSymbols, readExports, readUndefinedSymbols, readVersionsDefined } from '../../../../src/core/evidence/index.ts';
import { ELF_PARTS, elfDetailSchema, elfSymbolSchema } from '../../../../src/shared/domain/elf-detail.ts';
import { counting } from './counting.ts';
import { fixture, fixtureNames } from './fixtures.ts';
import { survivesMutations } from './mutations.ts';
import { runs } from '../../../helpers/runs.ts';

function check(bytes: Uint8Array): void {
  const { source, read } = counting(bytes);
  const detail = readElfDetail(source, 'hostile', ELF_PARTS);
  const { symbols, total } = readElfSymbols(source, { query: 'a', table: 'both', from: 0, count: 50 });
  readUndefinedSymbols(source);
  readExports(source);
  readVersionsDefined(source);
  expect(read()).toBeLessThan(10 * bytes.length + 2 ** 21);
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
      { numRuns: runs(200) },
    );
  });
});

const small = fixtureNames.filter((name) => fixture(name).length < 60_000);

survivesMutations(small, check, { mutated: 40, cut: 15 });
