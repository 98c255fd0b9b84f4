import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemsOfSides, markMiddle, markWords, type Piece } from '../../../src/renderer/views/compare/value-diff.ts';

const text = (pieces: readonly Piece[]): string => pieces.map((piece) => piece.text).join('');
const kept = (pieces: readonly Piece[]): string =>
  pieces
    .filter(({ differs }) => !differs)
    .map((piece) => piece.text)
    .join('');
const marked = (pieces: readonly Piece[]): string[] => pieces.filter(({ differs }) => differs).map((piece) => piece.text);
/** Texts that are much alike, with characters outside of the basic plane. */
const alike = fc.array(fc.constantFrom('lib', '64', '/', '.so', '-', ' ', '😀', 'é', '2.31', '2.41', 'x'), { maxLength: 12 }).map((parts) => parts.join(''));
const wellFormed = (value: string): boolean => !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(value);

describe('the middle of texts that differ', () => {
  it('is marked between what they have in common, without cutting a word or a number', () => {
    const [a, b] = markMiddle(['needs 2.34, image has 2.31 (too old)', 'needs 2.34, image has 2.41 (enough)']);
    expect(marked(a ?? [])).toEqual(['2.31 (too old']);
    expect(marked(b ?? [])).toEqual(['2.41 (enough']);
  });

  it('is not marked where they have next to nothing in common: then all of it is what differs', () => {
    expect(markMiddle(['pass', 'exit 3'])).toEqual([[{ text: 'pass', differs: false }], [{ text: 'exit 3', differs: false }]]);
  });

  it('is nothing where they are equal', () => {
    expect(markMiddle(['musl', 'musl', 'musl']).flatMap(marked)).toEqual([]);
  });

  it('never loses or invents a character, never cuts one in two, and what is not marked is the same on all sides', () => {
    fc.assert(
      fc.property(fc.array(alike, { minLength: 2, maxLength: 4 }), (texts) => {
        const sides = markMiddle(texts);
        expect(sides.map(text)).toEqual(texts);
        expect(sides.flat().every((piece) => wellFormed(piece.text))).toBe(true);
        if (sides.some((pieces) => marked(pieces).length > 0)) expect(new Set(sides.map(kept)).size).toBe(1);
      }),
    );
  });
});

describe('two lines of a log', () => {
  it('are marked word by word', () => {
    const [a, b] = markWords('gcc -O2 -o old.o main.c', 'gcc -O3 -g -o new.o main.c');
    expect(marked(a).join('|')).toContain('O2');
    expect(marked(b).join('|')).toContain('O3');
    expect(marked(a).join('|')).toContain('old');
    expect(kept(a)).toContain('main.c');
  });

  it('have no sign in common that stands alone among what differs in one of them', () => {
    const [a, b] = markWords('open("/etc/ssl/ca-certificates.crt") = -1 ENOENT', 'open("/etc/ssl/ca-certificates.crt") = 3</etc/ssl/ca-certificates.crt>');
    expect([marked(a), marked(b)]).toEqual([['-1 ENOENT'], ['3</etc/ssl/ca-certificates.crt>']]);
    expect(markWords('at 127.0.0.1:80 now', 'at 127.0.0.2:443 now').map(marked)).toEqual([
      ['1', '80'],
      ['2', '443'],
    ]);
  });

  it('keep every character, and keep the same characters unmarked on both sides', () => {
    fc.assert(
      fc.property(alike, alike, (a, b) => {
        const [left, right] = markWords(a, b);
        expect([text(left), text(right)]).toEqual([a, b]);
        expect(kept(left)).toBe(kept(right));
        expect([...left, ...right].every((piece) => wellFormed(piece.text))).toBe(true);
      }),
    );
  });

  it('of thousands of words are still compared at once', () => {
    const a = Array.from({ length: 4_000 }, (_, i) => `a${i}`).join(' ');
    const [left, right] = markWords(`same ${a} end`, `same ${a.replaceAll('a', 'b')} end`);
    expect([text(left).length, text(right).length]).toEqual([`same ${a} end`.length, `same ${a} end`.length]);
    expect(kept(left)).toBe(kept(right));
  });
});

describe('lists of several sides', () => {
  it('give each side what it has and not all have', () => {
    expect(
      itemsOfSides([
        { a: ['libc.so.6'], b: ['libc.so'] },
        { a: [], b: ['libz.so.1'] },
      ]),
    ).toEqual([['libc.so.6'], ['libc.so'], ['libc.so.6', 'libz.so.1']]);
  });

  it('say the same as the sets themselves', () => {
    const set = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'));
    fc.assert(
      fc.property(set, fc.array(set, { minLength: 1, maxLength: 3 }), (first, others) => {
        const differences = others.map((other) => {
          const a = first.filter((item) => !other.includes(item));
          const b = other.filter((item) => !first.includes(item));
          return a.length + b.length === 0 ? null : { a, b };
        });
        const inAll = first.filter((item) => others.every((other) => other.includes(item)));
        expect(itemsOfSides(differences).map((items) => [...items].sort())).toEqual([first, ...others].map((side) => side.filter((item) => !inAll.includes(item)).sort()));
      }),
    );
  });
});
