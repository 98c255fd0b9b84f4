// The details of real binaries: every part of every fixture against elf@1, against the bytes, and against how the fixtures were made (tests/core/evidence/elf/fixtures.ts).
import { describe, expect, it } from 'vitest';
import { bytesSource, readElf, readElfDetail, readElfSymbols, readExports, readUndefinedSymbols } from '../../../../src/core/evidence/index.ts';
import { ELF_PARTS, elfDetailSchema, type ElfDetail, type ElfPart, type HardeningFact } from '../../../../src/shared/domain/elf-detail.ts';
import { expectedOf, fixture, fixtureNames } from './fixtures.ts';

const detailOf = (name: string, parts: readonly ElfPart[] = ELF_PARTS): ElfDetail => readElfDetail(bytesSource(fixture(name)), name, parts);

function asked<T>(part: T | null): T {
  if (part === null) throw new Error('the part was asked for and is null');
  return part;
}

const total = (byType: Record<string, number>): number => Object.values(byType).reduce((sum, count) => sum + count, 0);
const textAt = (bytes: Uint8Array, { offset, length }: { offset: number; length: number }): string => new TextDecoder().decode(bytes.subarray(offset, offset + length));

describe.each(fixtureNames)('%s', (name) => {
  const bytes = fixture(name);
  const detail = detailOf(name);
  const elf = readElf(bytesSource(bytes), name);
  const placesOf = (fact: string) => asked(detail.places).filter((place) => place.fact === fact);

  it('is a document of the schema, without warnings', () => {
    expect(elfDetailSchema.parse(detail)).toEqual(detail);
    // Contents of the Go fixtures are blanked, their pclntab too.
    expect(detail.warnings.filter(({ code }) => code !== 'pclntab-damaged')).toEqual([]);
  });

  it('counts relocations and symbols as elf@1 does', () => {
    const { tables } = asked(detail.relocations);
    expect(tables.reduce((sum, { count }) => sum + count, 0)).toBe(elf.relocations.count);
    expect(tables.filter(({ plt }) => plt).reduce((sum, { count }) => sum + count, 0)).toBe(elf.relocations.plt);
    for (const { kind, byType, count } of tables) if (kind !== 'relr') expect(total(byType)).toBe(count);
    const symbols = asked(detail.symbols);
    expect({ dynamic: symbols.dynamic, static: symbols.static }).toEqual(elf.symbols);
    const listed = symbols.list.length + symbols.cut;
    expect(listed).toBe(Math.max(0, elf.symbols.dynamic - 1) + Math.max(0, elf.symbols.static - 1));
  });

  it('says where names stand: the bytes there are the names', () => {
    const first = (fact: string): string => textAt(bytes, asked(placesOf(fact)[0] ?? null));
    elf.needed.forEach((file, i) => expect(first(`needed[${i}]`)).toBe(file));
    if (elf.soname !== null) expect(first('soname')).toBe(elf.soname);
    elf.rpath.forEach((folder, i) => expect(first(`rpath[${i}]`)).toBe(folder));
    elf.runpath.forEach((folder, i) => expect(first(`runpath[${i}]`)).toBe(folder));
    if (elf.interp !== null) expect(first('interp').replace(/\0$/, '')).toBe(elf.interp);
    elf.versionsNeeded.forEach(({ file, version }, i) =>
      expect(
        placesOf(`versionsNeeded[${i}]`)
          .slice(1)
          .map((place) => textAt(bytes, place)),
      ).toEqual([version, file]),
    );
    if (elf.goBuildId !== null) expect(first('goBuildId')).toBe(elf.goBuildId);
    if (elf.buildId !== null) expect(Buffer.from(bytes.subarray(asked(placesOf('buildId')[0] ?? null).offset)).toString('hex')).toMatch(new RegExp(`^${elf.buildId}`));
    if (elf.go) expect(first('go')).toContain('Go buildinf:');
  });

  it('has a place for every fact that comes from bytes', () => {
    const facts = new Set(asked(detail.places).map(({ fact }) => fact));
    const wanted = ['class', 'data', 'machine', 'type', 'entry', 'flags', 'osabi', 'abiVersion'];
    if (elf.sections.length > 0) wanted.push('sections', `sections[${elf.sections.length - 1}]`);
    if (elf.segments.length > 0) wanted.push('segments', `segments[${elf.segments.length - 1}]`);
    if (elf.dynamic.length > 0) wanted.push('dynamic', `dynamic[${elf.dynamic.length - 1}]`);
    if (elf.symbols.dynamic > 0) wanted.push('symbols.dynamic');
    if (elf.symbols.static > 0) wanted.push('symbols.static');
    if (elf.relocations.count > 0) wanted.push('relocations');
    if (elf.initArray > 0) wanted.push('initArray');
    elf.notes.forEach((_, i) => wanted.push(`notes[${i}]`));
    expect(wanted.filter((fact) => !facts.has(fact))).toEqual([]);
  });

  it('gives the versions of elf@1, each with the symbols that ask for it', () => {
    const { needed } = asked(detail.versions);
    expect(needed.map(({ file, version, weak }) => ({ file, version, weak }))).toEqual(expectedOf(name).versionsNeeded);
    // A version that nothing asks for by a symbol is GLIBC_ABI_DT_RELR: a promise, not a symbol.
    for (const { version, symbols } of needed) expect(symbols.length > 0 || version.startsWith('GLIBC_ABI_')).toBe(true);
  });

  it('knows the stub of every slot that is bound late', () => {
    const late = asked(detail.plt).entries.filter(({ type }) => /_JU?MP_SLOT$/.test(type));
    const known = ['EM_X86_64', 'EM_386', 'EM_AARCH64', 'EM_ARM', 'EM_RISCV'].includes(elf.machine ?? '');
    // Contents of the large Go fixtures are blanked, code too: there a stub can't be decoded, and is not guessed.
    if (known && bytes.length < 100_000) expect(late.filter(({ stub }) => stub === null)).toEqual([]);
    for (const { symbol } of late) expect(symbol).not.toBeNull();
    const sections = elf.sections.filter(({ name: section }) => section.startsWith('.plt') || section === '.iplt');
    for (const { stub } of late)
      if (stub !== null) expect(sections.some(({ addr, size }) => BigInt(stub) >= BigInt(addr) && BigInt(stub) < BigInt(addr) + BigInt(size))).toBe(true);
  });
});

describe('symbols', () => {
  const source = bytesSource(fixture('c-glibc-exe'));

  it('of the dynamic table carry their version and the library it is asked of', () => {
    const undefinedOnes = readUndefinedSymbols(source);
    const main = undefinedOnes.find(({ name }) => name === '__libc_start_main');
    expect(main).toMatchObject({ table: 'dynamic', from: 'libc.so.6', hidden: false, type: 'STT_FUNC', bind: 'STB_GLOBAL', visibility: 'STV_DEFAULT', section: 'SHN_UNDEF' });
    expect(main?.version).toMatch(/^GLIBC_2\./);
  });

  it('come in pages that together are the whole', () => {
    const all = readElfSymbols(source, { query: '', table: 'both', from: 0, count: 5000 });
    expect(all.total).toBe(all.symbols.length);
    const pages = [];
    for (let from = 0; from < all.total; from += 7) pages.push(...readElfSymbols(source, { query: '', table: 'both', from, count: 7 }).symbols);
    expect(pages).toEqual(all.symbols);
  });

  it('are found by a part of the name, versions by what stands behind the @', () => {
    const { total: found, symbols } = readElfSymbols(source, { query: 'mai', table: 'static', from: 0, count: 10 });
    expect(symbols.map(({ name }) => name)).toContain('main');
    expect(found).toBe(readElfSymbols(source, { query: '', table: 'static', from: 0, count: 5000 }).symbols.filter(({ name }) => name.includes('mai')).length);
    const versioned = readElfSymbols(source, { query: '@GLIBC_', table: 'dynamic', from: 0, count: 50 }).symbols;
    expect(versioned.length).toBeGreaterThan(0);
    for (const { version } of versioned) expect(version).toMatch(/^GLIBC_/);
    expect(readElfSymbols(source, { query: 'main\0', table: 'both', from: 0, count: 10 }).total).toBe(0);
  });

  it('that a library defines are its exports', () => {
    const exports = readExports(bytesSource(fixture('c-glibc-shared')));
    expect(exports.length).toBeGreaterThan(0);
    expect(exports).toContain('shared_mine');
    expect(exports.some((name) => name.includes('GLIBC'))).toBe(false);
  });

  it('are none where the file is no ELF', () => {
    const text = bytesSource(new TextEncoder().encode('hello'));
    expect(readElfSymbols(text, { query: '', table: 'both', from: 0, count: 5 })).toEqual({ total: 0, symbols: [] });
    expect(readUndefinedSymbols(text)).toEqual([]);
    expect(readExports(text)).toEqual([]);
    expect(readElfDetail(text, 'f', ELF_PARTS)).toMatchObject({ format: 'text', symbols: null, hardening: null });
  });
});

it('reads only the parts asked for', () => {
  const detail = detailOf('c-glibc-exe', ['tls']);
  expect(detail.parts).toEqual(['tls']);
  expect(ELF_PARTS.filter((part) => detail[part] !== null)).toEqual(['tls']);
});

describe('initialisers', () => {
  it.each([
    ['c-glibc-exe', ['init frame_dummy', 'init early', 'fini __do_global_dtors_aux']],
    ['c-aarch64-linux-gnu', ['init frame_dummy', 'init early', 'fini __do_global_dtors_aux']],
    ['c-arm-linux-gnueabihf', ['init frame_dummy', 'init early', 'fini __do_global_dtors_aux']],
    ['c-riscv64-linux-gnu', ['preinit load_gp', 'init frame_dummy', 'init early', 'fini __do_global_dtors_aux']],
  ])('%s', (name, expected) => {
    expect(asked(detailOf(name, ['init']).init).entries.map(({ array, symbol }) => `${array} ${symbol}`)).toEqual(expected);
  });

  it('of packed relative relocations have the value that stands in the slot', () => {
    const packed = asked(detailOf('c-glibc-relr', ['init']).init).entries.map(({ value }) => value);
    expect(packed).toEqual(asked(detailOf('c-glibc-pie', ['init']).init).entries.map(({ value }) => value));
  });
});

describe('thread-local storage', () => {
  it('names models with the relocations that say so', () => {
    const tls = asked(detailOf('c-glibc-shared', ['tls']).tls);
    expect(tls.models.map(({ model, count }) => [model, count])).toEqual([
      ['general-dynamic', 1],
      ['initial-exec', 1],
    ]);
    expect(tls.symbols).toEqual(expect.arrayContaining(['fixed', 'shared_mine']));
    expect(tls.segment?.memoryBytes).not.toBe('0');
  });

  it('says what a linker resolved, and that nothing is left of it', () => {
    const { models } = asked(detailOf('c-glibc-exe', ['tls']).tls);
    expect(models).toEqual([{ model: 'local-exec', count: null, evidence: [expect.stringContaining('no relocation') as string] }]);
  });

  it('of ARM: offsets within a module are no local-exec', () => {
    expect(asked(detailOf('c-arm-linux-gnueabihf-shared', ['tls']).tls).models.map(({ model }) => model)).toEqual(['general-dynamic', 'initial-exec']);
  });
});

describe('hardening', () => {
  const factOf = (name: string, id: HardeningFact['id']): HardeningFact => asked(asked(detailOf(name, ['hardening']).hardening).find((entry) => entry.id === id) ?? null);

  it.each([
    ['c-glibc-pie', { pie: 'yes', nx: 'yes', relro: 'partial', stripped: 'yes', canary: 'no', bti: 'not-applicable', ibt: 'no' }],
    ['c-glibc-exe', { pie: 'no', stripped: 'no', fortify: 'no', 'no-rpath': 'yes' }],
    ['c-glibc-relr', { 'no-rpath': 'no' }],
    ['c-glibc-static', { pie: 'no', relro: 'partial' }],
    ['c-glibc-static-pie', { pie: 'yes', canary: 'unknown', fortify: 'unknown' }],
    ['c-glibc-shared', { pie: 'not-applicable' }],
    ['c-object', { pie: 'not-applicable', relro: 'not-applicable', nx: 'yes' }],
    ['c-musl-pie', { fortify: 'unknown' }],
    ['c-aarch64-linux-gnu', { bti: 'no', ibt: 'not-applicable' }],
    ['c-riscv64-linux-gnu', { 'no-textrel': 'no' }],
    // Pure Go has no C that could be protected, and a static one no table that could be made read-only.
    ['go-pure', { canary: 'not-applicable', fortify: 'not-applicable', relro: 'not-applicable', pie: 'no', nx: 'yes' }],
    ['go-pure-arm64', { canary: 'not-applicable', bti: 'no' }],
    ['go-pure-pie', { pie: 'yes', canary: 'not-applicable', relro: 'yes' }],
    // With cgo it is judged by its C part.
    ['go-withc', { canary: 'no', fortify: 'no', relro: 'partial', pie: 'no' }],
    ['go-net-cgo-stripped', { canary: 'no', stripped: 'yes' }],
    ['go-withc-musl', { fortify: 'unknown' }],
    ['go-c-shared', { pie: 'not-applicable', canary: 'no' }],
  ] as const)('%s', (name, expected) => {
    const facts = Object.fromEntries(asked(detailOf(name, ['hardening']).hardening).map(({ id, value }) => [id, value]));
    expect(facts).toMatchObject(expected);
  });

  it('says the reason in words, and where it stands', () => {
    expect(factOf('go-pure', 'canary').why).toContain('pure Go');
    const pie = factOf('go-pure-pie', 'pie');
    expect(pie.why).toContain('linked by Go itself');
    expect(pie.place).toEqual({ offset: 16, length: 2 });
    expect(factOf('c-glibc-pie', 'nx').place?.length).toBe(56);
  });
});
