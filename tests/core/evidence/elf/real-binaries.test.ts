// The ELF reader on real binaries of gcc, musl-gcc, cross compilers and Go, against what readelf and `go version -m` said of them.
import { describe, expect, it } from 'vitest';
import { readElf, bytesSource } from '../../../../src/core/evidence/index.ts';
import { elfSchema, type Elf } from '../../../../src/shared/domain/elf.ts';
import { counting } from './counting.ts';
import { expectedOf, fixture, fixtureNames } from './fixtures.ts';

const read = (name: string): Elf => readElf(bytesSource(fixture(name)), name);

it('has fixtures of every kind', () => {
  expect(fixtureNames.length).toBeGreaterThan(25);
});

describe.each(fixtureNames)('%s', (name) => {
  const elf = read(name);
  const expected = expectedOf(name);

  it('is a document of the schema, without warnings', () => {
    expect(elfSchema.parse(elf)).toEqual(elf);
    expect(elf.warnings).toEqual([]);
  });

  it('has the header that readelf shows', () => {
    expect({
      size: elf.size,
      class: elf.class,
      data: elf.data,
      machine: elf.machine,
      type: elf.type,
      entry: elf.entry,
      sections: elf.sections.length,
      segments: elf.segments.length,
    }).toEqual({
      size: expected.size,
      class: expected.class,
      data: expected.data,
      machine: expected.machine,
      type: expected.type,
      entry: expected.entry,
      sections: expected.sections,
      segments: expected.segments,
    });
  });

  it('has the dynamic facts that readelf shows', () => {
    expect(elf.interp).toBe(expected.interp);
    expect(elf.needed).toEqual(expected.needed);
    expect(elf.soname).toBe(expected.soname);
    expect(elf.rpath).toEqual(expected.rpath);
    expect(elf.runpath).toEqual(expected.runpath);
    expect(elf.dynamic.length).toBe(expected.dynamicEntries);
    expect(elf.versionsNeeded.map(({ file, version, weak }) => ({ file, version, weak }))).toEqual(expected.versionsNeeded);
    expect(elf.buildId).toBe(expected.buildId);
    expect(elf.tls.present || elf.type === 'ET_REL').toBe(expected.tls || elf.type === 'ET_REL');
    expect(elf.tls.staticFlag).toBe(expected.staticTls);
  });

  it('counts symbols and relocations as readelf does', () => {
    expect(elf.symbols).toEqual(expected.symbols);
    const { R_X86_64_RELATIVE: relative = 0, ...others } = expected.relocations.byType;
    const withRelr = relative + expected.relocations.relr > 0 ? { ...others, R_X86_64_RELATIVE: relative + expected.relocations.relr } : others;
    expect(elf.relocations.byType).toEqual(withRelr);
    expect(elf.relocations.plt).toBe(expected.relocations.plt);
    expect(elf.relocations.count).toBe(Object.values(withRelr).reduce((sum, count) => sum + count, 0));
  });

  it('has the build info that go shows', () => {
    expect(elf.go && { version: elf.go.version, path: elf.go.path, settings: elf.go.settings }).toEqual(expected.go);
  });
});

/** What a person would say of each, decided by how it was made. */
const MADE: Record<string, Pick<Elf, 'linkage' | 'libc'> & { cgo: boolean | null }> = {
  'c-glibc-pie': { linkage: 'pie', libc: 'glibc', cgo: null },
  'c-glibc-exe': { linkage: 'dynamic', libc: 'glibc', cgo: null },
  'c-glibc-static': { linkage: 'static', libc: 'glibc', cgo: null },
  'c-glibc-static-pie': { linkage: 'static-pie', libc: 'glibc', cgo: null },
  'c-glibc-shared': { linkage: 'shared', libc: 'glibc', cgo: null },
  'c-glibc-relr': { linkage: 'pie', libc: 'glibc', cgo: null },
  'c-object': { linkage: 'relocatable', libc: 'unknown', cgo: null },
  'i386-shared': { linkage: 'shared', libc: 'unknown', cgo: null },
  'c-musl-pie': { linkage: 'pie', libc: 'musl', cgo: null },
  'c-musl-static': { linkage: 'static', libc: 'musl', cgo: null },
  'c-aarch64-linux-gnu': { linkage: 'pie', libc: 'glibc', cgo: null },
  'c-arm-linux-gnueabihf': { linkage: 'pie', libc: 'glibc', cgo: null },
  'c-riscv64-linux-gnu': { linkage: 'pie', libc: 'glibc', cgo: null },
  'go-pure': { linkage: 'static', libc: 'none', cgo: false },
  'go-pure-mips': { linkage: 'static', libc: 'none', cgo: false },
  'go-pure-s390x': { linkage: 'static', libc: 'none', cgo: false },
  'go-pure-pie': { linkage: 'pie', libc: 'glibc', cgo: false },
  'go-net-cgo': { linkage: 'dynamic', libc: 'glibc', cgo: true },
  'go-net-cgo-stripped': { linkage: 'dynamic', libc: 'glibc', cgo: true },
  'go-withc': { linkage: 'dynamic', libc: 'glibc', cgo: true },
  'go-withc-musl': { linkage: 'dynamic', libc: 'musl', cgo: true },
  'go-net-glibc-static': { linkage: 'static', libc: 'glibc', cgo: true },
  'go-net-glibc-static-pie': { linkage: 'static-pie', libc: 'glibc', cgo: true },
  'go-net-musl-static': { linkage: 'static', libc: 'musl', cgo: true },
  'go-c-shared': { linkage: 'shared', libc: 'glibc', cgo: true },
};

it.each(Object.entries(MADE))('%s is told as it was made', (name, made) => {
  const elf = read(name);
  expect({ linkage: elf.linkage, libc: elf.libc, cgo: elf.cgo.enabled }).toEqual(made);
});

describe('what the fixtures were made to show', () => {
  it('an internally linked PIE has a loader and needs nothing', () => {
    const elf = read('go-pure-pie');
    expect(elf.interp).toBe('/lib64/ld-linux-x86-64.so.2');
    expect(elf.needed).toEqual([]);
    expect(elf.linkage).toBe('pie');
  });

  it('the glibc floor is the highest version by number, not by text', () => {
    expect(read('c-glibc-pie').glibcFloor).toBe('2.34');
    expect(read('c-arm-linux-gnueabihf').glibcFloor).toBe('2.34');
    expect(read('go-pure').glibcFloor).toBeNull();
  });

  it('TLS models: a program is local-exec, a library shows both of its kinds', () => {
    expect(read('c-glibc-pie').tls.models).toEqual(['local-exec']);
    expect(read('c-glibc-shared').tls).toEqual({ present: true, models: ['general-dynamic', 'initial-exec'], staticFlag: true });
    expect(read('go-c-shared').tls).toMatchObject({ present: true, models: ['initial-exec'] });
  });

  it('a constructor stands in the init array, beside the one of the C start code', () => {
    expect(read('c-glibc-pie').initArray).toBe(2);
    expect(read('c-musl-pie').initArray).toBe(2);
    expect(read('go-pure').initArray).toBe(0);
  });

  it('cgo leaves evidence, and a stripped program still has the names of its Go functions', () => {
    expect(read('go-net-cgo').cgo.evidence).toEqual(['build info: CGO_ENABLED=1', 'symbol x_cgo_init', 'needs libc.so.6']);
    expect(read('go-net-cgo-stripped').cgo.evidence).toEqual(['build info: CGO_ENABLED=1', 'functions _Cfunc_… in .gopclntab', 'needs libc.so.6']);
    expect(read('go-pure').cgo.evidence).toEqual(['build info: CGO_ENABLED=0']);
  });

  it('Go build ids and ABI tags are read from notes', () => {
    expect(read('go-pure').goBuildId).toMatch(/^[\w-]+\/[\w-]+\/[\w-]+\/[\w-]+$/);
    expect(read('c-glibc-pie').notes.find(({ name, type }) => name === 'GNU' && type === 1)?.text).toMatch(/^Linux 3\.2\.0$/);
  });
});

/** The same file as a thorough strip leaves it: no section headers at all. */
function withoutSections(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  const little = copy[5] === 1;
  if (copy[4] === 2) {
    view.setBigUint64(40, 0n, little);
    view.setUint32(60, 0, little);
  } else {
    view.setUint32(32, 0, little);
    view.setUint32(48, 0, little);
  }
  return copy;
}

describe.each(fixtureNames.filter((name) => name !== 'c-object'))('%s without section headers', (name) => {
  it('tells the same from its program headers', () => {
    const whole = read(name);
    const bare = readElf(bytesSource(withoutSections(fixture(name))), name);
    expect(bare.sections).toEqual([]);
    const pick = ({ interp, needed, soname, versionsNeeded, glibcFloor, linkage, goBuildId, go, dynamic, tls, initArray, segments }: Elf) => ({
      interp,
      needed,
      soname,
      versionsNeeded,
      glibcFloor,
      linkage,
      goBuildId,
      go,
      dynamic,
      tls,
      initArray,
      segments,
    });
    // A static program has no table that says where its constructors and ifunc relocations stand, once the sections are gone.
    const known = whole.dynamic.length > 0;
    expect(pick(bare)).toEqual(known ? pick(whole) : { ...pick(whole), initArray: 0 });
    if (known) {
      expect(bare.relocations).toEqual(whole.relocations);
      expect(bare.symbols.dynamic).toBe(whole.symbols.dynamic);
    }
  });
});

it('of a binary of megabytes less than half is read, in a few pieces', () => {
  const bytes = fixture('go-net-glibc-static-pie');
  const { source, read, reads } = counting(bytes);
  readElf(source, 'x');
  expect(read()).toBeLessThan(bytes.length / 2);
  expect(reads()).toBeLessThan(50);
});
