// No bytes make the reader throw, hang, or leave its schema: mutations and truncations of every fixture, and plain noise.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readElf } from '../../../../src/core/evidence/index.ts';
import { elfSchema } from '../../../../src/shared/domain/elf.ts';
import { counting } from './counting.ts';
import { fixture, fixtureNames } from './fixtures.ts';
import { survivesMutations } from './mutations.ts';
import { runs } from '../../../helpers/runs.ts';

function check(bytes: Uint8Array): void {
  const { source, read } = counting(bytes);
  const elf = readElf(source, 'hostile');
  expect(read()).toBeLessThan(8 * bytes.length + 2 ** 20);
  elfSchema.parse(elf);
}

describe('any bytes', () => {
  it('are survived', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), check), { numRuns: runs(500) });
  });

  it('are survived behind an ELF identification', () => {
    fc.assert(
      fc.property(fc.constantFrom(1, 2), fc.constantFrom(1, 2), fc.uint8Array({ minLength: 40, maxLength: 600 }), (klass, order, rest) =>
        check(Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, klass, order, 1, ...rest])),
      ),
      { numRuns: runs(500) },
    );
  });
});

const small = fixtureNames.filter((name) => fixture(name).length < 100_000);
const large = fixtureNames.filter((name) => !small.includes(name));

survivesMutations(small, check, { mutated: 150, cut: 60 });

it('large binaries survive mutated headers', { timeout: 30_000 }, () => {
  const originals = large.map(fixture);
  fc.assert(
    fc.property(fc.nat(originals.length - 1), fc.array(fc.tuple(fc.nat(800), fc.nat(255)), { minLength: 1, maxLength: 8 }), (index, mutations) => {
      const bytes = (originals[index] ?? new Uint8Array(0)).slice();
      for (const [at, value] of mutations) bytes[at] = value;
      check(bytes);
    }),
    { numRuns: runs(60) },
  );
});
