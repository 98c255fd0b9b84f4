// What the fuzzer (npm run fuzz -- elf) has found, as tests that need no luck.
import { describe, expect, it } from 'vitest';
import { bytesSource, readElf, readElfDetail } from '../../../../src/core/evidence/index.ts';
import { ELF_PARTS, elfDetailSchema } from '../../../../src/shared/domain/elf-detail.ts';
import { fixture } from './fixtures.ts';

const SECTION = 64;
const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

describe('found by fuzzing', () => {
  it('a segment that stands beyond 2^53 gives places that are none, not numbers that no document can hold', () => {
    const bytes = fixture('c-riscv64-linux-gnu-shared');
    const headers = Number(view(bytes).getBigUint64(32, true));
    for (let i = 0; i < view(bytes).getUint16(56, true); i++)
      if (view(bytes).getUint32(headers + i * 56, true) === 1) view(bytes).setBigUint64(headers + i * 56 + 8, 0x1fffffffffffffn, true);
    const detail = readElfDetail(bytesSource(bytes), 'far', ELF_PARTS);
    expect(elfDetailSchema.safeParse(detail).error).toBeUndefined();
  });

  it('a section table that is none ends after a thousand sections outside of the file', () => {
    const bytes = new Uint8Array(64 + 5000 * SECTION).fill(0x7f);
    bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0], 0);
    view(bytes).setBigUint64(40, 64n, true); // e_shoff
    view(bytes).setUint16(58, SECTION, true); // e_shentsize
    view(bytes).setUint16(60, 5000, true); // e_shnum
    view(bytes).setUint16(62, 0, true);
    const elf = readElf(bytesSource(bytes), 'garbage');
    expect(elf.sections.length).toBe(1000);
    expect(elf.warnings.map(({ code }) => code)).toContain('sections-damaged');
  });

  it('a program header table of zeros ends after a thousand segments of no type', () => {
    const bytes = new Uint8Array(64 + 5000 * 56);
    bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0], 0);
    view(bytes).setBigUint64(32, 64n, true); // e_phoff
    view(bytes).setUint16(54, 56, true); // e_phentsize
    view(bytes).setUint16(56, 5000, true); // e_phnum
    const elf = readElf(bytesSource(bytes), 'zeros');
    expect(elf.segments.length).toBe(1000);
    expect(elf.warnings.map(({ code }) => code)).toContain('segments-damaged');
  });

  it('a symbol table with entries of 190 kB is left out, not read once per part', () => {
    const bytes = fixture('c-glibc-shared');
    const sections = Number(view(bytes).getBigUint64(40, true));
    for (let i = 0; i < view(bytes).getUint16(60, true); i++)
      if ([2, 11].includes(view(bytes).getUint32(sections + i * SECTION + 4, true))) view(bytes).setBigUint64(sections + i * SECTION + 56, 196_624n, true);
    const detail = readElfDetail(bytesSource(bytes), 'wide', ['symbols']);
    expect(detail.symbols?.list).toEqual([]);
    expect(detail.warnings.map(({ code }) => code)).toContain('symbols-size');
  });

  it('names that overlap are decoded up to the size of the file', () => {
    const count = 3000;
    const names = 64 + count * SECTION;
    const bytes = new Uint8Array(names + 4096).fill(0x61);
    bytes.fill(0, 0, names);
    bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0], 0);
    view(bytes).setUint16(16, 1, true); // ET_REL
    view(bytes).setUint16(18, 62, true);
    view(bytes).setBigUint64(40, 64n, true);
    view(bytes).setUint16(58, SECTION, true);
    view(bytes).setUint16(60, count, true);
    view(bytes).setUint16(62, 1, true); // section 1 holds the names
    for (let i = 1; i < count; i++) {
      const at = 64 + i * SECTION;
      view(bytes).setUint32(at, i, true); // every name begins inside the one before
      view(bytes).setUint32(at + 4, 3, true);
      view(bytes).setBigUint64(at + 24, BigInt(names), true);
      view(bytes).setBigUint64(at + 32, 4096n, true);
    }
    const elf = readElf(bytesSource(bytes), 'overlapping');
    expect(elf.sections.length).toBe(count);
    expect(elf.sections.reduce((sum, { name }) => sum + name.length, 0)).toBeLessThan(2 * Math.max(bytes.length, 256 * 1024));
    expect(elf.warnings.map(({ code }) => code)).toContain('names-cut');
  });
});
