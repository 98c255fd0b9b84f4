// A log as it comes: in any pieces, cut anywhere, between lines of others.
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differenceOf, wrongTrace } from '../../../../scripts/lib/trace-check.ts';
import { bytesSource, createTraceReader, readTrace, sumTrace } from '../../../../src/core/evidence/index.ts';
import { FLAG } from '../../../../src/core/evidence/trace/types.ts';
import { traceOf } from '../../../helpers/traces.ts';
import { runs } from '../../../helpers/runs.ts';

const FOLDER = new URL('../../../fixtures/strace/', import.meta.url);
const LOGS = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.strace'))
  .map((name) => ({ name, bytes: new Uint8Array(readFileSync(new URL(name, FOLDER))) }));

const inPieces = (bytes: Uint8Array, sizes: readonly number[]) => {
  const reader = createTraceReader();
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    reader.push(bytes.subarray(at, at + size));
    at += size;
  }
  return reader.finish();
};

const piece = fc.constantFrom(
  ...[
    '12 ',
    '[pid 7] ',
    '1700000000.1 ',
    'openat(AT_FDCWD, ',
    '"/etc/a", ',
    'O_RDONLY',
    ') = 3\n',
    ' = ?',
    '<unfinished ...>\n',
    '<... openat resumed>',
    '\n',
    '\r\n',
    '\0',
    '(',
    ')',
    '<',
    '>',
    '"',
    '\\',
    ', ',
    ',',
    '3</etc>',
  ],
  ...[
    'clone(',
    'CLONE_FILES',
    ') = 13\n',
    '+++ exited with 0 +++\n',
    '--- SIGX {} ---\n',
    'strace: Process 13 attached\n',
    '+++ superseded by execve in pid 13 +++\n',
    ' <0.1>',
    '-1 ENOENT (x)',
    '-1 errno=2 (x)',
    'a(1,2)',
    'Unknown syscall 3',
  ],
);

describe('pieces', () => {
  it.each(LOGS)('$name is the same trace in any pieces', ({ bytes }) => {
    const whole = readTrace(bytesSource(bytes));
    expect(wrongTrace(whole)).toBeNull();
    for (const sizes of bytes.length < 12_000 ? [[1], [61, 1, 300]] : [[61, 1, 300]]) expect(differenceOf(inPieces(bytes, sizes), whole.index)).toBeNull();
  });

  it('any bytes are, too', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          fc.array(piece, { maxLength: 40 }).map((pieces) => Buffer.from(pieces.join(''))),
        ),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 }),
        (bytes, sizes) => {
          const whole = readTrace(bytesSource(new Uint8Array(bytes)));
          expect(wrongTrace(whole)).toBeNull();
          expect(differenceOf(inPieces(new Uint8Array(bytes), sizes), whole.index)).toBeNull();
        },
      ),
      { numRuns: runs(300) },
    );
  });
});

describe('a log that was cut', () => {
  it.each(LOGS.filter(({ bytes }) => bytes.length < 12_000))('$name: at both ends, anywhere', ({ bytes }) => {
    for (let at = 0; at < bytes.length; at += 101) {
      for (const part of [bytes.subarray(0, at), bytes.subarray(at)]) {
        const { index } = readTrace(bytesSource(part));
        if (index.format !== 'qemu') expect(index.count).toBeLessThanOrEqual(index.lines);
      }
    }
  });

  it('the end of a call without its beginning is a call', () => {
    const { index, text } = traceOf('7 <... openat resumed>) = 3\n7 read(3, "", 1) = 0\n');
    expect(index.flags[0]).toBe(FLAG.headless);
    expect(index.result[0]).toBe(3);
    expect(text.parts(0)).toEqual({ name: 'openat', args: '', result: '3' });
    // Its descriptor is known all the same.
    expect(index.madeBy[1]).toBe(0);
  });

  it('a hole of NUL bytes before the first line is stepped over', () => {
    const { index, text } = readTrace(bytesSource(Buffer.concat([Buffer.alloc(5_000), Buffer.from('7 close(3) = 0\n')])));
    expect(index.count).toBe(1);
    expect(text.line(0)).toBe('7 close(3) = 0');
  });
});

describe('lines of others', () => {
  it.each([
    ['docker logs -t', '2024-05-01T10:00:00.123456789Z '],
    ['docker compose', 'app-1  | '],
    ['docker compose -t', 'app-1  | 2024-05-01T10:00:00.123456789Z '],
    ['kubectl logs --prefix', '[pod/app-0/main] '],
    ['a file of containerd', '2024-05-01T10:00:00.123456789+02:00 stderr F '],
    ['journald', 'Nov 23 17:10:44 host app[12]: '],
  ])('%s writes before each line', (_, prefix) => {
    const lines = ['7 openat(AT_FDCWD, "/a", O_RDONLY <unfinished ...>', '8 close(3) = 0', '7 <... openat resumed>) = 4', ' > /lib/a.so(f+0x1) [0x2]', '7 +++ exited with 0 +++'];
    const { index, text } = traceOf(lines.map((line) => prefix + line));
    expect(index.count).toBe(3);
    expect(index.warnings).toEqual([]);
    expect(index.has.stacks).toBe(true);
    expect(text.line(0)).toBe(lines[0]);
    expect(text.parts(0)).toEqual({ name: 'openat', args: 'AT_FDCWD, "/a", O_RDONLY', result: '4' });
    expect(index.tasks[0]?.ended).toEqual({ code: 0, signal: null, event: 2 });
  });

  it('a terminal: what the program writes stands before a line, between lines, and in a call', () => {
    const { index, text } = traceOf(['[pid 7] read(0,  <unfinished ...>', 'Name: [pid 8] write(1, "a\\nb\\n", 4a', 'b', ') = 4', 'hello', '[pid 7] <... read resumed>"x", 1) = 1']);
    expect(index.count).toBe(2);
    expect([index.result[0], index.result[1]]).toEqual([1, 4]);
    expect(text.parts(1)).toMatchObject({ name: 'write', result: '4' });
    expect(index.warnings).toMatchObject([{ code: 'lines-skipped', line: 3, text: expect.stringContaining('2 lines') as string }]);
  });

  it('old versions of strace', () => {
    const trace = traceOf([
      'Process 8 attached',
      '[pid     8] 12:00:00 open("/a", O_RDONLY) = 3',
      '[pid     8] <... futex resumed> ) = 0',
      '[ Process PID=8 runs in 32 bit mode. ]',
      'Process 8 detached',
    ]);
    expect([...trace.index.kind]).toEqual([3, 0, 0, 3, 3]);
    expect(trace.index.tasks).toHaveLength(1);
    expect(sumTrace(trace)).toMatchObject({ events: 2, processes: 1 });
  });
});

describe('times', () => {
  it('midnight is passed', () => {
    const { index } = traceOf(['7 23:59:59.500000 close(3) = 0', '7 00:00:00.250000 close(4) = 0']);
    expect([...index.time]).toEqual([0, 750_000_000]);
    expect(index.warnings).toEqual([]);
  });

  it('a clock that is set back goes on from where it stood, and the log says so', () => {
    const { index } = traceOf(['7 1700000010.000000 close(3) = 0', '7 1700000005.500000 close(4) = 0', '7 1700000005.750000 close(5) = 0']);
    expect([...index.time]).toEqual([0, 0, 250_000_000]);
    expect(index.warnings).toMatchObject([{ code: 'clock-set-back', line: 2 }]);
    expect(index.startedAtMs).toBe(1_700_000_010_000);
  });

  it('-r: the halves of a call count, too', () => {
    const { index } = traceOf(['7 0.000000 read(0,  <unfinished ...>', '8 0.000100 close(4) = 0', '7 0.000200 <... read resumed>"x", 1) = 1', '8 0.000300 close(5) = 0']);
    expect([...index.time]).toEqual([0, 100_000, 600_000]);
  });
});

describe('hostile logs', () => {
  it('a line of 20 MB takes its head, and the log goes on behind it', () => {
    const reader = createTraceReader();
    reader.push(Buffer.from('1 write(1, "'));
    const block = Buffer.alloc(1 << 20, 0x61);
    for (let i = 0; i < 20; i++) reader.push(block);
    reader.push(Buffer.from('", 5) = 5\n1 open("/a", O_RDONLY) = 3\n'));
    const index = reader.finish();
    expect(index.count).toBe(2);
    expect(index.flags[0]).toBe(FLAG.longLine | FLAG.unfinished);
    expect(index.length[0]).toBe(20 * (1 << 20) + 21);
    expect(index.offset[1]).toBe(20 * (1 << 20) + 22);
    expect(index.result[1]).toBe(3);
  });

  it('70,000 names of calls: those without a place are counted together', () => {
    const { index } = traceOf(Array.from({ length: 70_000 }, (_, at) => `1 c${at}(1, 2) = 0`));
    expect(index.count).toBe(70_000);
    expect(index.names.length).toBeLessThanOrEqual(0x10000);
    expect(index.warnings.map(({ code }) => code)).toContain('syscalls-cut');
  });

  it('every kind of failure stays one', () => {
    const trace = traceOf(Array.from({ length: 400 }, (_, at) => `1 close(3) = -1 E${at}X (what)`));
    expect(sumTrace(trace).syscalls[0]).toMatchObject({ name: 'close', calls: 400, errors: 400 });
  });
});
