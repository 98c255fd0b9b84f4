import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToName, nameToBytes, showName } from '../../../src/core/project/index.ts';

describe('file names', () => {
  it('come back byte for byte, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(nameToBytes(bytesToName(Buffer.from(bytes)))).toEqual(Buffer.from(bytes));
      }),
    );
  });
  it('are the text they are where they are UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(bytesToName(Buffer.from(text))).toBe(text);
      }),
    );
    expect(bytesToName(Buffer.from('\uFFFD.go'))).toBe('\uFFFD.go');
  });
  it('survive JSON', () => {
    const name = bytesToName(Buffer.from([0x61, 0xff, 0xed, 0xa0, 0x80]));
    expect(nameToBytes(JSON.parse(JSON.stringify(name)) as string)).toEqual(Buffer.from([0x61, 0xff, 0xed, 0xa0, 0x80]));
  });
  it('are shown without control characters and without tricks of direction', () => {
    expect(showName('plain name.go')).toBe('plain name.go');
    expect(showName(bytesToName(Buffer.from([0x61, 0xff, 0x0a, 0x22])))).toBe('"a\\xff\\n\\""');
    expect(showName('a\u202eog.b')).toBe('"a\\u{202e}og.b"');
  });
});
