// Hardening of programs made for each fact; what real binaries say stands in detail.test.ts.
import { describe, expect, it } from 'vitest';
import { isFortifiable, isFortified } from '../../../../src/core/evidence/elf/detail/fortified.ts';
import { bytesSource, readElfDetail } from '../../../../src/core/evidence/index.ts';
import type { HardeningFact } from '../../../../src/shared/domain/elf-detail.ts';
import { ascii, buildElf, Bytes, PT, SHT, type SectionSpec, type SegmentSpec } from '../../../builders/elf.ts';

const GNU = { stack: 0x6474e551, relro: 0x6474e552 };
const DT = { null: 0, textrel: 22, flags: 30, flags1: 0x6ffffffb };

interface Program {
  machine?: number;
  type?: number;
  /** Functions of other files that it calls. */
  calls?: string[];
  defines?: string[];
  dynamic?: [tag: number, value: number][];
  segments?: SegmentSpec[];
  sections?: SectionSpec[];
}

function hardeningOf({ machine = 62, type = 3, calls = [], defines = [], dynamic, segments = [], sections = [] }: Program): Record<string, HardeningFact> {
  const names = [...calls, ...defines];
  const strings = ascii(`\0${names.join('\0')}\0`);
  const symbols = new Bytes(true, true).raw(new Uint8Array(24));
  let at = 1;
  for (const name of names) {
    symbols
      .u32(at)
      .raw(Uint8Array.of(0x12, 0))
      .u16(calls.includes(name) ? 0 : 1)
      .word(calls.includes(name) ? 0 : 0x100)
      .word(0);
    at += name.length + 1;
  }
  const table = dynamic && [...dynamic, [DT.null, 0] as const].reduce((bytes, [tag, value]) => bytes.word(tag).word(value), new Bytes(true, true)).done();
  const file = buildElf({
    machine,
    type,
    sections: [
      { name: '.dynstr', type: SHT.strtab, content: strings },
      { name: '.dynsym', type: SHT.dynsym, content: symbols.done(), link: 1 },
      { name: '.interp', type: SHT.progbits, content: ascii('/lib64/ld-linux-x86-64.so.2\0') },
      ...(table ? [{ name: '.dynamic', type: SHT.dynamic, content: table }] : []),
      ...sections,
    ],
    segments: [{ type: PT.interp, of: '.interp' }, ...(table ? [{ type: PT.dynamic, of: '.dynamic' }] : []), ...segments],
  });
  const { hardening, warnings } = readElfDetail(bytesSource(file), 'f', ['hardening']);
  expect(warnings).toEqual([]);
  return Object.fromEntries((hardening ?? []).map((entry) => [entry.id, entry]));
}

const value = (program: Program, id: HardeningFact['id']): string | undefined => hardeningOf(program)[id]?.value;

describe('the stack', () => {
  it('is as PT_GNU_STACK asks', () => {
    expect(value({ segments: [{ type: GNU.stack, flags: 6 }] }, 'nx')).toBe('yes');
    expect(value({ segments: [{ type: GNU.stack, flags: 7 }] }, 'nx')).toBe('no');
  });

  it.each([
    [62, 'no'],
    [3, 'no'],
    [40, 'no'],
    [183, 'yes'],
    [243, 'yes'],
  ])('of machine %i is without it as the machine has it: %s', (machine, expected) => {
    expect(value({ machine }, 'nx')).toBe(expected);
  });
});

describe('relro', () => {
  const relro = { type: GNU.relro, of: '.interp' };
  const slots: SectionSpec = { name: '.rela.plt', type: SHT.rela, flags: 2, content: new Bytes(true, true).word(0x9000).word(37).word(0).done() };
  it.each([
    ['nothing', { sections: [slots] }, 'no'],
    ['the segment alone', { segments: [relro], sections: [slots] }, 'partial'],
    ['DF_BIND_NOW', { segments: [relro], sections: [slots], dynamic: [[DT.flags, 8]] as [number, number][] }, 'yes'],
    ['DF_1_NOW', { segments: [relro], sections: [slots], dynamic: [[DT.flags1, 1]] as [number, number][] }, 'yes'],
    ['no slots', { segments: [relro] }, 'yes'],
  ])('with %s', (_, program, expected) => {
    expect(value(program, 'relro')).toBe(expected);
  });
});

describe('what a compiler of C puts in', () => {
  it('a canary is known by the function that it calls', () => {
    expect(value({ calls: ['puts', '__stack_chk_fail'] }, 'canary')).toBe('yes');
    expect(value({ calls: ['puts'] }, 'canary')).toBe('no');
    expect(value({}, 'canary')).toBe('unknown');
    // The C library provides it for others.
    expect(value({ defines: ['__stack_chk_fail'] }, 'canary')).toBe('unknown');
  });

  it('fortified and plain functions are told apart', () => {
    expect(value({ calls: ['__printf_chk', '__memcpy_chk', 'exit'] }, 'fortify')).toBe('yes');
    expect(value({ calls: ['__printf_chk', 'memcpy'] }, 'fortify')).toBe('partial');
    expect(value({ calls: ['printf', 'memcpy'] }, 'fortify')).toBe('no');
    expect(value({ calls: ['exit', '__stack_chk_fail'] }, 'fortify')).toBe('not-applicable');
    expect(hardeningOf({ calls: ['__printf_chk', 'memcpy'] })['fortify']?.why).toContain('__printf_chk');
  });

  it.each(['__memcpy_chk', '__open64_2', '__fdelt_chk', '__vsnprintf_chk', '__printf_chkieee128'])('%s is fortified', (name) => {
    expect(isFortified(name)).toBe(true);
  });
  it.each(['__stack_chk_fail', 'memcpy', '__made_up_chk', '__cxa_chk'])('%s is not', (name) => {
    expect(isFortified(name)).toBe(false);
  });
  it('some functions have a checked twin, most do not', () => {
    expect(['memcpy', 'sprintf', 'read'].every(isFortifiable)).toBe(true);
    expect(['malloc', 'open64', 'exit'].some(isFortifiable)).toBe(false);
  });
});

describe('memory', () => {
  it('that is writable and executable is named with its segment', () => {
    const facts = hardeningOf({
      segments: [
        { type: PT.load, flags: 5 },
        { type: PT.load, flags: 7 },
      ],
    });
    expect(facts['no-rwx']).toMatchObject({ value: 'no', why: 'segment 2 is mapped writable and executable', place: { length: 56 } });
    expect(value({ segments: [{ type: PT.load, flags: 5 }] }, 'no-rwx')).toBe('yes');
  });

  it('of code that is relocated', () => {
    expect(hardeningOf({ dynamic: [[DT.textrel, 0]] })['no-textrel']).toMatchObject({ value: 'no', place: { length: 16 } });
    expect(value({ dynamic: [[DT.flags, 4]] }, 'no-textrel')).toBe('no');
    expect(value({ dynamic: [[DT.flags, 8]] }, 'no-textrel')).toBe('yes');
  });
});

it('branch protection is what the GNU property says, on the machine that has it', () => {
  const property = (type: number, bits: number): SectionSpec => ({
    name: '.note.gnu.property',
    type: SHT.note,
    content: new Bytes(true, true).u32(4).u32(16).u32(5).raw(ascii('GNU\0')).u32(type).u32(4).u32(bits).u32(0).done(),
  });
  const x86 = hardeningOf({ sections: [property(0xc0000002, 1)] });
  expect([x86['ibt']?.value, x86['shstk']?.value, x86['bti']?.value]).toEqual(['yes', 'no', 'not-applicable']);
  const arm = hardeningOf({ machine: 183, sections: [property(0xc0000000, 3)] });
  expect([arm['ibt']?.value, arm['bti']?.value, arm['pac']?.value]).toEqual(['not-applicable', 'yes', 'yes']);
});

it('a file of debug information says nothing about the code that it does not have', () => {
  const facts = hardeningOf({ sections: [{ name: '.text', type: 8 }] });
  expect(
    Object.values(facts)
      .filter(({ id }) => id !== 'stripped')
      .every(({ value: found }) => found === 'unknown'),
  ).toBe(true);
});

it('a core dump is neither program nor library', () => {
  expect(Object.values(hardeningOf({ type: 4 })).every(({ value: found }) => found === 'not-applicable')).toBe(true);
});
