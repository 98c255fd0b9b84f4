import { describe, expect, it } from 'vitest';
import type { TraceEvent, TraceRows, TraceTask } from '../../../src/shared/domain/trace-detail.ts';
import { parseTraceFilter } from '../../../src/shared/domain/trace-filter.ts';
import { routes } from '../../../src/renderer/app/routes.ts';
import { commandOf } from '../../../src/renderer/views/trace/command.ts';
import { pathOf } from '../../../src/renderer/views/trace/events/event-detail.tsx';
import { EventPages, MOST_PAGES, PAGE_EVENTS } from '../../../src/renderer/views/trace/events/event-pages.ts';
import { pieces } from '../../../src/renderer/views/trace/events/highlight.ts';
import { decoded, splitArgs } from '../../../src/renderer/views/trace/events/split-args.ts';
import { barLength, callTime, sinceStart } from '../../../src/renderer/views/trace/events/times.ts';
import { hasTerm, onlyTerm, pathTerm, toggled, withTerm, withoutTerm } from '../../../src/renderer/views/trace/filter/edit.ts';
import { lastFilters, rememberFilter } from '../../../src/renderer/views/trace/filter/history.ts';
import { isHalfKey } from '../../../src/renderer/views/trace/filter/use-filter.ts';
import { taskTree } from '../../../src/renderer/views/trace/parts/task-tree.ts';
import { traceStateOf, traceStateValues } from '../../../src/renderer/views/trace/state.ts';
import { sourceOf, traceName, traceNamed } from '../../../src/renderer/views/trace/which.ts';

describe('which trace', () => {
  it('stands in the address, and is read back from it', () => {
    for (const source of [{ kind: 'file', path: '/tmp/a b&c.strace' } as const, { kind: 'cell', run: 'RUN', cell: 7 } as const, { kind: 'recording', id: '01J' } as const]) {
      const params = new URL(routes.trace(source, { look: 'files', q: 'call:openat error:*', noise: true, event: 12 }), 'http://x').searchParams;
      expect(sourceOf((name) => params.get(name))).toEqual(source);
      expect(traceStateOf((name) => params.get(name))).toEqual({ look: 'files', q: 'call:openat error:*', noise: true, event: 12, line: null });
      expect(traceNamed(traceName(source))).toEqual(source);
    }
    expect(sourceOf(() => null)).toBeNull();
    expect(traceNamed('cell:RUN/x')).toBeNull();
    expect(traceNamed('file:')).toBeNull();
  });

  it('opens the raw log for a link to a line, and keeps nothing that is no number', () => {
    expect(traceStateOf((name) => (name === 'line' ? '9' : null))).toMatchObject({ look: 'raw', line: 9 });
    expect(traceStateOf((name) => (name === 'event' ? '-3' : name === 'look' ? 'nonsense' : null))).toMatchObject({ look: 'events', event: null });
    const state = { look: 'events' as const, q: '', noise: false, event: 3, line: 4 };
    const values = traceStateValues(state);
    expect(traceStateOf((name) => values[name])).toEqual(state);
  });

  it('is said as the command line says it', () => {
    const source = { kind: 'file', path: '/tmp/x.strace' } as const;
    expect(commandOf(source, 'events', 'error:*', false)).toEqual(['trace', '/tmp/x.strace', '--filter', 'error:*', '--events']);
    expect(commandOf({ kind: 'cell', run: 'RUN', cell: 3 }, 'searched', '', true)).toEqual(['trace', 'RUN/3', '--noise', '--show', 'sought']);
  });
});

describe('the arguments of a call', () => {
  const hostile = [
    'AT_FDCWD</tmp>, "/etc/ld.so.cache", O_RDONLY|O_CLOEXEC',
    '3<UDP:[192.0.2.2:40380->10.255.255.53:53]>, "a\\"b, c", 29, MSG_NOSIGNAL, NULL, 0',
    '"cut string"..., 4096',
    '{st_mode=S_IFREG|0644, st_size=3, ...}, [{fd=3, events=POLLIN}], 0x7ffd /* 35 vars */',
    '"never closed, 1, 2',
    ')}]>>,,, <',
    '',
  ];
  it('are taken apart for the eye without a character lost', () => {
    for (const args of hostile)
      expect(
        pieces(args)
          .map(({ text }) => text)
          .join(''),
      ).toBe(args);
    expect(pieces(hostile[0] ?? '').find(({ kind }) => kind === 'path')?.text).toBe('"/etc/ld.so.cache"');
    expect(pieces('x'.repeat(500), 10).map(({ text }) => text)).toEqual([`${'x'.repeat(10)}…`]);
  });

  it('are split at their own commas only', () => {
    expect(splitArgs(hostile[1] ?? '')).toEqual(['3<UDP:[192.0.2.2:40380->10.255.255.53:53]>', '"a\\"b, c"', '29', 'MSG_NOSIGNAL', 'NULL', '0']);
    expect(splitArgs(hostile[3] ?? '')).toEqual(['{st_mode=S_IFREG|0644, st_size=3, ...}', '[{fd=3, events=POLLIN}]', '0x7ffd /* 35 vars */']);
    expect(splitArgs('')).toEqual([]);
    for (const args of hostile) if (!args.includes(',,')) expect(splitArgs(args).join(', ')).toBe(args);
  });

  it('are read where they are text, and left as they are where they are bytes', () => {
    expect(decoded('"a\\tb\\n"')).toBe('a\tb\n');
    expect(decoded('"\\303\\274"...')).toBe('ü');
    expect(decoded('"\\177ELF\\2\\1\\1\\0"')).toBeNull();
    expect(decoded('"plain"')).toBeNull();
    expect(decoded('42')).toBeNull();
  });

  it('name the path that one may narrow to', () => {
    expect(pathOf('AT_FDCWD</>, "/etc/hosts", O_RDONLY')).toBe('/etc/hosts');
    expect(pathOf('3</etc/hosts>, "127.0.0.1 localhost\\n", 4096')).toBeNull();
  });
});

describe('times', () => {
  it('have a width of their own down a column, and units that fit', () => {
    expect(sinceStart(1_500_000_000)).toBe('1.500000');
    expect([16_000, 1_240_000, 99_900_000, 30_200_000_000].map(callTime)).toEqual(['16 µs', '1.24 ms', '99.9 ms', '30.2 s']);
    expect(barLength(1_000_000_000_000)).toBe(1);
    expect(barLength(0)).toBeGreaterThan(0);
  });
});

describe('a filter that is clicked together', () => {
  it('gains and loses terms, and keeps whatever else was typed', () => {
    expect(withTerm('call:open "two  words"', 'error:*')).toBe('call:open "two  words" error:*');
    expect(withTerm('error:*', 'error:*')).toBe('error:*');
    expect(withoutTerm('call:open error:* x', 'error:*')).toBe('call:open x');
    expect(toggled(toggled('a', 'class:file'), 'class:file')).toBe('a');
    expect(hasTerm('class:file,network', 'class:file')).toBe(false);
    expect(onlyTerm('task:#1 -task:#9 error:*', 'task:#2')).toBe('-task:#9 error:* task:#2');
  });

  it('takes any name of a file literally', () => {
    for (const path of ['/etc/hosts', '/a b/c', '/x*y?', 'with "quotes"', 'a,b', 'back\\slash', '-x']) {
      const parsed = parseTraceFilter(pathTerm(path));
      expect(parsed.ok, path).toBe(true);
    }
  });

  it('knows the beginning of a key from a text', () => {
    expect(['err', 'call:x er', '-pat', 'error'].map(isHalfKey)).toEqual([true, true, true, true]);
    expect(['', 'error:', 'libfoo', 'err ', '"err"'].map((text) => isHalfKey(text))).toEqual([false, false, false, false, false]);
  });

  it('is remembered once, the last one first, whatever stood there before', () => {
    const kept = new Map<string, string>([['cgoscope.trace.filters', 'no JSON']]);
    const storage = { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => void kept.set(name, value) };
    for (const text of ['a', 'b', ' a ', '']) rememberFilter(storage, text);
    expect(lastFilters(storage)).toEqual(['a', 'b']);
    for (let index = 0; index < 50; index += 1) rememberFilter(storage, `f${index}`);
    expect(lastFilters(storage)).toHaveLength(20);
  });
});

describe('the tree of tasks', () => {
  const task = (number: number, parent: number | null): TraceTask => ({
    task: number,
    pid: number + 100,
    kind: 'process',
    parent,
    program: null,
    firstEvent: number + 1,
    lastEvent: number + 1,
    startNs: null,
    endNs: null,
    ended: null,
    events: 1,
    errors: 0,
  });
  it('has each below who made it', () => {
    const order = taskTree([task(0, null), task(1, 0), task(2, 0), task(3, 1)]);
    expect(order.map((one) => [one.task.task, one.depth])).toEqual([
      [0, 0],
      [1, 1],
      [3, 2],
      [2, 1],
    ]);
  });
  it('shows every task once, parents that are not there and circles or not', () => {
    for (const tasks of [[task(0, 9)], [task(0, 1), task(1, 0)], [task(0, 0)], Array.from({ length: 3_000 }, (_, index) => task(index, index - 1))])
      expect(
        taskTree(tasks)
          .map((one) => one.task.task)
          .sort((a, b) => a - b),
      ).toEqual(tasks.map((one) => one.task));
  });
});

describe('pages of events', () => {
  const row = (event: number): TraceEvent => ({
    event,
    line: event,
    resumedLine: null,
    kind: 'call',
    task: 0,
    pid: 1,
    tNs: null,
    durationNs: null,
    name: 'close',
    args: '3',
    argsCut: false,
    result: '0',
    error: null,
    noise: false,
    unfinished: false,
    madeBy: null,
  });
  /** Every second event of `2 * total`. */
  const reader = (total: number) => {
    const asked: number[] = [];
    const read = async ({ from, count, at }: { from: number; count: number; at: number | null }): Promise<TraceRows> => {
      const first = at === null ? from : Math.max(0, Math.ceil(at / 2) - 1);
      asked.push(first);
      return { matching: total, from: first, rows: Array.from({ length: Math.max(0, Math.min(count, total - first)) }, (_, index) => row((first + index + 1) * 2)) };
    };
    return { asked, read };
  };
  const settled = (pages: EventPages): Promise<void> => new Promise((resolve) => void pages.subscribe(() => resolve()));

  it('are read where one looks, and once', async () => {
    const { asked, read } = reader(1_000_000);
    const pages = new EventPages(read);
    pages.want(0, 0);
    await settled(pages);
    pages.want(999_990, 999_999);
    await settled(pages);
    pages.want(999_990, 999_999);
    expect(pages.at(999_999)?.event).toBe(2_000_000);
    expect(pages.at(500_000)).toBeUndefined();
    expect(asked).toEqual([0, 999_800]);
  });

  it('are few, however far one scrolls', async () => {
    const { read } = reader(1_000_000);
    const pages = new EventPages(read);
    for (let page = 0; page < 3 * MOST_PAGES; page += 1) {
      pages.want(page * PAGE_EVENTS, page * PAGE_EVENTS + 10);
      await settled(pages);
    }
    expect(pages.count).toBeLessThanOrEqual(MOST_PAGES + 1);
    expect(pages.at(3 * MOST_PAGES * PAGE_EVENTS - 1)).toBeDefined();
  });

  it('find an event’s place, or that of the next one that the filter leaves', async () => {
    const { read } = reader(1_000);
    const pages = new EventPages(read);
    const { signal } = new AbortController();
    expect((await pages.placeOf(800, signal))?.place).toBe(399);
    expect((await pages.placeOf(801, signal))?.row.event).toBe(802);
    expect(await pages.placeOf(5_000, signal)).toBeNull();
  });

  it('keep what they have when a read fails, and try again when asked', async () => {
    const { read } = reader(1_000);
    let broken = false;
    const pages = new EventPages((input) => (broken ? Promise.reject(new Error('away')) : read(input)));
    pages.want(0, 0);
    await settled(pages);
    broken = true;
    pages.want(500, 510);
    await settled(pages);
    expect(pages.error).toEqual(new Error('away'));
    expect(pages.at(0)?.event).toBe(2);
    broken = false;
    pages.retry();
    await settled(pages);
    expect(pages.error).toBeNull();
    expect(pages.at(500)?.event).toBe(1_002);
  });
});
