import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Binary } from '../../../src/shared/api/contract.ts';
import { routes } from '../../../src/renderer/app/routes.ts';
import { commandOf } from '../../../src/renderer/views/binary/command.ts';
import { baseName, binaryName, binaryNamed, binaryOf, shortName } from '../../../src/renderer/views/binary/which.ts';

const text = fc.string({ unit: 'grapheme', minLength: 1 });
const binaries: fc.Arbitrary<Binary> = fc.oneof(
  text.map((path): Binary => ({ kind: 'file', path })),
  fc.tuple(text, fc.nat(99_999)).map(([run, cell]): Binary => ({ kind: 'cell', run, cell })),
  fc.tuple(text, text).map(([image, path]): Binary => ({ kind: 'image', image, path })),
);

describe('a binary', () => {
  it('comes back from its address as it was', () => {
    fc.assert(
      fc.property(binaries, (binary) => {
        const params = new URLSearchParams(routes.binary(binary, { tab: 'size' }).split('?').slice(1).join('?'));
        expect(binaryOf((name) => params.get(name))).toEqual(binary);
      }),
    );
  });

  it('comes back from its name in a comparison as it was', () => {
    fc.assert(
      fc.property(binaries, (binary) => {
        expect(binaryNamed(binaryName(binary))).toEqual(binary);
      }),
    );
  });

  it.each(['', 'file:', 'cell:x', 'cell:/1', 'image:x', 'image:%E0%A4%A:/a', 'other:x'])('is none where the name is %j', (name) => expect(binaryNamed(name)).toBeNull());

  it.each([{}, { run: 'last' }, { run: 'last', cell: 'x' }, { image: 'a' }, { path: '/a' }])('is none where the address says %j', (given: Record<string, string>) =>
    expect(binaryOf((name) => given[name] ?? null)).toBeNull(),
  );

  it('has a short name', () => {
    expect([baseName('/usr/bin/env'), baseName('/usr/bin/'), baseName('/')]).toEqual(['env', 'bin', '/']);
    expect(shortName({ kind: 'cell', run: '01M83AYZ3A73DMQRAD9B7MVS5P', cell: 3 })).toBe('7MVS5P/3');
  });

  it('is named on the command line where that can show the same', () => {
    expect(commandOf({ kind: 'file', path: '/a' }, 'overview')).toEqual(['elf', '/a']);
    expect(commandOf({ kind: 'file', path: '/a' }, 'size')).toEqual(['elf', '/a', '--show', 'sizes']);
    expect(commandOf({ kind: 'file', path: '/a' }, 'against', ['x', 'y'])).toEqual(['elf', '/a', '--against', 'x', '--against', 'y']);
    expect(commandOf({ kind: 'cell', run: 'last', cell: 2 }, 'overview')).toEqual(['show', 'last/2']);
    expect(commandOf({ kind: 'image', image: 'x', path: '/a' }, 'overview')).toBeUndefined();
  });
});
