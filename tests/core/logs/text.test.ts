// What is a line: one log as bytes, whole or as it grows.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPage } from '../../../src/core/logs/page.ts';
import { LogText } from '../../../src/core/logs/text.ts';

const of = (text: string | Buffer): LogText => new LogText(typeof text === 'string' ? Buffer.from(text) : text);
const all = (text: LogText): string[] => readPage(text, 1, 5_000).lines;

/** What the lines are, said in another way. */
function split(bytes: Buffer): string[] {
  const lines = bytes.toString('latin1').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => Buffer.from(line.replace(/\r$/, ''), 'latin1').toString('utf8'));
}

describe('lines of a log', () => {
  it.each([
    ['', []],
    ['\n', ['']],
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\n\nb', ['a', '', 'b']],
    ['a\r\nb\r\n', ['a', 'b']],
    ['10%\r20%\r30%\r\ndone', ['10%\r20%\r30%', 'done']],
    ['\r', ['']],
    ['größe\n世界\n🙂', ['größe', '世界', '🙂']],
  ])('of %j are %j', (text, lines) => {
    expect(all(of(text))).toEqual(lines);
    expect(of(text).total).toBe(lines.length);
  });

  it('shows bytes that are no UTF-8 as U+FFFD, and a NUL as it is', () => {
    expect(all(of(Buffer.from([0x61, 0xff, 0x0a, 0xe4, 0xb8, 0x0a, 0x00])))).toEqual(['a\ufffd', '\ufffd', '\0']);
  });

  it('are the same whole or in pieces cut anywhere', () => {
    const byte = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(0x0a, 0x0d, 0x61, 0x20) }, fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(fc.array(byte, { maxLength: 40 }), { maxLength: 12 }), (pieces) => {
        const whole = Buffer.concat(pieces.map((piece) => Buffer.from(piece)));
        const grown = new LogText();
        for (const piece of pieces) grown.append(Buffer.from(piece));
        expect(all(grown)).toEqual(split(whole));
        expect(all(of(whole))).toEqual(split(whole));
        expect(grown.size).toBe(whole.length);
      }),
    );
  });

  it('know the line of every byte', () => {
    const text = of('one\ntwo\r\n\nfour');
    expect([0, 3, 4, 8, 9, 10, 13].map((offset) => text.lineAt(offset))).toEqual([1, 1, 2, 2, 3, 4, 4]);
  });

  it('are many: a million in a log', () => {
    const text = of(Buffer.alloc(2_000_000, 'x\n'));
    expect(text.total).toBe(1_000_000);
    expect(readPage(text, -1, 5)).toMatchObject({ from: 1_000_000, lines: ['x'] });
  });
});

describe('a page', () => {
  const text = of('1\n2\n3\n4\n5\n');
  it.each([
    [1, 2, 1, ['1', '2']],
    [4, 10, 4, ['4', '5']],
    [-2, 10, 4, ['4', '5']],
    [-100, 2, 1, ['1', '2']],
    [0, 1, 1, ['1']],
    [6, 10, 6, []],
    [2, 0, 2, []],
  ])('from %i with %i lines begins at %i and has %j', (from, count, first, lines) => {
    expect(readPage(text, from, count)).toEqual({ from: first, lines, cut: [], total: 5, bytes: 10 });
  });

  it('cuts long lines, never through a character, and says which', () => {
    const long = `${'a'.repeat(3_999)}🙂tail`;
    const page = readPage(of(`short\n${long}\n${'世'.repeat(4_000)}\n${'世'.repeat(4_001)}`), 1, 10);
    expect(page.cut).toEqual([2, 4]);
    expect(page.lines[1]).toBe('a'.repeat(3_999));
    expect(page.lines[2]).toBe('世'.repeat(4_000));
    expect(page.lines[3]).toBe('世'.repeat(4_000));
  });

  it('does not read all of a line of 100 MB', () => {
    const page = readPage(of(Buffer.alloc(100_000_000, 'x')), 1, 1);
    expect(page).toMatchObject({ total: 1, cut: [1], bytes: 100_000_000 });
    expect(page.lines[0]).toHaveLength(4_000);
  });
});
