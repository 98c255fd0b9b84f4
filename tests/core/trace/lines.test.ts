import { describe, expect, it } from 'vitest';
import { bytesSource, readTrace } from '../../../src/core/evidence/index.ts';
import { readTraceLines } from '../../../src/core/trace/lines.ts';
import type { OpenedTrace } from '../../../src/core/trace/types.ts';

function opened(text: string): { trace: OpenedTrace; reads: () => number } {
  const bytes = new TextEncoder().encode(text);
  const inner = bytesSource(bytes);
  let read = 0;
  const source = {
    size: inner.size,
    read: (offset: number, length: number) => {
      const piece = inner.read(offset, length);
      read += piece.length;
      return piece;
    },
  };
  const trace: OpenedTrace = { ...readTrace(inner), key: 'k', bytes: bytes.length, source, sets: new Map() };
  return { trace, reads: () => read };
}

const call = (number: number): string => `openat(AT_FDCWD, "/file/${number}", O_RDONLY) = ${number}`;

describe('lines of a trace’s log', () => {
  it('are those of the file, whatever stands between the events', () => {
    const lines = [call(1), 'what the program wrote', '', call(2), 'Ümläute and a tab\t.', call(3)];
    const { trace } = opened(`${lines.join('\n')}\n`);
    expect(readTraceLines(trace, 1, 100)).toMatchObject({ from: 1, lines, cut: [], total: 6, complete: true });
    for (let from = 1; from <= lines.length; from += 1) expect(readTraceLines(trace, from, 2).lines).toEqual(lines.slice(from - 1, from + 1));
  });

  it('count from the end where the number is negative, and none lie behind the last', () => {
    const { trace } = opened(`${call(1)}\n${call(2)}\n${call(3)}`);
    expect(readTraceLines(trace, -1, 5)).toMatchObject({ from: 3, lines: [call(3)] });
    expect(readTraceLines(trace, -2, 1)).toMatchObject({ from: 2, lines: [call(2)] });
    expect(readTraceLines(trace, 4, 5)).toMatchObject({ from: 4, lines: [], total: 3 });
    expect(readTraceLines(opened('').trace, 1, 5)).toMatchObject({ lines: [], total: 0 });
  });

  it('lose the CR of a CRLF, and are cut where they are longer than is shown', () => {
    const long = `write(1, "${'x'.repeat(9_000)}", 9000) = 9000`;
    const { trace } = opened(`${call(1)}\r\n${long}\n${call(2)}\r\n`);
    const page = readTraceLines(trace, 1, 3);
    expect(page.lines[0]).toBe(call(1));
    expect(page.lines[1]).toBe(long.slice(0, 4_000));
    expect(page.lines[2]).toBe(call(2));
    expect(page.cut).toEqual([2]);
  });

  it('are found from the nearest event, not from the beginning of the log', () => {
    const { trace, reads } = opened(Array.from({ length: 40_000 }, (_, index) => `${call(index + 1)}\n`).join(''));
    expect(readTraceLines(trace, 39_990, 3).lines).toEqual([call(39_990), call(39_991), call(39_992)]);
    expect(reads()).toBeLessThan(300_000);
  });

  it('of a log without an event are found without walking it twice', () => {
    const { trace, reads } = opened(Array.from({ length: 100_000 }, (_, index) => `line ${index + 1} of something else\n`).join(''));
    expect(readTraceLines(trace, 99_999, 5).lines).toEqual(['line 99999 of something else', 'line 100000 of something else']);
    const first = reads();
    expect(readTraceLines(trace, 99_990, 1).lines).toEqual(['line 99990 of something else']);
    expect(reads() - first).toBeLessThan(first / 4);
  });
});
