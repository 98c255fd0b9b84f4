// Files that no compiler at hand makes: big-endian 32 bit, extended numbering, old Go build info, and what is no ELF at all.
import { describe, expect, it } from 'vitest';
import { bytesSource, readElf } from '../../../../src/core/evidence/index.ts';
import { ascii, buildElf, Bytes, offsetInFile, PT, SHT, type ElfSpec } from '../../../builders/elf.ts';

const read = (bytes: Uint8Array) => readElf(bytesSource(bytes), 'f');

describe.each([
  { is64: false, little: false },
  { is64: false, little: true },
  { is64: true, little: false },
  { is64: true, little: true },
])('class and byte order $is64 $little', ({ is64, little }) => {
  const strings = ascii('\0libc.so.6\0GLIBC_2.17\0GLIBC_2.9\0/opt/lib:/usr/lib\0');
  const numbers = () => new Bytes(is64, little);

  function dynamicProgram(): Uint8Array {
    const versions = numbers().u16(1).u16(2).u32(1).u32(16).u32(0).u32(0).u16(2).u16(3).u32(11).u32(16).u32(0).u16(0).u16(0x8002).u32(22).u32(0).done();
    const relocations = is64
      ? numbers()
          .word(0x1000)
          .word(8n)
          .word(0)
          .word(0x1008)
          .word((1n << 32n) | 6n)
          .word(0)
          .done()
      : numbers()
          .word(0x1000)
          .word(8)
          .word(0x1004)
          .word((1 << 8) | 6)
          .done();
    const layout = (dynamic: Uint8Array): ElfSpec => ({
      is64,
      little,
      machine: is64 ? 62 : 3,
      sections: [
        { name: '.interp', type: SHT.progbits, content: ascii('/lib/ld.so.1\0') },
        { name: '.dynstr', type: SHT.strtab, content: strings },
        { name: '.gnu.version_r', type: SHT.verneed, content: versions, link: 2, info: 1 },
        { name: '.rel.dyn', type: is64 ? SHT.rela : SHT.rel, content: relocations, flags: 2 },
        { name: '.dynamic', type: SHT.dynamic, content: dynamic, link: 2 },
      ],
      segments: [{ type: PT.load }, { type: PT.interp, of: '.interp' }, { type: PT.dynamic, of: '.dynamic' }],
    });
    const entry = (entries: [number, number][]) => entries.reduce((bytes, [tag, value]) => bytes.word(tag).word(value), numbers()).done();
    const place = (file: Uint8Array) =>
      entry([
        [1, 1],
        [29, 32],
        [5, offsetInFile(file, strings)],
        [10, strings.length],
        [0x6ffffffe, offsetInFile(file, versions)],
        [0x6fffffff, 1],
        [is64 ? 7 : 17, offsetInFile(file, relocations)],
        [is64 ? 8 : 18, relocations.length],
        [0, 0],
      ]);
    // Built twice: the second time with the offsets of the first, whose dynamic table had the same length.
    return buildElf(layout(place(buildElf(layout(place(new Uint8Array(0)))))));
  }

  it('reads loader, needs, versions and relocations', () => {
    const elf = read(dynamicProgram());
    expect(elf.warnings).toEqual([]);
    expect(elf).toMatchObject({
      class: is64 ? 64 : 32,
      data: little ? 'lsb' : 'msb',
      interp: '/lib/ld.so.1',
      needed: ['libc.so.6'],
      runpath: ['/opt/lib', '/usr/lib'],
      glibcFloor: '2.17',
      libc: 'glibc',
      linkage: 'dynamic',
    });
    expect(elf.versionsNeeded).toEqual([
      { file: 'libc.so.6', version: 'GLIBC_2.17', hidden: false, weak: true },
      { file: 'libc.so.6', version: 'GLIBC_2.9', hidden: true, weak: false },
    ]);
    expect(elf.relocations.byType).toEqual(is64 ? { R_X86_64_GLOB_DAT: 1, R_X86_64_RELATIVE: 1 } : { R_386_GLOB_DAT: 1, R_386_RELATIVE: 1 });
  });

  it('reads extended numbering from section 0', () => {
    const elf = read(buildElf({ is64, little, extended: true, sections: [{ name: '.text', type: SHT.progbits, content: ascii('code') }], segments: [{ type: PT.load }] }));
    expect(elf.sections.map(({ name }) => name)).toEqual(['', '.text', '.shstrtab']);
    expect(elf.segments.length).toBe(1);
  });

  it('counts packed relative relocations by their bits', () => {
    // One address, then a bit map with three bits set besides the marker.
    const relr = numbers().word(0x2000).word(0b1011_1).done();
    const layout = (dynamic: Uint8Array): ElfSpec => ({
      is64,
      little,
      type: 3,
      machine: is64 ? 62 : 3,
      sections: [
        { name: '.relr.dyn', type: SHT.relr, content: relr, flags: 2 },
        { name: '.dynamic', type: SHT.dynamic, content: dynamic },
      ],
      segments: [{ type: PT.load }, { type: PT.dynamic, of: '.dynamic' }],
    });
    const dynamic = (file: Uint8Array) => numbers().word(36).word(offsetInFile(file, relr)).word(35).word(relr.length).word(0).word(0).done();
    const elf = read(buildElf(layout(dynamic(buildElf(layout(dynamic(new Uint8Array(0))))))));
    expect(elf.relocations).toEqual({ count: 4, byType: { [is64 ? 'R_X86_64_RELATIVE' : 'R_386_RELATIVE']: 4 }, plt: 0 });
  });

  it('reads the build info of Go before 1.18: pointers to strings', () => {
    const module = 'path\texample.com/old\nmod\texample.com/old\tv1.2.3\th1:x=\ndep\texample.com/dep\tv1.0.0\th1:y=\n=>\t../dep\t(devel)\t\n';
    const text = ascii(`go1.17.13${'m'.repeat(16)}${module}${'n'.repeat(16)}`);
    const width = is64 ? 8 : 4;
    const info = (base: number, strings: number) =>
      numbers()
        .raw(Uint8Array.of(0xff))
        .raw(ascii(' Go buildinf:'))
        .raw(Uint8Array.of(width, little ? 0 : 1))
        .word(strings)
        .word(strings + 2 * width)
        .raw(new Uint8Array(16 - 2 * width))
        .done();
    const pointers = (base: number) =>
      numbers()
        .word(base)
        .word(9)
        .word(base + 9)
        .word(text.length - 9)
        .done();
    const layout = (infoBytes: Uint8Array, pointerBytes: Uint8Array): ElfSpec => ({
      is64,
      little,
      sections: [
        { name: '.go.buildinfo', type: SHT.progbits, content: infoBytes },
        { name: '.strings', type: SHT.progbits, content: pointerBytes },
        { name: '.text', type: SHT.progbits, content: text },
      ],
      segments: [{ type: PT.load, flags: 6 }],
    });
    const draft = buildElf(layout(info(0, 0), pointers(0)));
    const textAt = offsetInFile(draft, text);
    const pointersAt = Math.ceil((offsetInFile(draft, info(0, 0)) + 32) / 16) * 16;
    const elf = read(buildElf(layout(info(0, pointersAt), pointers(textAt))));
    expect(elf.go).toEqual({
      version: 'go1.17.13',
      path: 'example.com/old',
      main: { path: 'example.com/old', version: 'v1.2.3', sum: 'h1:x=' },
      deps: [{ path: 'example.com/dep', version: 'v1.0.0', sum: 'h1:y=', replace: { path: '../dep', version: '(devel)', sum: '' } }],
      settings: {},
    });
  });
});

describe('what is no ELF', () => {
  const pe = new Uint8Array(256);
  pe.set(ascii('MZ'));
  pe[0x3c] = 0x80;
  pe.set(ascii('PE\0\0'), 0x80);
  const cases: [string, Uint8Array][] = [
    ['empty', new Uint8Array(0)],
    ['mach-o', Uint8Array.of(0xcf, 0xfa, 0xed, 0xfe, 0x0c, 0, 0, 1, 0, 0, 0, 0)],
    ['mach-o', Uint8Array.of(0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 2, 0, 0, 0, 0)],
    ['unknown', Uint8Array.of(0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 52, 0, 0, 0, 0)], // a Java class
    ['pe', pe],
    ['script', ascii('#!/bin/sh\necho\n')],
    ['ar', ascii('!<arch>\nfoo.o/')],
    ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0)],
    ['text', new TextEncoder().encode('some text, größer\n')],
    ['unknown', Uint8Array.of(0, 1, 2, 3)],
    ['unknown', Uint8Array.of(0x41, 0xff, 0xfe)],
  ];
  it.each(cases)('is recognised as %s', (format, bytes) => {
    expect(read(bytes)).toMatchObject({ format, class: null, machine: null, linkage: null, size: bytes.length, warnings: [] });
  });

  it('text cut inside a character by the head is still text', () => {
    expect(read(new TextEncoder().encode(`${'a'.repeat(4095)}ü and more`)).format).toBe('text');
  });
});

describe('damage', () => {
  it('a header that ends early gives what was read and a warning with its offset', () => {
    const elf = read(buildElf({}).subarray(0, 30));
    expect(elf).toMatchObject({ format: 'elf', class: 64, machine: 'EM_X86_64', entry: null });
    expect(elf.warnings).toEqual([{ code: 'header-cut', text: expect.stringContaining('30 of 64 bytes') as string, offset: 0 }]);
  });

  it('an unknown class or byte order is said, with the place', () => {
    const bytes = buildElf({});
    bytes[4] = 9;
    bytes[5] = 0;
    expect(read(bytes).warnings.map(({ code, offset }) => [code, offset])).toEqual([
      ['class-unknown', 4],
      ['data-unknown', 5],
    ]);
  });

  it('counts and sizes beyond the file are warned of, never allocated', () => {
    const bytes = buildElf({ sections: [{ name: '.rela.dyn', type: SHT.rela, content: new Uint8Array(48), flags: 2 }], segments: [{ type: PT.load }] });
    const view = new DataView(bytes.buffer);
    const sections = Number(view.getBigUint64(40, true));
    view.setBigUint64(sections + 64 + 32, 0xffff_ffff_ffff_ffffn, true); // sh_size
    view.setUint16(56, 0xfffe, true); // e_phnum
    const elf = read(bytes);
    expect(elf.warnings.map(({ code }) => code)).toEqual(expect.arrayContaining(['section-outside', 'segments-outside', 'relocations-outside']));
    expect(elf.sections[1]?.size).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('a section table with ten thousand sections that all share one long name stays cheap', () => {
    const name = ascii(`${'n'.repeat(2047)}\0`);
    const count = 10_000;
    const file = new Uint8Array(64 + name.length + count * 64);
    const base = buildElf({});
    file.set(base);
    file.set(name, 64);
    const view = new DataView(file.buffer);
    view.setBigUint64(40, BigInt(64 + name.length), true);
    view.setUint16(60, count, true);
    view.setUint16(62, 1, true);
    for (let i = 0; i < count; i++) {
      const at = 64 + name.length + i * 64;
      view.setUint32(at + 4, 3, true);
      view.setBigUint64(at + 24, 64n, true);
      view.setBigUint64(at + 32, BigInt(name.length), true);
    }
    const elf = read(file);
    expect(elf.sections).toHaveLength(count);
    expect(elf.sections.reduce((sum, section) => sum + section.name.length, 0)).toBeLessThan(file.length);
    expect(elf.warnings.map(({ code }) => code)).toContain('names-cut');
  });

  it('relocation tables that overlap are counted once around the file, not once each', () => {
    const content = new Uint8Array(24 * 1000);
    const sections = Array.from({ length: 50 }, (_, i) => ({ name: `.rela.${i}`, type: SHT.rela, content, flags: 2 }));
    const bytes = buildElf({ type: 1, sections });
    const view = new DataView(bytes.buffer);
    const table = Number(view.getBigUint64(40, true));
    for (let i = 1; i <= 50; i++) {
      view.setBigUint64(table + i * 64 + 24, 64n, true);
      view.setBigUint64(table + i * 64 + 32, BigInt(bytes.length - 64), true);
    }
    const elf = read(bytes);
    expect(elf.relocations.count).toBeLessThanOrEqual(bytes.length / 24);
    expect(elf.warnings.map(({ code }) => code)).toContain('relocations-cut');
  });

  it('a hostile length of build info is refused with a warning', () => {
    const info = Uint8Array.from([0xff, ...ascii(' Go buildinf:'), 8, 2, ...new Uint8Array(16), 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]);
    const elf = read(buildElf({ sections: [{ name: '.go.buildinfo', type: SHT.progbits, content: info }] }));
    expect(elf.go).toBeNull();
    expect(elf.warnings.map(({ code }) => code)).toContain('buildinfo-damaged');
  });
});

describe('libc by loader and needs', () => {
  const withInterp = (interp: string) =>
    read(buildElf({ sections: [{ name: '.interp', type: SHT.progbits, content: ascii(`${interp}\0`) }], segments: [{ type: PT.load }, { type: PT.interp, of: '.interp' }] })).libc;
  it.each([
    ['/lib64/ld-linux-x86-64.so.2', 'glibc'],
    ['/lib/ld-linux-aarch64.so.1', 'glibc'],
    ['/lib/ld-linux.so.2', 'glibc'],
    ['/lib64/ld64.so.2', 'glibc'],
    ['/lib/ld.so.1', 'glibc'],
    ['/nix/store/abc-glibc-2.39/lib/ld-linux-x86-64.so.2', 'glibc'],
    ['/lib/ld-musl-x86_64.so.1', 'musl'],
    ['/lib/ld-musl-armhf.so.1', 'musl'],
    ['/system/bin/linker64', 'unknown'],
    ['/lib/ld-uClibc.so.0', 'unknown'],
  ])('%s is %s', (interp, libc) => {
    expect(withInterp(interp)).toBe(libc);
  });
});

describe('names of machines that are rarely met', () => {
  it.each([
    { machine: 21, name: 'EM_PPC64', type: 22, relocation: 'R_PPC64_RELATIVE' },
    { machine: 22, name: 'EM_S390', type: 12, relocation: 'R_390_RELATIVE' },
    { machine: 258, name: 'EM_LOONGARCH', type: 3, relocation: 'R_LARCH_RELATIVE' },
    { machine: 4711, name: 'EM_4711', type: 3, relocation: 'R_4711_3' },
  ])('$relocation', ({ machine, name, type, relocation }) => {
    const content = new Bytes(true, true).word(0x1000).word(type).word(0).done();
    const elf = read(buildElf({ machine, type: 1, sections: [{ name: '.rela.data', type: SHT.rela, content }] }));
    expect(elf.machine).toBe(name);
    expect(elf.relocations.byType).toEqual({ [relocation]: 1 });
  });

  it('32 bit MIPS has its own prefix', () => {
    const content = new Bytes(false, false).word(0x1000).word(3).done();
    expect(read(buildElf({ is64: false, little: false, machine: 8, type: 1, sections: [{ name: '.rel.data', type: SHT.rel, content }] })).relocations.byType).toEqual({
      R_MIPS_REL32: 1,
    });
  });

  it('thread-local storage of PowerPC', () => {
    const content = new Bytes(true, true).word(0x1000).word(73).word(0).done();
    expect(read(buildElf({ machine: 21, type: 1, sections: [{ name: '.rela.data', type: SHT.rela, content }] })).tls.models).toEqual(['initial-exec']);
  });

  it('tags of x86-64 that mark its PLT', () => {
    const dynamic = new Bytes(true, true).word(0x70000000).word(1).word(0x70000001).word(2).word(0x70000003).word(3).word(0).word(0).done();
    const elf = read(
      buildElf({ type: 3, sections: [{ name: '.dynamic', type: SHT.dynamic, content: dynamic }], segments: [{ type: PT.load }, { type: PT.dynamic, of: '.dynamic' }] }),
    );
    expect(elf.dynamic.map(({ tag }) => tag)).toEqual(['DT_X86_64_PLT', 'DT_X86_64_PLTSZ', 'DT_X86_64_PLTENT']);
  });
});

it('debug information kept by itself is of a program with a loader, though the name of the loader is gone', () => {
  const kept = (type: number) => read(buildElf({ type, entry: 64, sections: [{ name: '.interp', type: 8 }], segments: [{ type: PT.load }, { type: PT.interp, of: '.interp' }] }));
  expect(kept(3)).toMatchObject({ interp: null, linkage: 'pie' });
  expect(kept(2)).toMatchObject({ interp: null, linkage: 'dynamic' });
});
