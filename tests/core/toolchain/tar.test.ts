import { Readable } from 'node:stream';
import fc from 'fast-check';
import { extract, pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { decodeHeader, encodeHeader, END, padding, type Header } from '../../../src/core/toolchain/tar/blocks.ts';
import { plainName, TarRewriter, type Decision } from '../../../src/core/toolchain/tar/rewrite.ts';

async function read(tar: Buffer): Promise<{ name: string; type: string | null | undefined; mode: number | undefined; linkname: string | null | undefined; content: string }[]> {
  const entries: Awaited<ReturnType<typeof read>> = [];
  for await (const entry of Readable.from([tar]).pipe(extract())) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry as AsyncIterable<Buffer>) chunks.push(chunk);
    entries.push({ name: entry.header.name, type: entry.header.type, mode: entry.header.mode, linkname: entry.header.linkname, content: Buffer.concat(chunks).toString() });
  }
  return entries;
}

const file = (name: string, content: string): Buffer => {
  const bytes = Buffer.from(content);
  return Buffer.concat([encodeHeader({ name, type: 'file', mode: 0o640, uid: 0, gid: 0, size: bytes.length, mtime: 1, linkname: '' }), bytes, padding(bytes.length)]);
};

function rewrite(tar: Buffer, decide: (header: Header) => Decision, cuts: number[] = []): Buffer {
  const out: Buffer[] = [];
  const rewriter = new TarRewriter(decide, (bytes) => out.push(Buffer.from(bytes)));
  let from = 0;
  for (const cut of [...cuts.map((each) => each % tar.length).sort((a, b) => a - b), tar.length]) {
    rewriter.push(tar.subarray(from, cut));
    from = cut;
  }
  rewriter.end();
  return Buffer.concat([...out, END]);
}

describe('tar blocks', () => {
  it('are read by another implementation, names and targets beyond 100 bytes too', async () => {
    const long = `usr/${'x'.repeat(150)}/datei-ü`;
    const link = encodeHeader({ name: 'l', type: 'symlink', mode: 0o777, uid: 0, gid: 0, size: 0, mtime: 0, linkname: long });
    const entries = await read(Buffer.concat([file(long, 'hello'), link, END]));
    expect(entries).toMatchObject([
      { name: long, type: 'file', mode: 0o640, content: 'hello' },
      { name: 'l', type: 'symlink', linkname: long },
    ]);
  });

  it('refuses a header with a wrong checksum', () => {
    const bytes = file('a', 'b').subarray(0, 512);
    bytes[0] = 0x62;
    expect(() => decodeHeader(bytes)).toThrow('wrong checksum');
  });
});

describe('rewriting a tar', () => {
  it('keeps, renames, drops and collects, wherever the stream is cut', async () => {
    const tar = Buffer.concat([file('./keep', 'k'.repeat(700)), file('drop/this', 'd'), file('collect', 'certificate'), file(`./${'n'.repeat(120)}`, ''), END]);
    const decide =
      (into: string[]) =>
      (header: Header): Decision => {
        if (header.name.startsWith('drop')) return 'drop';
        if (header.name === 'collect') return { collect: (content) => into.push(content.toString()) };
        return { keep: { ...header, name: `usr/${header.name}` } };
      };
    const whole: string[] = [];
    const expected = rewrite(tar, decide(whole));
    expect((await read(expected)).map(({ name, content }) => [name, content.length])).toEqual([
      ['usr/keep', 700],
      [`usr/${'n'.repeat(120)}`, 0],
    ]);
    expect(whole).toEqual(['certificate']);
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 12 }), (cuts) => {
        const collected: string[] = [];
        expect(rewrite(tar, decide(collected), cuts).equals(expected)).toBe(true);
        expect(collected).toEqual(['certificate']);
      }),
    );
  });

  it('understands the long names of pax, as other packers write them', async () => {
    const packer = pack();
    const name = `${'ü'.repeat(80)}/file`;
    packer.entry({ name }, 'content');
    packer.finalize();
    const chunks: Buffer[] = [];
    for await (const chunk of packer as AsyncIterable<Buffer>) chunks.push(chunk);
    expect(await read(rewrite(Buffer.concat(chunks), (header) => ({ keep: header })))).toMatchObject([{ name, content: 'content' }]);
  });

  it('refuses names that leave the root and streams that end too early', () => {
    expect(() => plainName('usr/../../etc/passwd')).toThrow('leaves the root');
    expect(plainName('./usr//lib/')).toBe('usr/lib');
    const rewriter = new TarRewriter(
      (header) => ({ keep: header }),
      () => undefined,
    );
    rewriter.push(file('a', 'b'.repeat(2000)).subarray(0, 1024));
    expect(() => rewriter.end()).toThrow('ended inside an entry');
  });
});
