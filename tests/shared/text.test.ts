import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capped, displayWidth, shown, shownLines } from '../../src/shared/domain/text.ts';

describe('shown text', () => {
  it.each([
    ['an escape sequence', '\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
    ['a carriage return that would hide the line', 'fine\rEVIL', 'fine\\rEVIL'],
    ['newline and tab', 'a\nb\tc', 'a\\nb\\tc'],
    ['a right-to-left override', 'exe\u202egpj.txt', 'exe\\u{202e}gpj.txt'],
    ['bidi isolates', '\u2066x\u2069', '\\u{2066}x\\u{2069}'],
    ['the one-byte CSI of C1', '\u009b31m', '\\x9b31m'],
    ['NUL and DEL', '\u0000\u007f', '\\x00\\x7f'],
    ['a zero-width space', 'pass\u200bword', 'pass\\u{200b}word'],
    ['a tag character', 'a\u{e0041}b', 'a\\u{e0041}b'],
    ['half of a surrogate pair', 'a\ud800b', 'a\\u{d800}b'],
  ])('shows %s', (_name, raw, expected) => {
    expect(shown(raw)).toBe(expected);
  });

  it('leaves ordinary text of any script alone', () => {
    for (const text of ['plain', 'naïve café', 'Пример', '日本語', 'עברית', '👍🏽', 'e\u0301']) expect(shown(text)).toBe(text);
  });

  it('never lets a control or bidi character through, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(shown(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u);
      }),
    );
  });

  it('is the same when done twice', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => shown(shown(text)) === shown(text)));
  });

  it('breaks lines at newlines only, and drops the return of Windows', () => {
    expect(shownLines('a\r\nb\tc\u2028d\n')).toEqual(['a', 'b    c\\u{2028}d', '']);
  });
});

describe('width', () => {
  it('counts wide characters twice and combining ones not at all', () => {
    expect(displayWidth('abc')).toBe(3);
    expect(displayWidth('日本')).toBe(4);
    expect(displayWidth('e\u0301')).toBe(1);
  });

  it('cuts to the columns there are, the ellipsis included', () => {
    expect(capped('abcdef', 6)).toBe('abcdef');
    expect(capped('abcdef', 4)).toBe('abc…');
    expect(displayWidth(capped('日本語日本語', 5))).toBeLessThanOrEqual(5);
  });
});
