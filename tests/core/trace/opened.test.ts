// Traces opened from real files: kept indexes, what changes or vanishes under them, what is packed, what is none, cancelling, and what is let go.
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventRow } from '../../../src/core/evidence/index.ts';
import { detailOf, rowsOf } from '../../../src/core/trace/answers.ts';
import { importLog } from '../../../src/core/trace/import.ts';
import { decodeTrace, encodeTrace } from '../../../src/core/trace/index-file.ts';
import { createTraceShelf, type TraceShelf } from '../../../src/core/trace/opened.ts';
import type { TraceFile } from '../../../src/core/trace/types.ts';
import { bytesSource, readTrace } from '../../../src/core/evidence/index.ts';
import { CancelledError, InputError } from '../../../src/shared/domain/errors.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cgoscope-traces-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => path.join(folder, name);
const line = (n: number, name = 'hosts'): string =>
  `7 170000000${n % 10}.${String(n).padStart(6, '0')} openat(AT_FDCWD, "/etc/${name}${n % 50}", O_RDONLY) = ${n % 3 === 0 ? '-1 ENOENT (No such file or directory)' : '3'} <0.000010>\n`;
const log = (count: number, name?: string): string => Array.from({ length: count }, (_, n) => line(n, name)).join('');
const live = new AbortController().signal;
const everything = { filter: '', noise: false };

function lone(name: string, kept: string | null = null): TraceFile {
  return { kind: 'file', path: at(name), name, kept };
}
const shelfOf = (options: Parameters<typeof createTraceShelf>[0] = {}): TraceShelf => createTraceShelf({ worthKeeping: 0, ...options });
const eventsIn = (shelf: TraceShelf, file: TraceFile): Promise<number> => shelf.use(file, { signal: live }, ({ index }) => index.count);
async function refused(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof InputError) return error.message;
  throw error instanceof Error ? error : new Error('it was taken');
}

describe('the index of a trace as a file', () => {
  const text = `${log(300)}8 1700000011.000000 read(3, "caf\\303\\251"..., 10 <unfinished ...>\n7 1700000011.100000 execve("/bin/s\u00e9", ["x"], 0x1 /* 1 var */) = 0 <0.1>\n8 1700000011.200000 <... read resumed>) = 10 <0.2>\n8 1700000012.000000 +++ exited with 3 +++\n`;
  const index = readTrace(bytesSource(Buffer.from(text))).index;

  it('comes back as it was: columns, tables and lists', async () => {
    expect(index.resumed.count).toBe(1);
    const back = await decodeTrace(Buffer.concat(await encodeTrace(index, 'k')), 'k');
    expect(back).toEqual({ ...index, resumed: { ...index.resumed } });
  });
  it('is refused under another key, cut anywhere, or with any byte changed', async () => {
    const whole = Buffer.concat(await encodeTrace(index, 'k'));
    await expect(decodeTrace(whole, 'other')).rejects.toThrow('of another log');
    for (const length of [0, 10, 40, whole.length >> 1, whole.length - 1]) await expect(decodeTrace(whole.subarray(0, length), 'k')).rejects.toThrow();
    let changed = 0;
    for (let place = 0; place < whole.length; place += 97) {
      const damaged = Buffer.from(whole);
      damaged[place] = (damaged[place] ?? 0) ^ 0x5a;
      // Where a byte means nothing (a skippable bit of a frame's head) what comes back is what it was.
      const back = await decodeTrace(damaged, 'k').catch(() => null);
      if (back === null) changed += 1;
      else expect(back).toEqual({ ...index, resumed: { ...index.resumed } });
    }
    expect(changed).toBeGreaterThan(whole.length / 97 / 2);
  });
});

describe('an opened trace', () => {
  it('is read once, kept in a file, and answers the same from there', async () => {
    writeFileSync(at('a'), log(500));
    const first = shelfOf();
    const file = lone('a', at('kept-a'));
    const ask = (shelf: TraceShelf) =>
      shelf.use(file, { signal: live }, async (trace) => ({
        detail: await detailOf(trace, { ...everything, name: 'a', parts: ['sums', 'calls', 'files', 'errors', 'tasks', 'sought', 'gaps', 'deciding'], limit: 50 }, live),
        rows: await rowsOf(trace, { filter: 'error:ENOENT hosts33', noise: false, from: -2, at: null, count: 5 }, live),
      }));
    const before = await ask(first);
    await first.settled();
    first.close();
    const names = readdirSync(at('kept-a'));
    expect(names).toHaveLength(1);
    const second = shelfOf();
    expect(await ask(second)).toEqual(before);
    second.close();
    expect(before.rows).toMatchObject({ matching: 4, from: 2 });
    expect(before.rows.rows.every(({ error, args }) => error === 'ENOENT' && args.includes('hosts33'))).toBe(true);
  });

  it('is read anew where its kept index is damaged, which is then written anew', async () => {
    writeFileSync(at('b'), log(200));
    const file = lone('b', at('kept-b'));
    const first = shelfOf();
    await eventsIn(first, file);
    await first.settled();
    first.close();
    const [name = ''] = readdirSync(at('kept-b'));
    const kept = path.join(at('kept-b'), name);
    const whole = readFileSync(kept);
    writeFileSync(kept, whole.subarray(0, whole.length - 7));
    const second = shelfOf();
    expect(await eventsIn(second, file)).toBe(200);
    await second.settled();
    second.close();
    expect(readFileSync(kept).equals(whole)).toBe(true);
  });

  it('works where no index can be kept', async () => {
    writeFileSync(at('c'), log(20));
    writeFileSync(at('no-folder'), '');
    const shelf = shelfOf();
    expect(await eventsIn(shelf, lone('c', at('no-folder')))).toBe(20);
    await shelf.settled();
    shelf.close();
  });

  it('keeps indexes within a bound, the longest unused going first', async () => {
    const { keptTraces } = await import('../../../src/core/trace/kept.ts');
    const index = readTrace(bytesSource(Buffer.from(log(400)))).index;
    const bytes = Buffer.concat(await encodeTrace(index, '0')).length;
    const kept = keptTraces(at('bounded'), 3 * bytes + 10);
    const times: string[] = [];
    for (let n = 0; n < 6; n += 1) {
      expect(await kept.put(String(n), index)).toBe(true);
      // Files of one test are made within the clock's grain: each is told its own time.
      for (const name of readdirSync(at('bounded'))) if (!times.includes(name)) times.push(name);
      times.forEach((name, age) => {
        if (readdirSync(at('bounded')).includes(name)) utimesSync(path.join(at('bounded'), name), 1_000 + age, 1_000 + age);
      });
    }
    expect(readdirSync(at('bounded'))).toHaveLength(3);
    expect(await kept.get('0')).toBeNull();
    expect((await kept.get('5'))?.count).toBe(400);
  });

  it('is read again when its file has grown, was written anew in place, or was replaced', async () => {
    const shelf = shelfOf();
    const file = lone('d', at('kept-d'));
    writeFileSync(at('d'), log(10));
    expect(await eventsIn(shelf, file)).toBe(10);
    appendFileSync(at('d'), line(11));
    expect(await eventsIn(shelf, file)).toBe(11);
    const row = () => shelf.use(file, { signal: live }, (trace) => eventRow(trace, 0).args);
    const size = statSync(at('d')).size;
    writeFileSync(at('d'), log(11, 'other').slice(0, size));
    utimesSync(at('d'), 5, 5);
    expect(await row()).toContain('/etc/other0');
    writeFileSync(at('d2'), log(3));
    renameSync(at('d2'), at('d'));
    expect(await eventsIn(shelf, file)).toBe(3);
    rmSync(at('d'));
    expect(await refused(eventsIn(shelf, file))).toBe('d: there is no such file');
    await shelf.settled();
    shelf.close();
  });

  it('of which many ask at once is read once, and cancelled when the last has gone', async () => {
    writeFileSync(at('e'), log(60_000));
    const shelf = shelfOf();
    const file = lone('e');
    const stops = [new AbortController(), new AbortController()];
    const asked = stops.map(({ signal }) => shelf.use(file, { signal }, ({ index }) => index));
    stops[0]?.abort();
    await expect(asked[0]).rejects.toBeInstanceOf(CancelledError);
    const index = await asked[1];
    expect(index?.count).toBe(60_000);
    expect(await shelf.use(file, { signal: live }, (trace) => trace.index)).toBe(index);
    writeFileSync(at('f'), log(60_000, 'f'));
    const only = new AbortController();
    const gone = shelf.use(lone('f'), { signal: only.signal }, ({ index: read }) => read.count);
    setImmediate(() => only.abort());
    await expect(gone).rejects.toBeInstanceOf(CancelledError);
    shelf.close();
  });

  it('goes when others take its room, but not under who uses it', async () => {
    const shelf = shelfOf({ maxBytes: 1 });
    writeFileSync(at('g'), log(100));
    writeFileSync(at('h'), log(100, 'h'));
    const seen = await shelf.use(lone('g'), { signal: live }, async (trace) => {
      await eventsIn(shelf, lone('h'));
      return eventRow(trace, 99).args;
    });
    expect(seen).toContain('/etc/hosts49');
    expect(await eventsIn(shelf, lone('g'))).toBe(100);
    shelf.close();
  });

  it('may be packed with gzip or zstd; what else is packed is told how to unpack', async () => {
    const shelf = shelfOf();
    writeFileSync(at('t.gz'), gzipSync(log(1_000)));
    writeFileSync(at('t.zst'), zstdCompressSync(log(1_000)));
    for (const name of ['t.gz', 't.zst']) {
      const file = lone(name, at('kept-packed'));
      expect(await shelf.use(file, { signal: live }, (trace) => [trace.index.count, eventRow(trace, 999).args])).toEqual([1_000, expect.stringContaining('hosts49')]);
    }
    writeFileSync(at('cut.gz'), gzipSync(log(1_000)).subarray(0, 900));
    expect(await refused(eventsIn(shelf, lone('cut.gz')))).toMatch(/^cut\.gz is packed with gzip, and can't be unpacked: /);
    writeFileSync(at('t.xz'), Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 1, 2]));
    expect(await refused(eventsIn(shelf, lone('t.xz')))).toBe('t.xz is packed with xz; unpack it first: xz -dk t.xz');
    await shelf.settled();
    shelf.close();
  });

  it('is no folder, no pipe and no device', async () => {
    const shelf = shelfOf();
    mkdirSync(at('dir'));
    execFileSync('mkfifo', [at('pipe')]);
    expect(await refused(eventsIn(shelf, lone('dir')))).toMatch(/^dir is a folder, and no files of strace -ff/);
    expect(await refused(eventsIn(shelf, lone('pipe')))).toBe('pipe is a pipe; expected a regular file');
    expect(await refused(eventsIn(shelf, { kind: 'file', path: '/dev/zero', name: '/dev/zero', kept: null }))).toBe('/dev/zero is a device; expected a regular file');
    shelf.close();
  });

  it('of what is no trace says so, whatever the bytes', async () => {
    const shelf = shelfOf();
    const noise = Buffer.alloc(300_000);
    for (let i = 0, state = 1; i < noise.length; i += 1) noise[i] = (state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff) >> 16;
    // Nothing of it may look like a call by chance; lines end all the same.
    for (let i = 0; i < noise.length; i += 1) noise[i] = i % 37 === 0 ? 0x0a : (noise[i] ?? 0) | 0x80;
    noise[0] = 0x41;
    writeFileSync(at('noise'), noise);
    writeFileSync(at('empty'), '');
    for (const name of ['noise', 'empty']) {
      const detail = await shelf.use(lone(name), { signal: live }, (trace) =>
        detailOf(trace, { ...everything, name, parts: ['calls', 'sums', 'deciding', 'sought', 'gaps', 'tasks'], limit: 5 }, live),
      );
      expect(detail).toMatchObject({ format: 'none', events: 0, matching: 0 });
      expect(detail.warnings.some(({ code }) => code === 'no-trace')).toBe(true);
    }
    shelf.close();
  });

  it('of a file of strace -ff has the pid that stands in its name', async () => {
    const shelf = shelfOf();
    const plain = 'getpid() = 4711\nexit_group(0) = ?\n+++ exited with 0 +++\n';
    for (const name of ['out.4711', 'out.log']) writeFileSync(at(name), plain);
    const pids = (name: string) => shelf.use(lone(name), { signal: live }, ({ index }) => index.tasks.map(({ pid }) => pid));
    expect([await pids('out.4711'), await pids('out.log')]).toEqual([[4711], [null]]);
    shelf.close();
  });

  it('of a log that is too long is its beginning, and says so', async () => {
    const whole = log(2_000);
    const index = await importLog(bytesSource(Buffer.from(whole)), { signal: live }, { most: 10_000 });
    expect(index.count).toBeGreaterThan(50);
    expect(index.count).toBeLessThan(2_000);
    expect(index.warnings[0]).toMatchObject({
      code: 'log-cut',
      text: expect.stringMatching(/^the log has \d+(\.\d+)? kB; its first 10\.0 kB were read, \d+ lines of it; the rest is left out$/) as unknown,
    });
  });

  it('may have a line that is as long as a disk: holes are read over', async () => {
    const fd = openSync(at('sparse'), 'w');
    ftruncateSync(fd, 300_000_000);
    closeSync(fd);
    appendFileSync(at('sparse'), `\n${line(1)}`);
    const shelf = shelfOf();
    expect(await eventsIn(shelf, lone('sparse'))).toBe(1);
    shelf.close();
  }, 60_000);
});
