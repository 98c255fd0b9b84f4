// Details of files that are rarely met: stubs of every kind of linker, both byte orders, no section headers, more sections than 16 bits count, properties.
import { describe, expect, it } from 'vitest';
import { bytesSource, noteTypeName, readElf, readElfDetail, readElfSymbols, readExports, readUndefinedSymbols, readVersionsDefined } from '../../../../src/core/evidence/index.ts';
import type { ElfDetail, ElfPart } from '../../../../src/shared/domain/elf-detail.ts';
import { ascii, buildElf, Bytes, offsetInFile, PT, SHT, type ElfSpec } from '../../../builders/elf.ts';
import { fixture } from './fixtures.ts';

const detailOf = (bytes: Uint8Array, part: ElfPart): ElfDetail => readElfDetail(bytesSource(bytes), 'f', [part]);
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replace(/[\s|]/g, ''), 'hex'));
/** Words of instructions, in the order in which they are executed. */
const words = (little: boolean, ...instructions: number[]): Uint8Array => instructions.reduce((bytes, word) => bytes.u32(word), new Bytes(true, little)).done();
const signed = (value: number): number => value >>> 0;

describe('stubs of a procedure linkage table', () => {
  /** A program with one slot at `slot` that `symbol` lives in, and a `.plt` with this content at `at`. */
  function program(spec: {
    machine: number;
    is64: boolean;
    little?: boolean;
    flags?: number;
    jump: number;
    slot: number;
    at: number;
    code: Uint8Array;
    name?: string;
    entsize?: number;
  }): Uint8Array {
    const { is64, little = true } = spec;
    const strings = ascii('\0puts\0');
    const symbols = is64
      ? new Bytes(true, little).raw(new Uint8Array(24)).u32(1).raw(Uint8Array.of(0x12, 0)).u16(0).word(0).word(0).done()
      : new Bytes(false, little).raw(new Uint8Array(16)).u32(1).u32(0).u32(0).raw(Uint8Array.of(0x12, 0)).u16(0).done();
    const relocation = is64
      ? new Bytes(true, little)
          .word(spec.slot)
          .word((1n << 32n) | BigInt(spec.jump))
          .word(0)
          .done()
      : new Bytes(false, little)
          .word(spec.slot)
          .word((1 << 8) | spec.jump)
          .done();
    const file = buildElf({
      is64,
      little,
      machine: spec.machine,
      sections: [
        { name: '.dynstr', type: SHT.strtab, content: strings },
        { name: '.dynsym', type: SHT.dynsym, content: symbols, link: 1 },
        { name: is64 ? '.rela.plt' : '.rel.plt', type: is64 ? SHT.rela : SHT.rel, content: relocation, flags: 2, link: 2 },
        { name: spec.name ?? '.plt', type: SHT.progbits, content: spec.code, addr: spec.at, entsize: spec.entsize ?? 0 },
        { name: '.got.plt', type: SHT.progbits, content: new Uint8Array(8), addr: 0x4000 },
      ],
    });
    if (spec.flags !== undefined) new DataView(file.buffer).setUint32(is64 ? 48 : 36, spec.flags, little);
    return file;
  }

  const found = (bytes: Uint8Array): unknown => detailOf(bytes, 'plt').plt?.entries.map(({ symbol, stub }) => [symbol, stub === null ? null : Number(stub)]);

  it.each([
    ['GNU ld, bound late', 'ff25e22f0000 6800000000 e9e0ffffff', 0x1020 + 6 + 0x2fe2, 0],
    ['with endbr64', 'f30f1efa ff25de2f0000 660f1f440000', 0x1020 + 10 + 0x2fde, 0],
    ['with endbr64 and bnd', 'f30f1efa f2ff25dd2f0000 0f1f440000', 0x1020 + 11 + 0x2fdd, 0],
    ['mold', 'f30f1efa 41bb00000000 ff25d62f0000', 0x1020 + 16 + 0x2fd6, 0],
    ['only a jump', 'ff25e22f00006690 ff25000000006690', 0x1020 + 6 + 0x2fe2, 0],
  ])('x86-64: %s', (_, code, slot) => {
    expect(found(program({ machine: 62, is64: true, jump: 7, slot, at: 0x1020, code: hex(code) }))).toEqual([['puts', 0x1020]]);
  });

  it('x86-64: the second of two small entries', () => {
    expect(found(program({ machine: 62, is64: true, jump: 7, slot: 0x1028 + 6 + 0x10, at: 0x1020, code: hex('ff25e22f00006690 ff25100000006690') }))).toEqual([['puts', 0x1028]]);
  });

  it('x86-64: bytes that look like a jump and are an operand are none', () => {
    // mov $0x25ff…, so that `ff 25` stands where no jump can.
    expect(found(program({ machine: 62, is64: true, jump: 7, slot: 0x1020 + 8 + 6, at: 0x1020, code: hex('9090 ff25000000009090909090909090') }))).toEqual([['puts', null]]);
  });

  it('i386: by address, and relative to the base of the GOT', () => {
    expect(found(program({ machine: 3, is64: false, jump: 7, slot: 0x400c, at: 0x1010, code: hex('ff250c400000 6800000000 e9e0ffffff') }))).toEqual([['puts', 0x1010]]);
    expect(found(program({ machine: 3, is64: false, jump: 7, slot: 0x400c, at: 0x1010, code: hex('f30f1efb ffa30c000000 660f1f440000') }))).toEqual([['puts', 0x1010]]);
  });

  // adrp x16, +0x10000; ldr x17, [x16, #0x18]; add x16, x16, #0x18; br x17
  const adrp = 0x90000010 | ((0x10 << 5) << 0);
  const stub64 = [signed(adrp - (0x10 << 5) + ((0x10 >> 2) << 5)), 0xf9400e11, 0x91006210, 0xd61f0220];
  it('AArch64, with and without bti', () => {
    expect(found(program({ machine: 183, is64: true, jump: 1026, slot: 0x11018, at: 0x1020, code: words(true, ...stub64) }))).toEqual([['puts', 0x1020]]);
    expect(found(program({ machine: 183, is64: true, jump: 1026, slot: 0x11018, at: 0x1020, code: words(true, 0xd503245f, ...stub64) }))).toEqual([['puts', 0x1020]]);
  });

  it('AArch64: a slot below the stub', () => {
    // adrp with -1 page
    expect(found(program({ machine: 183, is64: true, jump: 1026, slot: 0x1018, at: 0x2020, code: words(true, 0xf0fffff0, 0xf9400e11, 0x91006210, 0xd61f0220) }))).toEqual([
      ['puts', 0x2020],
    ]);
  });

  // add ip, pc, #0; add ip, ip, #0x3000; ldr pc, [ip, #0x10]!
  const arm = [0xe28fc600, 0xe28cca03, 0xe5bcf010];
  it('ARM: three instructions, in the byte order of code', () => {
    const slot = 0x1020 + 8 + 0x3000 + 0x10;
    expect(found(program({ machine: 40, is64: false, jump: 22, slot, at: 0x1020, code: words(true, ...arm) }))).toEqual([['puts', 0x1020]]);
    // BE8: data is big-endian, code little-endian; before ARMv6 both were big-endian.
    expect(found(program({ machine: 40, is64: false, little: false, flags: 0x05800000, jump: 22, slot, at: 0x1020, code: words(true, ...arm) }))).toEqual([['puts', 0x1020]]);
    expect(found(program({ machine: 40, is64: false, little: false, flags: 0x05000000, jump: 22, slot, at: 0x1020, code: words(false, ...arm) }))).toEqual([['puts', 0x1020]]);
  });

  it('ARM: the door for Thumb code is the stub, and the forms of lld and of Thumb processors', () => {
    expect(found(program({ machine: 40, is64: false, jump: 22, slot: 0x1024 + 8 + 0x3010, at: 0x1020, code: words(true, 0x46c04778, ...arm) }))).toEqual([['puts', 0x1020]]);
    expect(found(program({ machine: 40, is64: false, jump: 22, slot: 0x1020 + 12 + 0x3000, at: 0x1020, code: words(true, 0xe59fc004, 0xe08cc00f, 0xe59cf000, 0x3000) }))).toEqual([
      ['puts', 0x1020],
    ]);
    // movw ip, #0x2ff4; movt ip, #0; add ip, pc; ldr.w pc, [ip]
    const thumb = hex('42f6f47c c0f2000c fc44 dcf800f0 fce7');
    expect(found(program({ machine: 40, is64: false, jump: 22, slot: 0x1020 + 12 + 0x2ff4, at: 0x1020, code: thumb }))).toEqual([['puts', 0x1020]]);
  });

  it('RISC-V of 64 and 32 bit, with a landing pad, and a negative low part', () => {
    // auipc t3, 0x3; ld t3, -16(t3); jalr t1, t3; nop
    expect(found(program({ machine: 243, is64: true, jump: 5, slot: 0x1020 + 0x3000 - 16, at: 0x1020, code: words(true, 0x00003e17, 0xff0e3e03, 0x000e0367, 0x13) }))).toEqual([
      ['puts', 0x1020],
    ]);
    expect(found(program({ machine: 243, is64: false, jump: 5, slot: 0x1024 + 0x3010, at: 0x1020, code: words(true, 0x00000017, 0x00003e17, 0x010e2e03, 0x000e0367) }))).toEqual([
      ['puts', 0x1020],
    ]);
  });

  it('of a machine whose code is not read are not guessed', () => {
    expect(found(program({ machine: 22, is64: true, little: false, jump: 11, slot: 0x4000, at: 0x1020, code: new Uint8Array(32) }))).toEqual([['puts', null]]);
  });
});

describe('a file without section headers', () => {
  const whole = fixture('c-glibc-shared');
  const bare = whole.slice();
  bare.fill(0, 40, 48); // e_shoff
  bare.fill(0, 60, 64); // e_shnum, e_shstrndx

  it('has the same dynamic symbols, by the hash table and the dynamic table', () => {
    expect(readExports(bytesSource(bare))).toEqual(readExports(bytesSource(whole)));
    const short = (bytes: Uint8Array) => readUndefinedSymbols(bytesSource(bytes)).map(({ name, version, from }) => [name, version, from]);
    expect(short(bare)).toEqual(short(whole));
    expect(readElfSymbols(bytesSource(bare), { query: '', table: 'static', from: 0, count: 9 }).total).toBe(0);
  });

  it('names sections by their number', () => {
    const defined = readElfSymbols(bytesSource(bare), { query: 'shared_mine', table: 'dynamic', from: 0, count: 1 }).symbols;
    expect(defined[0]?.section).toMatch(/^SHN_\d+$/);
  });

  it('has the same stubs of slots that are bound late, found in its code', () => {
    const late = (bytes: Uint8Array) =>
      detailOf(bytes, 'plt')
        .plt?.entries.filter(({ type }) => type.endsWith('JUMP_SLOT'))
        .map(({ symbol, stub }) => [symbol, stub]);
    expect(late(bare)?.length).toBeGreaterThan(0);
    expect(late(bare)).toEqual(late(whole));
    for (const name of ['c-aarch64-linux-gnu', 'c-arm-linux-gnueabihf', 'c-riscv64-linux-gnu']) {
      const file = fixture(name);
      const cut = file.slice();
      const is64 = cut[4] === 2;
      cut.fill(0, is64 ? 40 : 32, is64 ? 48 : 36);
      cut.fill(0, is64 ? 60 : 48, is64 ? 64 : 52);
      expect(late(cut)).toEqual(late(file));
    }
  });

  it('has the same slots and initialisers', () => {
    const slots = (bytes: Uint8Array) => detailOf(bytes, 'plt').plt?.entries.map(({ slot, symbol, version }) => [slot, symbol, version]);
    expect(slots(bare)).toEqual(slots(whole));
    expect(detailOf(bare, 'init').init?.entries.map(({ value }) => value)).toEqual(detailOf(whole, 'init').init?.entries.map(({ value }) => value));
  });
});

it('a symbol of a section beyond 0xff00 is found by SHT_SYMTAB_SHNDX', () => {
  const symbols = new Bytes(true, true).raw(new Uint8Array(24)).u32(1).raw(Uint8Array.of(0x11, 0)).u16(0xffff).word(8).word(4).done();
  const file = buildElf({
    type: 1,
    sections: [
      { name: '.strtab', type: SHT.strtab, content: ascii('\0far\0') },
      { name: '.symtab', type: SHT.symtab, content: symbols, link: 1 },
      { name: '.symtab_shndx', type: 18, content: new Bytes(true, true).u32(0).u32(4).done(), link: 2 },
      { name: '.data', type: SHT.progbits, content: new Uint8Array(16) },
    ],
  });
  expect(detailOf(file, 'symbols').symbols?.list).toMatchObject([{ name: 'far', section: '.data', value: '8', size: '4', type: 'STT_OBJECT', bind: 'STB_GLOBAL' }]);
});

describe.each([
  { is64: false, little: false },
  { is64: false, little: true },
  { is64: true, little: false },
  { is64: true, little: true },
])('class and byte order $is64 $little', ({ is64, little }) => {
  const numbers = () => new Bytes(is64, little);

  it('versions defined: base, weak, parents', () => {
    const strings = ascii('\0libx.so.1\0X_1.0\0X_2.0\0');
    const definitions = numbers()
      .u16(1)
      .u16(1)
      .u16(1)
      .u16(1)
      .u32(0)
      .u32(20)
      .u32(28)
      .u32(1)
      .u32(0)
      .u16(1)
      .u16(0)
      .u16(2)
      .u16(1)
      .u32(0)
      .u32(20)
      .u32(28)
      .u32(11)
      .u32(0)
      .u16(1)
      .u16(2)
      .u16(3)
      .u16(2)
      .u32(0)
      .u32(20)
      .u32(0)
      .u32(17)
      .u32(8)
      .u32(11)
      .u32(0)
      .done();
    const file = buildElf({
      is64,
      little,
      type: 3,
      sections: [
        { name: '.dynstr', type: SHT.strtab, content: strings },
        { name: '.gnu.version_d', type: 0x6ffffffd, content: definitions, link: 1, info: 3 },
      ],
    });
    const at = offsetInFile(file, definitions);
    expect(detailOf(file, 'versions').versions?.defined).toEqual([
      { index: 1, name: 'libx.so.1', parents: [], base: true, weak: false, place: { offset: at, length: 28 } },
      { index: 2, name: 'X_1.0', parents: [], base: false, weak: false, place: { offset: at + 28, length: 28 } },
      { index: 3, name: 'X_2.0', parents: ['X_1.0'], base: false, weak: true, place: { offset: at + 56, length: 36 } },
    ]);
    expect(readVersionsDefined(bytesSource(file))).toEqual(['X_1.0', 'X_2.0']);
  });

  const noteOf = (content: Uint8Array) => numbers().u32(4).u32(content.length).u32(5).raw(ascii('GNU\0')).raw(content).done();
  const padded = (bytes: Uint8Array): Uint8Array => {
    const whole = new Uint8Array(Math.ceil(bytes.length / (is64 ? 8 : 4)) * (is64 ? 8 : 4));
    whole.set(bytes);
    return whole;
  };
  const property = (type: number, ...values: number[]) =>
    padded(
      values
        .reduce(
          (bytes, value) => bytes.u32(value),
          numbers()
            .u32(type)
            .u32(4 * values.length),
        )
        .done(),
    );
  const withProperties = (machine: number, ...list: Uint8Array[]): ElfSpec => ({
    is64,
    little,
    machine,
    sections: [{ name: '.note.gnu.property', type: SHT.note, content: noteOf(Uint8Array.from(list.flatMap((bytes) => [...bytes]))) }],
  });
  const properties = (spec: ElfSpec) => detailOf(buildElf(spec), 'properties').properties?.map(({ name, value }) => `${name}: ${value}`);

  it('properties by their bits', () => {
    expect(properties(withProperties(62, property(0xc0000002, 3), property(0xc0008002, 6), property(0xc0010002, 8)))).toEqual([
      'x86 feature: IBT, SHSTK',
      'x86 ISA needed: x86-64-v2, x86-64-v3',
      'x86 ISA used: x86-64-v4',
    ]);
    expect(properties(withProperties(183, property(0xc0000000, 7)))).toEqual(['AArch64 feature: BTI, PAC, GCS']);
    expect(properties(withProperties(62, property(2), property(0xb0008000, 1), property(0xc0000002, 0), property(0xc0000002, 0x80000000), property(0xdeadbeef, 5)))).toEqual([
      'no copy on protected: yes',
      '1_NEEDED: indirect external access',
      'x86 feature: none',
      'x86 feature: bit 31',
      `property 0xdeadbeef: 0x${little ? '05000000' : '00000005'}`,
    ]);
  });

  it('a property that claims more than its note is warned of', () => {
    const file = buildElf(withProperties(62, numbers().u32(0xc0000002).u32(4000).done()));
    const { properties: list, warnings } = detailOf(file, 'properties');
    expect(list).toEqual([]);
    expect(warnings.map(({ code }) => code)).toEqual(['property-outside']);
  });

  it('initialisers that a relocation fills', () => {
    // Slot 0 by a relative relocation with an addend, slot 1 by the symbol of another file, slot 2 as it stands.
    const machine = is64 ? 62 : 40;
    const [relative, absolute] = is64 ? [8, 1] : [23, 2];
    const array = numbers()
      .word(is64 ? 0 : 0x1234)
      .word(0)
      .word(0x1240)
      .done();
    const strings = ascii('\0outside\0');
    const symbols = is64
      ? numbers().raw(new Uint8Array(24)).u32(1).raw(Uint8Array.of(0x12, 0)).u16(0).word(0).word(0).done()
      : numbers().raw(new Uint8Array(16)).u32(1).u32(0).u32(0).raw(Uint8Array.of(0x12, 0)).u16(0).done();
    const relocation = (at: number, symbol: number, type: number, addend: number) =>
      is64
        ? numbers()
            .word(at)
            .word((BigInt(symbol) << 32n) | BigInt(type))
            .word(addend)
            .done()
        : numbers()
            .word(at)
            .word((symbol << 8) | type)
            .done();
    const base = 0x5000;
    const table = Uint8Array.from([...relocation(base, 0, relative, 0x1234), ...relocation(base + (is64 ? 8 : 4), 1, absolute, 0)]);
    const file = buildElf({
      is64,
      little,
      machine,
      sections: [
        { name: '.dynstr', type: SHT.strtab, content: strings },
        { name: '.dynsym', type: SHT.dynsym, content: symbols, link: 1 },
        { name: is64 ? '.rela.dyn' : '.rel.dyn', type: is64 ? SHT.rela : SHT.rel, content: table, flags: 2, link: 2 },
        { name: '.init_array', type: 14, content: array, addr: base, flags: 3 },
      ],
      segments: [{ type: PT.load }],
    });
    expect(detailOf(file, 'init').init?.entries.map(({ array: kind, value, symbol }) => [kind, value, symbol])).toEqual([
      ['init', String(0x1234), null],
      ['init', null, 'outside'],
      ['init', String(0x1240), null],
    ]);
  });
});

it('half a million symbols are searched', () => {
  const count = 500_000;
  const strings = Buffer.from(`\0${Array.from({ length: 1000 }, (_, i) => `example.com/some/package.function${i}`).join('\0')}\0`);
  const starts = [0];
  for (let at = strings.indexOf(0, 1); at >= 0 && at + 1 < strings.length; at = strings.indexOf(0, at + 1)) starts.push(at);
  const content = new Uint8Array(24 * count);
  const view = new DataView(content.buffer);
  for (let i = 1; i < count; i++) view.setUint32(24 * i, (starts[i % starts.length] ?? 0) + 1, true);
  const file = buildElf({
    sections: [
      { name: '.strtab', type: SHT.strtab, content: strings },
      { name: '.symtab', type: SHT.symtab, content, link: 1, entsize: 24 },
    ],
  });
  const { total, symbols } = readElfSymbols(bytesSource(file), { query: 'function99', table: 'both', from: 400, count: 3 });
  expect(total).toBeGreaterThan(5000);
  expect(symbols.map(({ name }) => name.includes('function99'))).toEqual([true, true, true]);
});

describe('names', () => {
  it.each([
    [11, 'EM_OLD_SPARCV9'],
    [256, 'EM_KVX'],
    [0x9026, 'EM_ALPHA'],
    [0x4157, 'EM_WEBASSEMBLY'],
  ])('machine %i is %s', (machine, name) => {
    expect(readElf(bytesSource(buildElf({ machine })), 'f').machine).toBe(name);
  });

  it('of notes come from owner and type together', () => {
    expect(noteTypeName('GNU', 3)).toBe('NT_GNU_BUILD_ID');
    expect(noteTypeName('Go', 4)).toBe('NT_GO_BUILD_ID');
    expect(noteTypeName('FDO', 0xcafe1a7e)).toBe('NT_FDO_PACKAGING_METADATA');
    expect(noteTypeName('GNU', 77)).toBeNull();
    expect(noteTypeName('constructor', 1)).toBeNull();
  });
});

it('a table of functions that is cut inside its head is searched as it is', () => {
  for (const length of [1, 3, 4, 7, 30, 47]) {
    const content = new Uint8Array(length).fill(0xff);
    if (length >= 4) new DataView(content.buffer).setUint32(0, 0xfffffff1, true);
    const file = buildElf({ sections: [{ name: '.gopclntab', type: SHT.progbits, content }] });
    expect(readElf(bytesSource(file), 'f').cgo).toEqual({ enabled: null, evidence: [] });
    // The same at the very end of the file.
    expect(() => readElf(bytesSource(file.subarray(0, offsetInFile(file, content) + length)), 'f')).not.toThrow();
  }
});
