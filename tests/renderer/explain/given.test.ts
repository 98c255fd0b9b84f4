// What was given: recognised by its bytes, read line by line from where it is, and asked about in one request.
import { File as NodeFile } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { BlobLines } from '../../../src/renderer/views/explain/blob-lines.ts';
import { kindOfBytes, kindOfText } from '../../../src/renderer/views/explain/classify.ts';
import { commandOf, isNothing, NOTHING, requestOf } from '../../../src/renderer/views/explain/given.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const never = new AbortController().signal;

describe('what is given', () => {
  it.each([
    ['an ELF', '\u007fELF\u0002\u0001', 'elf'],
    ['a PE', 'MZ\u0090', 'elf'],
    ['a log', 'go: downloading x\nexec format error', 'log'],
    ['nothing', '', 'log'],
    ['facts', ' {\n "elf": {"interp": null} }', 'facts'],
    ['a log of JSON lines', '{"run":{"id":1}}\n{"run":{"id":2}}\n', 'log'],
    ['JSON that is no facts', '{"level":"error","msg":"elf"}', 'log'],
  ])('%s is seen to be one', (_what, text, kind) => expect(kindOfBytes(bytes(text))).toBe(kind));

  it('gzip and Mach-O are binaries too', () => {
    expect(kindOfBytes(Uint8Array.of(0x1f, 0x8b, 8))).toBe('elf');
    expect(kindOfBytes(Uint8Array.of(0xcf, 0xfa, 0xed, 0xfe))).toBe('elf');
  });

  it('strace is seen with and without process and time; a log that quotes one call is a log', () => {
    const call = 'execve("/app", ["/app"], 0x7ffd /* 3 vars */) = -1 ENOENT (No such file or directory)';
    expect(kindOfText(`7     1795403968.436473 ${call} <0.000172>\n7     1795403968.438060 exit_group(1) = ?\n`)).toBe('trace');
    expect(kindOfText(`${call}\nclose(3) = 0\n`)).toBe('trace');
    expect(kindOfText(`building\n${call}\nfailed\nexit status 1\n`)).toBe('log');
  });

  it('is asked about in one request, a file by its path and a pasted text as text', async () => {
    const given = {
      log: { name: null, blob: new Blob(['boom']), path: null },
      trace: { name: 't.strace', blob: new Blob(['x']), path: '/tmp/t.strace' },
      elf: { name: 'app', path: '/tmp/app', blob: null },
      facts: { name: 'f.json', blob: new Blob(['{}']), value: { host: { arch: 'x86_64' } } },
      image: 'alpine:3.20',
    };
    expect(await requestOf(given)).toEqual({
      log: { text: 'boom' },
      trace: '/tmp/t.strace',
      elf: { kind: 'file', path: '/tmp/app' },
      image: 'alpine:3.20',
      facts: '{}',
    });
    expect(commandOf(given)).toEqual(['explain', '--log', '-', '--elf', '/tmp/app', '--trace', '/tmp/t.strace', '--image', 'alpine:3.20', '--facts', 'f.json']);
    expect(isNothing(given)).toBe(false);
    expect(isNothing(NOTHING)).toBe(true);
  });

  it('a pasted trace that has no path is asked about as a text', async () => {
    expect(await requestOf({ ...NOTHING, trace: { name: null, blob: new Blob(['close(3) = 0']), path: null } })).toEqual({ log: { text: 'close(3) = 0' } });
  });
});

describe('the lines of a text', () => {
  const linesOf = async (text: string | Uint8Array<ArrayBuffer>) => BlobLines.of(new NodeFile([text], 'log'), never);

  it('count as the workbench counts them', async () => {
    expect((await linesOf('')).total).toBe(0);
    expect((await linesOf('a')).total).toBe(1);
    expect((await linesOf('a\n')).total).toBe(1);
    expect((await linesOf('a\n\nb')).total).toBe(3);
    expect((await (await linesOf('one\r\ntwo\r\n')).page(1, 10, never)).lines).toEqual(['one', 'two']);
  });

  it('are found far inside, over the ends of pages and of what is read at a time', async () => {
    const all = Array.from({ length: 40_000 }, (_, index) => `line ${index + 1} ${'x'.repeat(index % 50)}`);
    const lines = await linesOf(all.join('\n'));
    expect(lines.total).toBe(40_000);
    for (const from of [1, 500, 501, 1_000, 39_990]) {
      const page = await lines.page(from, 500, never);
      expect(page.lines).toEqual(all.slice(from - 1, from + 499));
      expect(page).toMatchObject({ from, total: 40_000, complete: true, cut: [] });
    }
  });

  it('that are very long are cut, and what comes after them is found', async () => {
    const page = await (await linesOf(`first\n${'y'.repeat(3_000_000)}\nlast`)).page(1, 500, never);
    expect(page.lines.map((line) => line.length)).toEqual([5, 4_000, 4]);
    expect(page.cut).toEqual([2]);
  });

  it('of bytes that are no text are given all the same', async () => {
    const page = await (await linesOf(Uint8Array.of(0xff, 0xfe, 10, 0, 10))).page(1, 10, never);
    expect(page.lines).toEqual(['\ufffd\ufffd', '\0']);
  });

  it('are given up on when nobody waits for them', async () => {
    const until = new AbortController();
    until.abort(new Error('gone'));
    await expect(BlobLines.of(new Blob(['x\n']), until.signal)).rejects.toThrow('gone');
  });

  it('are no answer any more when they were given up while the last of them was read', async () => {
    const until = new AbortController();
    const reading = BlobLines.of(new Blob(['x\n']), until.signal);
    until.abort(new Error('another text'));
    await expect(reading).rejects.toThrow('another text');
  });
});
