// The parser against a second implementation: an awk program that reads the same logs a line at a time and knows nothing of ours.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bytesSource, readTrace, sumTrace } from '../../../../src/core/evidence/index.ts';
import { awkCounts, differencesOf, ourCounts, straceCounts, tableCounts } from '../../../helpers/trace-count.ts';

const FOLDERS = ['../../../fixtures/strace/', '../../../fixtures/traces/', '../../../failures/traces/'].map((folder) => fileURLToPath(new URL(folder, import.meta.url)));
/** Logs that awk is not asked about. */
const REASONS: Record<string, string> = {
  'many-qemu.strace': "qemu-user's own format: its threads write into each other's lines, which nobody can count a line at a time (qemu.ts; lines.test.ts)",
};

const logs = FOLDERS.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.strace'))
    .map((name) => ({ name, path: `${folder}${name}` })),
);
const read = (path: string) => readTrace(bytesSource(new Uint8Array(readFileSync(path))));

describe('awk and the parser count the same', () => {
  it('has logs to count, and one in the format that it leaves out', () => {
    expect(logs.length).toBeGreaterThan(100);
    for (const name of Object.keys(REASONS)) expect(read(logs.find((log) => log.name === name)?.path ?? name).index.format).toBe('qemu');
  });

  it.each(logs.filter(({ name }) => REASONS[name] === undefined))('in $name', ({ path }) => {
    const trace = read(path);
    const counted = awkCounts(path);
    expect(Object.keys(counted.calls)).not.toEqual([]);
    expect(differencesOf(ourCounts(trace.index, sumTrace(trace)), counted)).toEqual([]);
  });
});

it('sees a call, an error and a signal that the other one does not', () => {
  const trace = readTrace(bytesSource(new TextEncoder().encode('1 brk(0) = 0\n1 close(9) = -1 EBADF (Bad file descriptor)\n1 --- SIGHUP {si_signo=SIGHUP} ---\n')));
  const ours = ourCounts(trace.index, sumTrace(trace));
  expect(ours).toEqual({ events: 3, signals: 1, exits: 0, unfinished: 0, headless: 0, calls: { brk: '1 0 0 0 0', close: '1 1 0 0 0' }, errors: { EBADF: 1 } });
  expect(differencesOf(ours, { ...ours, signals: 2, calls: { brk: '1 0 0 0 0' }, errors: {} })).toEqual([
    'calls.close: 1 1 0 0 0 and none',
    'errors.EBADF: 1 and none',
    'signals: 1 and 2',
  ]);
});

// Endings that no committed log has; the recorded go-build and server have the first (npm run campaign -- traces).
it.each([
  ['a call whose process was gone before its result could be read', ['7 read(3,  <unfinished ...>', '7 <... read resumed>) = ? <unavailable>', '7 +++ exited with 0 +++']],
  ['an error without a name', ['7 ioctl(3, 0x1, 0) = -1 (errno 524)', '7 +++ exited with 0 +++']],
  ['a call that the tracer let go', ['7 read(0,  <detached ...>']],
  ['a call that began before the log', ['7 1700000000.000001 <... epoll_wait resumed>[], 8, 10) = 0 <0.010000>', '7 1700000000.000002 close(3) = 0 <0.000001>']],
  ['what go test and diff write, as no signals and no exits', ['7 close(3) = 0', '--- FAIL: TestA (0.00s)', '--- a/main.go', '+++ b/main.go', '7 exit(1) = ?']],
  ['text like a call, an error and a signal inside a string', ['7 write(1, "7 close(9) = -1 EBADF (Bad file descriptor)\\n--- SIGHUP {} ---\\n", 60) = 60', '7 exit(0) = ?']],
])('awk and the parser count %s', (_, lines) => {
  const folder = mkdtempSync(join(tmpdir(), 'cgoscope-trace-count-'));
  try {
    const path = join(folder, 'log');
    writeFileSync(path, `${lines.join('\n')}\n`);
    const trace = read(path);
    expect(differencesOf(ourCounts(trace.index, sumTrace(trace)), awkCounts(path))).toEqual([]);
    expect(trace.index.count).toBe(lines.filter((line) => line.startsWith('7 ')).length - trace.index.resumed.count);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('the table that strace -C wrote below a log counts what the log does', () => {
  const path = logs.find(({ name }) => name === 'counted.strace')?.path ?? '';
  const { index } = read(path);
  const counted = straceCounts(index);
  expect(Object.keys(counted).length).toBeGreaterThan(20);
  expect(differencesOf(counted, tableCounts(index))).toEqual([]);
});
