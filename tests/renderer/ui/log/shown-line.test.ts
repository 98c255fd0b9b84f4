// Raw lines as they are shown: nothing hidden, nothing that moves a cursor, and every match where it was found.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { piecesOf, shownLine, type Range } from '../../../../src/renderer/ui/log/shown-line.ts';
import { shown } from '../../../../src/shared/domain/text.ts';

/** Lines as logs have them: words, tabs, colours, bidi controls, surrogates whole and broken. */
const part = fc.oneof(
  fc.string({ unit: 'grapheme-ascii', maxLength: 8 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.constantFrom('\t', '\u001b[31m', '\u001b[0;1;32m', '\u001b[K', '\u001b[m', '\u001b[', '\u001b', '\u202e', '\r', '\u0000', '世界', '👩‍💻', '\ud83d', '\ude00', 'é'),
);
const line = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));

describe('a shown line', () => {
  it('is the text as `shown` says it, with tabs as spaces, where colour codes are kept', () => {
    fc.assert(
      fc.property(line, (raw) => {
        expect(shownLine(raw, true).text).toBe(raw.split('\t').map(shown).join('    '));
      }),
    );
  });

  it('never holds a character that could act', () => {
    fc.assert(
      fc.property(line, fc.boolean(), (raw, keep) => {
        const { text } = shownLine(raw, keep);
        expect(shown(text)).toBe(text);
      }),
    );
  });

  it('loses colour codes and nothing else', () => {
    expect(shownLine('\u001b[01m\u001b[Kmain.c:3:\u001b[m\u001b[K \u001b[01;31m\u001b[Kerror: \u001b[m\u001b[Kno')).toMatchObject({ text: 'main.c:3: error: no', codes: true });
    expect(shownLine('\u001b[01merror', true)).toMatchObject({ text: '\\x1b[01merror', codes: false });
    // Moving the cursor is no colour.
    expect(shownLine('\u001b[2A\u001b[1;31mx').text).toBe('\\x1b[2Ax');
    fc.assert(
      fc.property(line, (raw) => {
        const parts = raw.split(/\u001b\[[0-9;:]*[mK]/);
        expect(shownLine(raw).text).toBe(parts.map((one) => shownLine(one, true).text).join(''));
        expect(shownLine(raw).codes).toBe(parts.length > 1);
      }),
    );
  });

  it('maps places of the raw line, in order, from its beginning to its end', () => {
    fc.assert(
      fc.property(line, fc.boolean(), (raw, keep) => {
        const shownIt = shownLine(raw, keep);
        expect(shownIt.at(0)).toBe(0);
        expect(shownIt.at(raw.length)).toBe(shownIt.text.length);
        for (let i = 0; i < raw.length; i += 1) expect(shownIt.at(i)).toBeLessThanOrEqual(shownIt.at(i + 1));
      }),
    );
  });

  it('maps what stands before a place to what is shown before it', () => {
    fc.assert(
      fc.property(line, line, (before, after) => {
        // A pair is not cut by the seam, and no code arises over it.
        fc.pre(!/[\ud800-\udbff]$/.test(before) && !before.includes('\u001b'));
        expect(shownLine(before + after).at(before.length)).toBe(shownLine(before).text.length);
      }),
    );
  });
});

describe('the pieces of a line', () => {
  const ranges = (raw: string): fc.Arbitrary<Range[]> =>
    fc.array(fc.nat(raw.length), { maxLength: 8 }).map((cuts) => {
      const sorted = [...cuts].sort((a, b) => a - b);
      const found: Range[] = [];
      for (let i = 0; i + 1 < sorted.length; i += 2) found.push({ start: sorted[i]!, end: sorted[i + 1]! });
      return found;
    });

  it('are together the whole text, whatever matches', () => {
    fc.assert(
      fc.property(
        line.chain((raw) => fc.tuple(fc.constant(raw), ranges(raw), fc.boolean())),
        ([raw, found, keep]) => {
          const shownIt = shownLine(raw, keep);
          const pieces = piecesOf(shownIt, found);
          expect(pieces.map(({ text }) => text).join('')).toBe(shownIt.text);
          for (const { text, range } of pieces) if (range !== null) expect(text).toBe(shownIt.text.slice(shownIt.at(found[range]!.start), shownIt.at(found[range]!.end)));
        },
      ),
    );
  });

  it('hold a match across a tab, an escape and a colour', () => {
    const raw = 'a\tb\u202ec\u001b[31md';
    expect(piecesOf(shownLine(raw), [{ start: 1, end: 5 }])).toEqual([
      { text: 'a', range: null },
      { text: '    b\\u{202e}c', range: 0 },
      { text: 'd', range: null },
    ]);
  });

  it('leave out a match that only a colour code has', () => {
    expect(piecesOf(shownLine('\u001b[31mred'), [{ start: 2, end: 4 }])).toEqual([{ text: 'red', range: null }]);
  });
});
