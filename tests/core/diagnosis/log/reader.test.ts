import { describe, expect, it } from 'vitest';
import { createLogReader, readLog, signalTable, type LogReading } from '../../../../src/core/diagnosis/log/index.ts';
import type { Hit, Signal } from '../../../../src/core/diagnosis/types.ts';

const ENOENT: Signal = { id: 'enoent', keywords: ['no such file or directory'], pattern: /exec (\S+): no such file or directory/i };
const QUOTED: Signal = { id: 'quoted', keywords: ["command 'gcc' not found"], pattern: /^Command '(\w+)' not found/ };
const VERSION: Signal = { id: 'version', keywords: ['glibc_'], pattern: /version 'GLIBC_([\d.]+)' not found/ };
const table = signalTable([ENOENT, QUOTED, VERSION]);
const LINE = 'exec /app: no such file or directory';
const utf8 = new TextEncoder();

const read = (content: string | Uint8Array): LogReading => readLog(content, table);
const hitsOf = (reading: LogReading, signal = 'enoent'): Hit[] => reading.hits.get(signal)?.hits ?? [];
/** Line number and raw text of each hit. */
const found = (content: string | Uint8Array, signal?: string): [number, string][] => hitsOf(read(content), signal).map(({ line }) => [line.number, line.raw]);
const utf16 = (text: string, bigEndian = false, mark = true): Uint8Array => {
  const units = (mark ? `\ufeff${text}` : text).split('').flatMap((char) => {
    const code = char.charCodeAt(0);
    return bigEndian ? [code >> 8, code & 255] : [code & 255, code >> 8];
  });
  return new Uint8Array(units);
};

describe('the reader of logs', () => {
  it('counts lines from 1 and keeps them raw, whatever ends them', () => {
    expect(found(`one\n${LINE}\nthree`)).toEqual([[2, LINE]]);
    expect(found(`one\r\n${LINE}\r\nthree\r\n`)).toEqual([[2, LINE]]);
    expect(found(LINE)).toEqual([[1, LINE]]);
    expect(found(`\n\n\n${LINE}\n`)).toEqual([[4, LINE]]);
  });

  it('says how many lines there were; a last one needs no end', () => {
    expect(read('').lines).toBe(0);
    expect(read('a').lines).toBe(1);
    expect(read('a\n').lines).toBe(1);
    expect(read('a\nb').lines).toBe(2);
    expect(read('\n').lines).toBe(1);
  });

  it('counts one line where it is too long to be kept whole, at whatever piece it ends', () => {
    for (const size of [1 << 16, 1 << 20, 3_000_000, 4 << 20]) {
      expect(read('a'.repeat(size)).lines).toBe(1);
      expect(read(`${'a'.repeat(size)}\n`).lines).toBe(1);
      expect(read(`first\n${'a'.repeat(size)}`).lines).toBe(2);
      expect(read(`${'a'.repeat(size)}\nb`).lines).toBe(2);
    }
  });

  it('finds words in any case, and gives the groups of the match', () => {
    expect(hitsOf(read('EXEC /bin/x: No Such File Or Directory'))[0]?.match[1]).toBe('/bin/x');
  });

  it('gives the same answer however the bytes are cut into pieces', () => {
    const bytes = utf8.encode(`€ first\r\n\u001b[31m${LINE}\u001b[0m\r\nlast “quoted”\n${LINE}`);
    const whole = found(bytes);
    expect(whole.map(([line]) => line)).toEqual([2, 4]);
    for (const size of [1, 2, 3, 7]) {
      const reader = createLogReader(table);
      for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
      expect(hitsOf(reader.finish()).map(({ line }) => [line.number, line.raw])).toEqual(whole);
    }
  });

  it('finds a word across every border of blocks', () => {
    const line = `${LINE}\n`;
    for (const before of [(1 << 18) - 10, (1 << 20) - 17, (1 << 20) + (1 << 18) - 3]) {
      const filler = 'x'.repeat(99).concat('\n');
      const text = filler.repeat(Math.floor(before / 100)) + 'y'.repeat(before % 100);
      expect(found(`${text}\n${line}`)).toEqual([[text.split('\n').length + 1, LINE]]);
      expect(found(`${text}${line}`).map(([number]) => number)).toEqual([text.split('\n').length]);
    }
  });

  it('gives six lines before and after', () => {
    const text = [...Array(10).keys()]
      .map((n) => `before ${n}`)
      .concat(
        LINE,
        [...Array(10).keys()].map((n) => `after ${n}`),
      )
      .join('\n');
    const [hit] = hitsOf(read(text));
    expect(hit?.before.map(({ raw }) => raw)).toEqual([4, 5, 6, 7, 8, 9].map((n) => `before ${n}`));
    expect(hit?.after.map(({ raw }) => raw)).toEqual([0, 1, 2, 3, 4, 5].map((n) => `after ${n}`));
    expect(hit?.after[0]?.number).toBe(12);
  });

  it('gives the context of a hit that ends one block and begins the next', () => {
    const filler = `${'x'.repeat(99)}\n`.repeat(((1 << 20) + (1 << 18)) / 100 - 1);
    const [hit] = hitsOf(read(`${filler}a\nb\n${LINE}\nc\nd\n${filler}`));
    expect(hit?.before.slice(-2).map(({ raw }) => raw)).toEqual(['a', 'b']);
    expect(hit?.after.slice(0, 2).map(({ raw }) => raw)).toEqual(['c', 'd']);
  });

  it('keeps the first hundred and the last twenty of a flood, and counts them', () => {
    const reading = read(`${LINE}\n`.repeat(5_000));
    const numbers = hitsOf(reading).map(({ line }) => line.number);
    expect(numbers.slice(0, 100)).toEqual([...Array(100).keys()].map((n) => n + 1));
    expect(numbers.slice(100)).toEqual([...Array(20).keys()].map((n) => n + 4_981));
    expect(reading.hits.get('enoent')?.count).toBeGreaterThanOrEqual(5_000);
  });

  it('finds the one line of a signal among a million others', () => {
    const noise = 'open /var/lib/thing: no such file or directory\n'.repeat(60_000);
    expect(found(`${noise}${LINE}\n${noise}`).map(([line]) => line)).toEqual([60_001]);
  });

  describe('encodings', () => {
    it('reads UTF-16 with a mark, and without one', () => {
      for (const bytes of [utf16(`a\r\n${LINE}\r\n`), utf16(`a\r\n${LINE}\r\n`, true), utf16(`a\r\n${LINE}\r\n`, false, false)]) expect(found(bytes)).toEqual([[2, LINE]]);
      expect(read(utf16(LINE)).notes.join()).toContain('UTF-16');
    });

    it('does not count the byte order mark of UTF-8 to the first line', () => {
      expect(found(`\ufeff${LINE}`)).toEqual([[1, LINE]]);
    });

    it('reads on over broken UTF-8, over a character that was cut in half, and over NULs', () => {
      expect(found(new Uint8Array([0xff, 0xc3, 0x0a, ...utf8.encode(LINE), 0x0a, 0xe2, 0x82]))).toEqual([[2, LINE]]);
      expect(found(`\0\0\0\n${LINE}\0\n`)).toEqual([[2, `${LINE}\0`]]);
      expect(found(utf8.encode('“€”').subarray(1))).toEqual([]);
    });

    it('reads nothing from a program, an archive or noise, and says what it is', () => {
      const strings = `\n${LINE}\n`.repeat(50);
      expect(read(new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, ...utf8.encode(strings)]))).toMatchObject({
        hits: new Map(),
        likely: [],
        notes: ['the log is an ELF file: nothing was read from it'],
      });
      expect(read(new Uint8Array([0x1f, 0x8b, 8, ...utf8.encode(strings)])).hits.size).toBe(0);
      let seed = 1;
      const noise = Uint8Array.from({ length: 100_000 }, () => (seed = (seed * 48_271) % 2_147_483_647) & 255);
      expect(read(noise)).toMatchObject({ hits: new Map(), notes: ['the log is binary data: nothing was read from it'] });
    });
  });

  describe('what stands around a message', () => {
    it('finds words behind and through colours, links and titles', () => {
      expect(found('\u001b]0;title\u0007exec \u001b[1m/app\u001b[0m: no such \u001b[31;1mfile or\u001b[m directory')).toHaveLength(1);
      expect(found('\u001b]8;;http://x\u001b\\exec /app: no such file\u001b]8;;\u001b\\ or directory')).toHaveLength(1);
    });

    it('does not lose the rest of a log behind a sequence that never ends', () => {
      expect(found(`\u001b]0;never ended\n${LINE}\n`)).toEqual([[2, LINE]]);
      expect(found(`\u001b[\n${LINE}\n`)).toEqual([[2, LINE]]);
    });

    it('takes the last part of a progress bar, and a message that one overwrote', () => {
      expect(hitsOf(read(`10%\r50%\r${LINE}\n`))[0]?.line.text).toBe(LINE);
      expect(hitsOf(read(`${LINE}\r100% done\n`))[0]?.line.text).toBe(LINE);
    });

    it('finds words with quotes in any form', () => {
      for (const quoted of ["Command 'gcc' not found", 'Command ‘gcc’ not found', 'Command `gcc´ not found', 'Command `gcc` not found'])
        expect(found(quoted, 'quoted')).toHaveLength(1);
    });
  });

  describe('a message that was broken at a width', () => {
    const wrap = (text: string, width: number): string => text.replace(new RegExp(`(.{${width}})`, 'g'), '$1\n');
    const message = `standard_init_linux.go:228: container process could not be begun by the runtime: ${LINE}: unknown`;

    it.each([80, 100, 120])('at %i columns it is put together again, and the line is the one where it begins', (width) => {
      const text = wrap(`${'p'.repeat(width - 20)}${message}`, width);
      const lines = text.split('\n');
      const [hit] = hitsOf(read(text));
      expect(hit?.match[1]).toBe('/app');
      expect(lines[(hit?.line.number ?? 0) - 1]).toBe(hit?.line.raw);
    });

    it('wherever it was broken', () => {
      for (let width = 81; width < 81 + LINE.length; width += 1) expect(hitsOf(read(wrap(message, width))), `at ${width}`).toHaveLength(1);
    });

    it('between words, as mail does', () => {
      const words = `${message} and then some more words that make it longer than a line of a mail is`.split(' ');
      const lines: string[] = [''];
      for (const word of words)
        if (`${lines.at(-1)} ${word}`.length > 72) lines.push(word);
        else lines[lines.length - 1] = `${lines.at(-1)} ${word}`.trim();
      expect(hitsOf(read(lines.join('\n')))).toHaveLength(1);
    });

    it('but two lines that only stand below each other are two', () => {
      expect(found('exec /app: no such\nfile or directory')).toEqual([]);
    });
  });

  describe('long lines', () => {
    it('are cut around what was found, and the part is a part', () => {
      const line = `${'a '.repeat(300_000)}${LINE}${' b'.repeat(300_000)}`;
      const reading = read(`first\n${line}\nlast`);
      const [hit] = hitsOf(reading);
      expect(hit?.line.number).toBe(2);
      expect(hit?.line.raw.length).toBeLessThan(10_000);
      expect(line.includes(hit?.line.raw ?? '-')).toBe(true);
      expect(reading.lines).toBe(3);
      expect(reading.notes.join()).toContain('longer than');
    });

    it('are never cut through a character', () => {
      const line = `${'€'.repeat(20_000)}${LINE}${'€'.repeat(20_000)}`;
      const [hit] = hitsOf(read(line));
      expect(line.includes(hit?.line.raw ?? '-')).toBe(true);
    });
  });

  describe('where nothing is known', () => {
    it('names the likeliest lines, worst first', () => {
      const { likely } = read('starting\nwarning: something old\n2024-01-01T00:00:00Z fatal error: the widget is gone\nexit status 2\nbye\n');
      expect(likely[0]).toEqual({ source: 'log', line: 3, text: '2024-01-01T00:00:00Z fatal error: the widget is gone' });
      expect(likely.length).toBeLessThanOrEqual(8);
    });

    it('names none in a log without any', () => {
      expect(read('all is well\n0 errors, 0 failures\nlevel=info msg="no error"\n').likely).toEqual([]);
    });
  });

  it('bounds what it keeps of a log of nothing but hits and long lines', () => {
    const line = `${LINE} ${'z'.repeat(7_000)}\n`;
    const reader = createLogReader(table);
    const chunk = utf8.encode(line.repeat(140));
    for (let n = 0; n < 60; n += 1) reader.push(chunk);
    const hits = hitsOf(reader.finish());
    expect(hits.length).toBeLessThanOrEqual(120);
    expect(hits.reduce((sum, hit) => sum + hit.line.raw.length + [...hit.before, ...hit.after].reduce((more, { raw }) => more + raw.length, 0), 0)).toBeLessThan(4_000_000);
  });
});
