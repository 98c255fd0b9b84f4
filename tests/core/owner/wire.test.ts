import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { LineSplitter, WireFormatError } from '../../../src/core/owner/wire.ts';

describe('lines', () => {
  it('come out the same however the bytes were cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ' '))),
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        (lines, cuts) => {
          const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
          const splitter = new LineSplitter(1 << 20);
          const got: string[] = [];
          for (let at = 0, i = 0; at < bytes.length; i += 1) {
            const length = cuts[i % cuts.length] ?? 1;
            got.push(...splitter.push(bytes.subarray(at, at + length)));
            at += length;
          }
          expect(got).toEqual(lines.map((line) => Buffer.from(line).toString()));
        },
      ),
    );
  });

  it('longer than the bound are an error, before they are whole', () => {
    const splitter = new LineSplitter(10);
    expect(splitter.push(Buffer.from('0123456789\nab'))).toEqual(['0123456789']);
    expect(() => splitter.push(Buffer.from('cdefghijk'))).toThrow(WireFormatError);
  });
});
