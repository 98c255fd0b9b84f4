// Where the bytes of a binary went: every byte once, nothing invented, bounded.
import { describe, expect, it } from 'vitest';
import { bytesSource, readElf, readElfDetail } from '../../../../src/core/evidence/index.ts';
import { sizeNodeSchema, type SizeNode } from '../../../../src/shared/domain/elf-detail.ts';
import { fixture, fixtureNames } from '../elf/fixtures.ts';
import { goFixture, goFixtureNames, goTruth } from './fixtures.ts';

const sizesOf = (bytes: Uint8Array): SizeNode => {
  const { sizes, warnings } = readElfDetail(bytesSource(bytes), 'a', ['sizes']);
  if (!sizes) throw new Error(`no sizes: ${JSON.stringify(warnings)}`);
  return sizeNodeSchema.parse(sizes);
};
const childrenSum = ({ children }: SizeNode): number => children.reduce((sum, { bytes }) => sum + bytes, 0);
const count = (node: SizeNode): number => node.children.reduce((sum, child) => sum + count(child), 1);
const each = (node: SizeNode, visit: (node: SizeNode) => void): void => {
  visit(node);
  for (const child of node.children) each(child, visit);
};

const binaries = [
  ...fixtureNames.map((name) => [name, fixture(name)] as const),
  ...goFixtureNames.filter((name) => !/windows|darwin/.test(name)).map((name) => [name, goFixture(name)] as const),
];

describe.each(binaries)('%s', (_, bytes) => {
  const root = sizesOf(bytes);

  it('is counted to the byte, at every node', () => {
    expect(root.bytes).toBe(bytes.length);
    expect(childrenSum(root)).toBe(bytes.length);
    const wrong: string[] = [];
    each(root, (node) => {
      if (node.bytes <= 0 || (node.children.length > 0 && childrenSum(node) !== node.bytes)) wrong.push(node.name);
    });
    expect(wrong).toEqual([]);
  });

  it('has its sections with their sizes', () => {
    const { sections } = readElf(bytesSource(bytes), 'a');
    const expected = sections.filter(({ type, size }) => type !== 'SHT_NOBITS' && type !== 'SHT_NULL' && size > 0).map(({ name, size }) => `${name} ${size}`);
    const found = root.children.filter(({ kind, name }) => kind === 'section' && !name.startsWith('segment ')).map(({ name, bytes: size }) => `${name} ${size}`);
    expect(found.sort()).toEqual(expected.sort());
  });
});

const named = (root: SizeNode, name: string): SizeNode => {
  const found = root.children.find((node) => node.name === name);
  if (!found) throw new Error(`no ${name} among ${root.children.map((node) => node.name).join(' ')}`);
  return found;
};

it('tells code of Go apart by package, in a stripped file too', () => {
  const text = named(sizesOf(goFixture('go1.17-s390x')), '.text');
  const truth = goTruth('go1.17-s390x').packages;
  expect(Object.fromEntries(text.children.filter(({ kind }) => kind === 'package').map(({ name, bytes }) => [name, bytes]))).toEqual(
    Object.fromEntries(Object.entries(truth).flatMap(([path, { bytes }]) => (path === '' ? [] : [[path.replace('%2e', '.'), bytes]]))),
  );
  const runtime = text.children.find(({ name }) => name === 'runtime');
  expect(runtime?.children.map(({ name }) => name)).toContain('runtime.mallocgc');
});

it('tells C apart from Go, and data by the symbol table', () => {
  const root = sizesOf(goFixture('go1.19-cgo-pie'));
  const c = named(root, '.text').children.find(({ name }) => name === 'assembly and C');
  expect(c?.children.map(({ name }) => name)).toEqual(expect.arrayContaining(['x_cgo_init', 'crosscall2']));
  expect(
    named(root, '.noptrdata')
      .children.find(({ name }) => name === 'runtime')
      ?.children.map(({ name }) => name),
  ).toContain('runtime.firstmoduledata');
  // The table of functions is somewhere in .data.rel.ro.
  expect(named(root, '.data.rel.ro').children.length).toBeGreaterThan(1);
});

it('shows what the table of functions is made of', () => {
  expect(
    named(sizesOf(goFixture('go1.19-386')), '.gopclntab')
      .children.map(({ name }) => name)
      .sort(),
  ).toEqual(['compilation units', 'file names', 'function names', 'functions by address', 'header', 'records of functions', 'values by address (lines, stack maps)']);
});

it('names the functions of a C program', () => {
  const text = named(sizesOf(fixture('c-glibc-exe')), '.text');
  expect(text.children.filter(({ kind }) => kind === 'symbol').map(({ name }) => name)).toEqual(expect.arrayContaining(['main', '_start']));
});

it('counts segments where there are no sections', () => {
  const root = sizesOf(goFixture('newest-arm64'));
  expect(root.children.filter(({ kind }) => kind === 'header').map(({ name }) => name)).toEqual(['program headers', 'ELF header']);
  const code = root.children.find(({ name }) => /^segment \d+ \(r-x\)$/.test(name));
  expect(code?.bytes).toBeGreaterThan(1_000_000);
});

it('counts sections that overlap once', () => {
  const bytes = fixture('c-glibc-exe').slice();
  const view = new DataView(bytes.buffer);
  const table = Number(view.getBigUint64(40, true));
  const number = view.getUint16(60, true);
  // Every section claims the whole file.
  for (let i = 1; i < number; i++) {
    view.setBigUint64(table + 64 * i + 24, 0n, true);
    view.setBigUint64(table + 64 * i + 32, BigInt(bytes.length), true);
  }
  const root = sizesOf(bytes);
  expect(root.bytes).toBe(bytes.length);
  expect(childrenSum(root)).toBe(bytes.length);
});

it('stays under 20,000 nodes, and keeps the largest symbols', () => {
  // An object with 60,000 symbols of growing size, one after the other in one section.
  const symbols = 60_000;
  const total = (symbols * (symbols + 1)) / 2;
  const strings = Buffer.from(`\0${Array.from({ length: symbols }, (_, i) => `f${i}`).join('\0')}\0.text\0.symtab\0.strtab\0`);
  const shstrings = strings.indexOf('.text');
  const file = Buffer.alloc(64 + total + 24 * (symbols + 1) + strings.length + 4 * 64);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  file.writeUInt16LE(1, 16);
  file.writeUInt16LE(62, 18);
  const symtab = 64 + total;
  const strtab = symtab + 24 * (symbols + 1);
  const headers = strtab + strings.length;
  file.writeBigUInt64LE(BigInt(headers), 40);
  file.writeUInt16LE(64, 58);
  file.writeUInt16LE(4, 60);
  file.writeUInt16LE(3, 62);
  let value = 0;
  let name = 1;
  for (let i = 0; i < symbols; i++) {
    const at = symtab + 24 * (i + 1);
    file.writeUInt32LE(name, at);
    name += `f${i}`.length + 1;
    file[at + 4] = 2;
    file.writeUInt16LE(1, at + 6);
    file.writeBigUInt64LE(BigInt(value), at + 8);
    file.writeBigUInt64LE(BigInt(i + 1), at + 16);
    value += i + 1;
  }
  file.set(strings, strtab);
  const section = (index: number, nameAt: number, type: number, offset: number, size: number, link: number, entsize: number) => {
    const at = headers + 64 * index;
    file.writeUInt32LE(nameAt, at);
    file.writeUInt32LE(type, at + 4);
    file.writeBigUInt64LE(BigInt(offset), at + 24);
    file.writeBigUInt64LE(BigInt(size), at + 32);
    file.writeUInt32LE(link, at + 40);
    file.writeBigUInt64LE(BigInt(entsize), at + 56);
  };
  section(1, shstrings, 1, 64, total, 0, 0);
  section(2, shstrings + 6, 2, symtab, 24 * (symbols + 1), 3, 24);
  section(3, shstrings + 14, 3, strtab, strings.length, 0, 0);
  const root = sizesOf(file);
  expect(count(root)).toBeLessThan(20_000);
  const text = named(root, '.text');
  expect(text.children[0]).toMatchObject({ name: `f${symbols - 1}`, bytes: symbols });
  expect(text.children.at(-1)).toMatchObject({ kind: 'other' });
  expect(childrenSum(text)).toBe(total);
});
