// Two binaries in depth: facts that differ, and where the bytes went.
import { describe, expect, it } from 'vitest';
import { diffElfDetail, type DetailedElf } from '../../../src/core/compare/index.ts';
import { sizeChanges } from '../../../src/core/compare/size-changes.ts';
import { bytesSource, readElf, readElfDetail } from '../../../src/core/evidence/index.ts';
import { elfDiffSchema, type ElfDiff } from '../../../src/shared/domain/documents.ts';
import type { SizeNode } from '../../../src/shared/domain/elf-detail.ts';
import { fixture } from '../evidence/elf/fixtures.ts';
import { goFixture } from '../evidence/gobinary/fixtures.ts';

function side(bytes: Uint8Array, path = 'a'): DetailedElf {
  const source = bytesSource(bytes);
  return { elf: readElf(source, path), detail: readElfDetail(source, path, ['versions', 'symbols', 'go', 'hardening', 'sizes']) };
}

const lines = ({ differences }: ElfDiff): string[] => differences.map(({ text }) => text);
const lineOf = (diff: ElfDiff, fact: string): string | undefined => diff.differences.find((each) => each.fact === fact)?.text;

describe('two binaries', () => {
  it('are a document: facts by weight, sizes by change', () => {
    const diff = elfDiffSchema.parse(diffElfDetail(side(fixture('c-glibc-exe'), 'a'), side(fixture('c-glibc-static'), 'b')));
    expect(diff.a).toEqual({ path: 'a', size: fixture('c-glibc-exe').length });
    expect(diff.differences.map(({ weight }) => weight)).toEqual(diff.differences.map(({ weight }) => weight).sort((x, y) => y - x));
    for (const kind of ['section', 'package', 'symbol'] as const) {
      const changes = diff.sizes.filter((change) => change.kind === kind).map(({ a, b }) => Math.abs((a ?? 0) - (b ?? 0)));
      expect(changes).toEqual([...changes].sort((x, y) => y - x));
      expect(changes.length).toBeLessThanOrEqual(1_000);
    }
  });

  it('show symbols needed and exported', () => {
    const diff = diffElfDetail(side(fixture('c-glibc-pie')), side(fixture('c-glibc-shared')));
    expect(lineOf(diff, 'elf.symbols.needs')).toMatch(/^symbols needed: .*-__libc_start_main@GLIBC_2\.34/);
    expect(lineOf(diff, 'elf.symbols.needs')).toContain('+strlen@GLIBC_2.2.5');
    expect(diff.differences.find(({ fact }) => fact === 'elf.symbols.exports')?.b).toEqual(expect.arrayContaining(['twice', 'shared_mine', 'fixed']));
  });

  it('show what of the hardening changed', () => {
    const diff = diffElfDetail(side(fixture('c-glibc-exe')), side(fixture('c-glibc-pie')));
    expect(lineOf(diff, 'elf.hardening.pie')).toBe('hardening pie: no | yes');
  });

  it('show what Go linked into each', () => {
    const diff = diffElfDetail(side(goFixture('go1.19-386')), side(goFixture('go1.19-cgo-pie')));
    expect(lineOf(diff, 'elf.go.linkMode')).toBe("linked by: Go's linker | an external linker");
    expect(lineOf(diff, 'elf.go.has.net')).toBe('package net: yes | no');
    expect(lineOf(diff, 'elf.go.has.runtime/cgo')).toBe('package runtime/cgo: no | yes');
    expect(lineOf(diff, 'elf.go.packages')).toBe('packages: -example.com/fixture.x/yaml.v3');
    expect(lineOf(diff, 'elf.go.cgoFunctions')).toBe('calls between Go and C: +_cgoexp_…_goBack +main._Cfunc_callback +main._Cfunc_three');
    expect(lineOf(diff, 'elf.go.path')).toBe('main package: example.com/fixture.x/all | example.com/fixture.x/c');
    expect(diff.sizes.find(({ kind, name }) => kind === 'package' && name === 'net')).toMatchObject({ b: null });
  });

  it('show modules with another version, came and went', () => {
    const a = side(goFixture('go1.19-386'));
    const dep = (path: string, version: string) => ({ path, version, sum: '', replace: null });
    const withDeps = (deps: ReturnType<typeof dep>[]): DetailedElf => ({ ...a, elf: { ...a.elf, go: a.elf.go && { ...a.elf.go, deps } } });
    const diff = diffElfDetail(
      withDeps([dep('example.com/a', 'v1.0.0'), dep('example.com/b', 'v1.2.3'), dep('example.com/same', 'v1.0.0')]),
      withDeps([dep('example.com/b', 'v1.3.0'), dep('example.com/c', 'v0.1.0'), dep('example.com/same', 'v1.0.0')]),
    );
    expect(lines(diff)).toEqual(['dependencies: -example.com/a@v1.0.0, example.com/b v1.2.3 | v1.3.0, +example.com/c@v0.1.0']);
    expect(diff.sizes).toEqual([]);
  });

  it('that are one do not differ, even in noise', () => {
    const diff = diffElfDetail(side(goFixture('go1.19-cgo-pie')), side(goFixture('go1.19-cgo-pie')), { all: true });
    expect(diff.differences).toEqual([]);
    expect(diff.sizes).toEqual([]);
  });

  it('of which one is none of ELF are compared as far as they go', () => {
    const diff = elfDiffSchema.parse(diffElfDetail(side(goFixture('newest-windows')), side(goFixture('newest-arm64'))));
    expect(lines(diff)[0]).toBe('format: pe | elf');
    expect(lines(diff)).toContain('build setting GOOS: windows | linux');
    expect(diff.sizes).toEqual([]);
  });
});

describe('changes of size', () => {
  const symbol = (name: string, bytes: number): SizeNode => ({ name, kind: 'symbol', bytes, children: [] });
  const file = (...children: SizeNode[]): SizeNode => ({ name: 'file', kind: 'file', bytes: children.reduce((sum, { bytes }) => sum + bytes, 0), children });
  const section = (name: string, ...children: SizeNode[]): SizeNode => ({ ...file(...children), name, kind: 'section' });

  it('add up what stands in several sections', () => {
    const pkg = (bytes: number): SizeNode => ({ name: 'net', kind: 'package', bytes, children: [] });
    expect(sizeChanges(file(section('.text', pkg(100)), section('.data', pkg(20))), file(section('.text', pkg(130)), section('.data', pkg(20))))).toEqual([
      { kind: 'section', name: '.text', a: 100, b: 130 },
      { kind: 'package', name: 'net', a: 120, b: 150 },
    ]);
  });

  it('say nothing of a symbol that the other side may hold in a sum', () => {
    const small: SizeNode = { name: 'smaller symbols', kind: 'other', bytes: 30, children: [] };
    const changes = sizeChanges(
      file(section('.text', symbol('big', 90), symbol('middle', 40), small)),
      file(section('.text', symbol('big', 90), symbol('tiny', 35), symbol('new', 50))),
    );
    expect(changes.filter(({ kind }) => kind === 'symbol')).toEqual([
      { kind: 'symbol', name: 'new', a: null, b: 50 },
      { kind: 'symbol', name: 'middle', a: 40, b: null },
    ]);
  });
});
