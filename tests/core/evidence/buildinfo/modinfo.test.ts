// The text of Go's build info, and the search for it in a file without sections.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesSource, parseModinfo, readGoBuildInfo } from '../../../../src/core/evidence/index.ts';
import { goInfoSchema } from '../../../../src/shared/domain/elf.ts';

describe('the text', () => {
  it('settings may be quoted as Go strings', () => {
    const text = 'build\t-ldflags="-X main.v=a\\tb \\u00fc \\x41 \\101 \\"q\\""\nbuild\t"odd key"=v\nbuild\tCGO_CFLAGS=\nbuild\tnovalue\n';
    expect(parseModinfo('go1.24.4', text).settings).toEqual({ '-ldflags': '-X main.v=a\tb ü A A "q"', 'odd key': 'v', CGO_CFLAGS: '' });
  });

  it('a replacement belongs to the dependency before it', () => {
    expect(parseModinfo('go1.24.4', 'path\tx\ndep\ta\tv1\th1:a\ndep\tb\tv2\n=>\tc\tv3\th1:c\n').deps).toEqual([
      { path: 'a', version: 'v1', sum: 'h1:a', replace: null },
      { path: 'b', version: 'v2', sum: '', replace: { path: 'c', version: 'v3', sum: 'h1:c' } },
    ]);
  });

  it('any text is survived', () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom('path\t', 'mod\t', 'dep\t', '=>\t', 'build\t', '"', '\\', '\\x', '\\U00ffffff', '=', '`', '\n', '__proto__'));
    fc.assert(fc.property(fc.array(piece), (pieces) => void goInfoSchema.parse(parseModinfo('go1', pieces.join('')))));
  });
});

describe('the place', () => {
  const inline = (version: string) => Uint8Array.from([0xff, ...Buffer.from(' Go buildinf:'), 8, 2, ...new Uint8Array(16), version.length, ...Buffer.from(version), 0]);
  const find = (bytes: Uint8Array, from = 0) => readGoBuildInfo(bytesSource(bytes), { ranges: [{ offset: from, size: bytes.length }], offsetOf: () => null });

  it('is found at any multiple of 16, also across the chunks of the search', () => {
    for (const at of [0, 16, 1024 * 1024 - 16, 1024 * 1024, 3 * 1024 * 1024 + 32]) {
      const bytes = new Uint8Array(at + 100);
      bytes.set(inline('go1.24.4'), at);
      expect(find(bytes)?.version).toBe('go1.24.4');
    }
  });

  it('is not found between', () => {
    const bytes = new Uint8Array(200);
    bytes.set(inline('go1.24.4'), 24);
    expect(find(bytes)).toBeNull();
  });
});
