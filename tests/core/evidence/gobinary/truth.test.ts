// Build info and function tables of real Go binaries, of all layouts since Go 1.2, against what Go's own packages say of them.
import { describe, expect, it } from 'vitest';
import { unescapePath } from '../../../../src/core/evidence/gobinary/index.ts';
import { bytesSource, readElf, readElfDetail } from '../../../../src/core/evidence/index.ts';
import { goDetailSchema, type GoDetail } from '../../../../src/shared/domain/elf-detail.ts';
import { fixture } from '../elf/fixtures.ts';
import { goFixture, goFixtureNames, goTruth } from './fixtures.ts';

const read = (name: string) => {
  const source = bytesSource(goFixture(name));
  return { elf: readElf(source, name), detail: readElfDetail(source, name, ['go']) };
};

describe.each(goFixtureNames)('%s', (name) => {
  const { elf, detail } = read(name);
  const truth = goTruth(name);

  it('has the build info that debug/buildinfo reads, whatever the format of the file', () => {
    expect({ version: elf.go?.version, path: elf.go?.path, settings: elf.go?.settings }).toEqual({ version: truth.goVersion, path: truth.path, settings: truth.settings });
  });

  if (truth.functions === 0) return; // debug/gosym was asked for ELF files only
  const go = goDetailSchema.parse(detail.go);

  it('has the packages that debug/gosym finds, with as many functions and bytes', () => {
    expect(detail.warnings).toEqual([]);
    expect(go.pclntab?.functions).toBe(truth.functions);
    const { '': nameless, ...packages } = truth.packages;
    expect(Object.fromEntries(go.packages.map(({ path, functions, bytes }) => [path, { functions, bytes }]))).toEqual(
      Object.fromEntries(Object.entries(packages).map(([path, sum]) => [unescapePath(path), sum])),
    );
    expect(truth.functions - go.packages.reduce((sum, { functions }) => sum + functions, 0)).toBe(nameless?.functions);
  });
});

const go = (name: string): GoDetail => goDetailSchema.parse(read(name).detail.go);
const has = (detail: GoDetail) => Object.fromEntries(detail.has.map(({ package: path, present }) => [path, present]));

describe('layouts of the function table', () => {
  it.each([
    ['go1.15-mips', 'go1.2', 'pointers'],
    ['go1.15-pie', 'go1.2', 'pointers'],
    ['go1.17-s390x', 'go1.16', 'pointers'],
    ['go1.19-386', 'go1.18', 'inline'],
    ['go1.19-cgo-pie', 'go1.18', 'inline'],
    ['newest-arm64', 'go1.20', 'inline'],
  ])('%s: %s, build info with %s', (name, version, format) => {
    expect(go(name).pclntab?.version).toBe(version);
    expect(go(name).buildInfoFormat).toBe(format);
  });

  it('are found by their magic where no section has the name', () => {
    const stripped = read('newest-arm64');
    expect(stripped.elf.sections).toEqual([]);
    expect(go('newest-arm64').pclntab?.functions).toBe(goTruth('newest-arm64').functions);
    const external = read('go1.19-cgo-pie');
    expect(external.elf.sections.map(({ name }) => name)).not.toContain('.gopclntab');
    const { place } = go('go1.19-cgo-pie').pclntab ?? { place: { offset: 0, length: 0 } };
    const relro = external.elf.sections.find(({ name }) => name === '.data.rel.ro');
    expect(place.offset).toBeGreaterThanOrEqual(relro?.offset ?? Infinity);
    expect(place.offset + place.length).toBeLessThanOrEqual((relro?.offset ?? 0) + (relro?.size ?? 0));
  });
});

describe('a file that ends before the names of its sections', () => {
  it('still gives its build info, from the beginning of the writable segment', () => {
    const whole = goFixture('go1.19-cgo-pie');
    const { elf } = read('go1.19-cgo-pie');
    const names = elf.sections.find(({ name }) => name === '.shstrtab');
    const info = elf.sections.find(({ name }) => name === '.go.buildinfo');
    expect(info?.offset).toBeLessThan(names?.offset ?? 0);
    const cut = readElf(bytesSource(whole.subarray(0, names?.offset)), 'cut');
    expect(cut.go).toEqual(elf.go);
  });
});

describe('what decides where it can run', () => {
  it('is seen in a stripped pure program', () => {
    const detail = go('newest-arm64');
    expect(has(detail)).toEqual({ 'runtime/cgo': false, net: true, 'os/user': false, 'crypto/x509': true, 'time/tzdata': true, plugin: false });
    expect(detail.level).toEqual({ variable: 'GOARM64', value: 'v8.0', assumed: false });
    expect(detail.cgoSymbols).toEqual([]);
    expect(detail.race).toBe(false);
    // Its entry is named by the function table alone: there are neither sections nor symbols.
    expect(detail.linkMode).toEqual({ mode: 'internal', evidence: ["entry point is _rt0_arm64_linux, of Go's runtime"] });
  });

  it('is seen in a program with C of its own', () => {
    const detail = go('go1.19-cgo-pie');
    expect(has(detail)).toEqual({ 'runtime/cgo': true, net: false, 'os/user': false, 'crypto/x509': false, 'time/tzdata': false, plugin: false });
    expect(detail.linkMode.mode).toBe('external');
    expect(detail.linkMode.evidence[0]).toBe('entry point is _start, of the C start-up code');
    const kinds = new Map(detail.cgoSymbols.map((each) => [each.kind, each]));
    expect(kinds.get('_Cfunc_')?.names).toEqual(['main._Cfunc_callback', 'main._Cfunc_three']);
    expect(kinds.get('_cgoexp_')?.names).toEqual([expect.stringMatching(/^_cgoexp_[0-9a-f]{12}_goBack$/)]);
    expect(kinds.get('x_cgo_')?.names).toContain('x_cgo_init');
    expect(kinds.get('_cgo_init')?.count).toBe(1);
  });

  it('assumes a level where the toolchain was too old to write it down', () => {
    expect(go('go1.15-mips').level).toEqual({ variable: 'GOMIPS', value: 'hardfloat', assumed: true });
    expect(go('go1.19-386').level).toEqual({ variable: 'GO386', value: 'sse2', assumed: false });
    expect(go('go1.17-s390x').level).toBeNull();
  });

  it('knows by time.LoadLocation whether zones are asked for by name', () => {
    expect(Object.fromEntries(['newest-arm64', 'go1.19-cgo-pie', 'go1.19-386'].map((name) => [name, go(name).zonesByName]))).toEqual({
      'newest-arm64': true,
      'go1.19-cgo-pie': false,
      'go1.19-386': true,
    });
  });

  it('tells the standard library from a module named alike', () => {
    const std = new Map(go('go1.19-386').packages.map((each) => [each.path, each.std]));
    expect(std.get('vendor/golang.org/x/net/dns/dnsmessage')).toBe(true);
    expect(std.get('net')).toBe(true);
    expect(std.get('main')).toBe(false);
    expect(std.get('example.com/fixture.x/yaml.v3')).toBe(false);
  });
});

describe('programs for other systems', () => {
  it.each([
    ['newest-windows', 'pe', 'windows', 'arm64'],
    ['newest-darwin', 'mach-o', 'darwin', 'arm64'],
    ['go1.17-windows', 'pe', undefined, undefined],
    ['go1.17-darwin', 'mach-o', undefined, undefined],
  ])('%s is %s, and names its platform since Go 1.18', (name, format, goos, goarch) => {
    const { elf, detail } = read(name);
    expect(elf.format).toBe(format);
    expect(elf.go?.settings['GOOS']).toBe(goos);
    expect(elf.go?.settings['GOARCH']).toBe(goarch);
    expect(detail.go).toBeNull();
  });
});

describe('a program that uses the C library by net and os/user alone', () => {
  const detail = goDetailSchema.parse(readElfDetail(bytesSource(fixture('go-net-cgo-stripped')), 'a', ['go']).go);

  it("is linked by Go's own linker, which the table of functions tells in a stripped file", () => {
    expect(has(detail)).toMatchObject({ 'runtime/cgo': true, net: true, 'os/user': true, 'crypto/x509': false });
    expect(detail.linkMode.mode).toBe('internal');
    expect(detail.linkMode.evidence).toEqual(["entry point is _rt0_amd64_linux, of Go's runtime"]);
  });

  it('has the C half of runtime/cgo among its functions', () => {
    const kinds = new Map(detail.cgoSymbols.map(({ kind, names }) => [kind, names]));
    expect(kinds.get('x_cgo_')).toContain('x_cgo_init');
    expect(kinds.get('_Cfunc_')).toContain('net._Cfunc_freeaddrinfo');
    expect(kinds.has('_cgoexp_')).toBe(false);
  });
});

describe('what can not be told', () => {
  it('a table of a version to come is named unknown, and decides nothing', () => {
    const bytes = goFixture('go1.17-s390x');
    const at = go('go1.17-s390x').pclntab?.place.offset ?? 0;
    bytes[at + 3] = 0xf2; // big-endian
    const detail = goDetailSchema.parse(readElfDetail(bytesSource(bytes), 'a', ['go', 'sizes']).go);
    expect(detail.pclntab).toMatchObject({ version: 'unknown', functions: 0 });
    expect(has(detail)).toMatchObject({ net: null, plugin: null });
  });

  it('a table of zeros is warned of, with its place', () => {
    const bytes = goFixture('go1.17-s390x');
    const place = go('go1.17-s390x').pclntab?.place ?? { offset: 0, length: 0 };
    bytes.fill(0, place.offset, place.offset + place.length);
    const { go: detail, warnings } = readElfDetail(bytesSource(bytes), 'a', ['go']);
    expect(detail?.pclntab).toBeNull();
    expect(detail?.packages).toEqual([]);
    expect(warnings).toEqual([expect.objectContaining({ code: 'pclntab-damaged', offset: place.offset })]);
  });

  it('a program of C has no Go in it', () => {
    expect(readElfDetail(bytesSource(fixture('c-glibc-static')), 'a', ['go']).go).toBeNull();
  });
});

describe('a program built with -race that opens plugins', () => {
  it('says so by its build info', () => {
    const detail = go('newest-race-plugin');
    expect(detail.race).toBe(true);
    expect(has(detail)).toMatchObject({ plugin: true, 'runtime/cgo': true });
    expect(detail.linkMode.mode).toBe('external');
  });

  it('says so by its functions where the build info is gone', () => {
    const bytes = goFixture('newest-race-plugin');
    const section = readElf(bytesSource(bytes), 'a').sections.find(({ name }) => name === '.go.buildinfo');
    bytes.fill(0, section?.offset ?? 0, (section?.offset ?? 0) + (section?.size ?? 0));
    const detail = readElfDetail(bytesSource(bytes), 'a', ['go']).go;
    expect(detail?.buildInfoFormat).toBeNull();
    expect(detail?.race).toBe(true);
    expect(detail?.level).toEqual({ variable: 'GOAMD64', value: 'v1', assumed: true });
  });
});
