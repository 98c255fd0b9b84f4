import { describe, expect, it } from 'vitest';
import { blockAt, blocksByPackage, blocksBySection, blocksBySymbol, packageTone, sectionTone, type Block } from '../../../src/renderer/views/binary/size-blocks.ts';
import { elf } from '../../builders/documents.ts';
import { sizeNode, sizes } from '../../builders/binary-documents.ts';

const section = (name: string, flags: string) => ({ name, type: 'SHT_PROGBITS', flags, addr: '0', offset: 0, size: 0, link: 0, info: 0, align: 1, entsize: 0 });
const { sections } = elf({ sections: [section('.text', '6'), section('.rodata', '2'), section('.data', '3'), section('.debug_info', '0')] });
const owners = { main: 'example.com/serve', standard: new Set(['net/http', 'runtime']) };
const named = (block: Block): unknown[] => block.children.map(({ name, bytes, rest }) => (rest === null ? [name, bytes] : [rest.kind, bytes]));
const total = (block: Block): number => block.children.reduce((sum, { bytes }) => sum + bytes, 0);

describe('the bytes of a binary', () => {
  it('by section are the tree as it is, largest first, with a block for what has no finer name', () => {
    const whole = blocksBySection(sizes(), sections);
    expect(named(whole)).toEqual([
      ['.text', 500],
      ['.rodata', 300],
      ['.debug_info', 100],
      ['', 64],
      ['unnamed', 36],
    ]);
    expect(named(whole.children[0]!)).toEqual([
      ['net/http', 300],
      ['main', 100],
      ['hello', 50],
      ['unnamed', 50],
    ]);
  });

  it('by package are those of all sections together, and what is of none stays with its section', () => {
    const whole = blocksByPackage(sizes(), sections, owners);
    expect(named(whole)).toEqual([
      ['net/http', 330],
      ['.rodata', 270],
      ['.debug_info', 100],
      ['.text', 100],
      ['main', 100],
      ['', 64],
      ['unnamed', 36],
    ]);
    expect(total(whole)).toBe(1_000);
    const http = whole.children.find(({ name }) => name === 'net/http');
    expect(http?.tone).toBe('standard');
    expect(named(http!)).toEqual([
      ['net/http.Serve', 300],
      ['net/http.table', 30],
    ]);
  });

  it('by symbol are all of them, and the sections’ rest', () => {
    const whole = blocksBySymbol(sizes(), sections);
    expect(total(whole)).toBe(1_000);
    expect(named(whole).slice(0, 3)).toEqual([
      ['net/http.Serve', 300],
      ['.rodata', 270],
      ['.debug_info', 100],
    ]);
    expect(whole.children.find(({ name }) => name === 'main.main')).toMatchObject({ bytes: 60, tone: 'code' });
  });

  it('of many names are the largest, and one for all others', () => {
    const many = Array.from({ length: 2_500 }, (_, index) => sizeNode(`f${index}`, 'symbol', 1 + (index % 7)));
    const bytes = many.reduce((sum, one) => sum + one.bytes, 0);
    const text = blocksBySection(sizeNode('x', 'file', bytes, [sizeNode('.text', 'section', bytes, many)]), sections).children[0]!;
    expect(text.children).toHaveLength(2_001);
    expect(text.children.filter(({ rest }) => rest?.kind === 'smaller')).toMatchObject([{ rest: { count: 500 } }]);
    expect(total(text)).toBe(bytes);
  });

  it('are followed into a block by its name, as far as there is one', () => {
    const whole = blocksBySection(sizes(), sections);
    expect(blockAt(whole, ['.text', 'main']).block.bytes).toBe(100);
    expect(blockAt(whole, ['.text', 'gone', 'x'])).toMatchObject({ way: ['.text'], block: { name: '.text' } });
    expect(blockAt(whole, ['.debug_info']).way).toEqual([]); // nothing is in it
  });
});

it.each([
  ['6', 'code'],
  ['7', 'code'],
  ['2', 'constant'],
  ['3', 'data'],
  ['1', 'unloaded'],
  ['0', 'unloaded'],
  ['none', 'unloaded'],
] as const)('a section of flags %s is %s', (flags, tone) => expect(sectionTone(flags)).toBe(tone));

it.each([
  ['main', 'own'],
  ['example.com/serve/internal/db', 'own'],
  ['example.com/server', 'dependency'],
  ['net/http', 'standard'],
  ['github.com/a/b', 'dependency'],
  ['type', 'plain'],
] as const)('the package %s is %s', (path, tone) => expect(packageTone(path, owners)).toBe(tone));
