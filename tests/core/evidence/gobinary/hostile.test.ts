// No bytes make the readers of Go's tables throw, hang or leave their schema; what they read stays in proportion to the file.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesSource, readElf, readElfDetail } from '../../../../src/core/evidence/index.ts';
import { findForeignBuildInfo } from '../../../../src/core/evidence/gobinary/index.ts';
import { openElf } from '../../../../src/core/evidence/elf/skeleton.ts';
import { findPclntab } from '../../../../src/core/evidence/gobinary/pclntab.ts';
import { readGoText } from '../../../../src/core/evidence/gobinary/text.ts';
import { elfDetailSchema, type SizeNode } from '../../../../src/shared/domain/elf-detail.ts';
import { elfSchema } from '../../../../src/shared/domain/elf.ts';
import { counting } from '../elf/counting.ts';
import { fixture } from '../elf/fixtures.ts';
import { goFixture } from './fixtures.ts';
import { buildElf, SHT } from '../../../builders/elf.ts';
import { runs } from '../../../helpers/runs.ts';

function check(bytes: Uint8Array): void {
  const { source, read } = counting(bytes);
  const detail = readElfDetail(source, 'hostile', ['go', 'sizes']);
  expect(read()).toBeLessThan(10 * bytes.length + 2 ** 21);
  elfDetailSchema.parse(detail);
  if (!detail.sizes) return;
  expect(detail.sizes.bytes).toBe(bytes.length);
  checkSums(detail.sizes);
}

function checkSums({ bytes, children }: SizeNode): void {
  if (children.length === 0) return;
  if (children.reduce((sum, child) => sum + child.bytes, 0) !== bytes) expect.unreachable('children do not add up to their parent');
  for (const child of children) checkSums(child);
}

const NUMBERS = [0n, 1n, 0x7fn, 0xffn, 0xffffn, 0x7fffffffn, 0xffffffffn, 0x7fffffffffffffffn, 0xffffffffffffffffn];

describe.each(['go1.15-mips', 'go1.15-pie', 'go1.17-s390x', 'go1.19-cgo-pie'])('%s', (name) => {
  const original = goFixture(name);
  const skeleton = openElf(bytesSource(original));
  const table = skeleton && readGoText(skeleton)?.table;
  if (!table) throw new Error(`${name} has no table of functions`);
  const at = table.place.offset;
  /** Places that decide: the ELF headers, the table's header, its pairs, the beginning of its records and names. */
  const place = fc.oneof(
    fc.nat(1024),
    fc.integer({ min: at, max: at + 80 }),
    fc.integer({ min: at + table.functab, max: at + table.functab + 400 }),
    fc.integer({ min: at + table.names, max: at + table.names + 400 }),
    fc.integer({ min: original.length - 3000, max: original.length - 9 }),
  );
  const value = fc.oneof(fc.constantFrom(...NUMBERS), fc.bigInt({ min: 0n, max: BigInt(original.length) }));

  it('survives mutations', { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(place, value, fc.constantFrom(1, 2, 4, 8)), { minLength: 1, maxLength: 8 }), (mutations) => {
        const bytes = original.slice();
        for (const [offset, number, width] of mutations)
          for (let i = 0; i < width; i++) bytes[offset + (table.little ? i : width - 1 - i)] = Number((number >> BigInt(8 * i)) & 0xffn);
        check(bytes);
      }),
      { numRuns: runs(30) },
    );
  });

  it('survives being cut anywhere', { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(fc.nat(original.length), (length) => check(original.subarray(0, length))),
      { numRuns: runs(12) },
    );
  });
});

it('a table whose functions all share the longest name is read in linear time', () => {
  const bytes = goFixture('go1.17-s390x');
  const skeleton = openElf(bytesSource(bytes));
  const table = skeleton && readGoText(skeleton)?.table;
  if (!table) throw new Error('no table');
  // All names begin at the first and end nowhere.
  for (let i = table.names; i < table.namesEnd; i++) bytes[table.place.offset + i] = 0x61;
  check(bytes);
});

it('a file made of beginnings of tables is given up soon', () => {
  // The header of Go 1.20's table for 64 bit, with places behind it that are none: eight bytes of each pretend.
  const content = new Uint8Array(24_000_000);
  for (let at = 0; at < content.length; at += 8) content.set([0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8], at);
  const file = buildElf({ sections: [{ name: '.rodata', type: SHT.progbits, flags: 2, content }] });
  const { source, read } = counting(file);
  const skeleton = openElf(source);
  if (!skeleton) throw new Error('no ELF file');
  expect(findPclntab(skeleton)).toBeNull();
  expect(read()).toBeLessThan(file.length / 4);
});

it.each([
  ['go1.19-386', 0n],
  ['go1.19-386', 4n],
  ['go1.19-cgo-pie', 0xffffffffn],
])('%s: a last record that claims to stand at %i leaves the table whole', (name, claimed) => {
  const bytes = goFixture(name);
  const skeleton = openElf(bytesSource(bytes));
  const table = skeleton && readGoText(skeleton)?.table;
  if (!table) throw new Error('no table');
  new DataView(bytes.buffer).setUint32(table.place.offset + table.functab + 8 * (table.functions - 1) + 4, Number(claimed), table.little);
  check(bytes);
  expect(readElfDetail(bytesSource(bytes), 'a', ['go']).go?.pclntab?.functions).toBe(table.functions);
});

it('symbols that lie in one another a thousand deep are survived', () => {
  const bytes = fixture('c-glibc-static').slice();
  const view = new DataView(bytes.buffer);
  const { sections } = readElf(bytesSource(bytes), 'a');
  const symtab = sections.find(({ type }) => type === 'SHT_SYMTAB');
  if (!symtab) throw new Error('no symbols');
  for (let i = 1; i < symtab.size / 24; i++) {
    const at = symtab.offset + 24 * i;
    view.setUint8(at + 4, 2);
    view.setUint16(at + 6, 6, true);
    view.setBigUint64(at + 8, BigInt(i), true);
    view.setBigUint64(at + 16, BigInt(10_000_000 - 2 * i), true);
  }
  check(bytes);
});

describe.each(['newest-windows', 'newest-darwin', 'go1.17-windows', 'go1.17-darwin'])('%s', (name) => {
  const original = goFixture(name);

  it('survives mutated headers', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2048), fc.nat(255)), { minLength: 1, maxLength: 12 }), (mutations) => {
        const bytes = original.slice();
        for (const [at, byte] of mutations) bytes[at] = byte;
        elfSchema.parse(readElf(bytesSource(bytes), 'hostile'));
      }),
      { numRuns: runs(80) },
    );
  });
});

it('any bytes are survived as PE and as Mach-O', () => {
  const starts: number[][] = [
    [0xcf, 0xfa, 0xed, 0xfe],
    [0xfe, 0xed, 0xfa, 0xce],
    [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 16],
    [0x4d, 0x5a],
  ];
  fc.assert(
    fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 400 }), (start, rest) => {
      const source = bytesSource(Uint8Array.from([...start, ...rest]));
      expect(findForeignBuildInfo(source, 'pe')).toBeNull();
      expect(findForeignBuildInfo(source, 'mach-o')).toBeNull();
    }),
    { numRuns: runs(300) },
  );
});
