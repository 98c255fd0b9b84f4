// Two logs side by side: what differs, and never anything else than what is there.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffLogSteps, type LineSource, type LogDiffOptions } from '../../../src/core/compare/index.ts';
import type { LogDiff } from '../../../src/shared/api/views.ts';
import { runs } from '../../helpers/runs.ts';

const source = (lines: readonly string[]): LineSource => ({ total: lines.length, line: (number) => lines[number - 1] ?? '' });

function diff(a: readonly string[], b: readonly string[], options: Partial<LogDiffOptions> = {}): LogDiff {
  const steps = diffLogSteps(source(a), source(b), { kind: 'output', context: 100, ...options });
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}
/** `= a`, `~ a|b`, `- a`, `+ b`, `… n`: rows as text. */
const rows = (a: readonly string[], b: readonly string[], options: Partial<LogDiffOptions> = {}): string[] =>
  diff(a, b, options).rows.map(({ kind, textA, textB, count }) => {
    switch (kind) {
      case 'same':
        return `= ${textA}`;
      case 'changed':
        return `~ ${textA}|${textB}`;
      case 'only-a':
        return `- ${textA}`;
      case 'only-b':
        return `+ ${textB}`;
      case 'skipped':
        return `… ${count}`;
    }
  });

/** Lines of few words, so that they repeat and resemble each other. */
const line = fc.array(fc.constantFrom('compile', 'link', 'cgo', 'error', 'warning'), { maxLength: 3 }).map((words) => words.join(' '));
const log = fc.array(line, { maxLength: 30 });

describe('rows of two logs', () => {
  it('reproduce both sides, in order', () => {
    fc.assert(
      fc.property(log, log, (a, b) => {
        const found = diff(a, b, { context: 1_000 });
        fc.pre(found.changes > 0); // logs without a difference are one row, below
        const left = found.rows.filter((row) => row.a !== null);
        const right = found.rows.filter((row) => row.b !== null);
        expect(left.map(({ textA }) => textA)).toEqual(a);
        expect(right.map(({ textB }) => textB)).toEqual(b);
        expect(left.map((row) => row.a)).toEqual(a.map((_, index) => index + 1));
        expect(right.map((row) => row.b)).toEqual(b.map((_, index) => index + 1));
        expect(found.rows.filter(({ kind }) => kind === 'same').every(({ textA, textB }) => textA === textB)).toBe(true);
        expect(found.changes).toBe(found.rows.filter(({ kind }) => kind !== 'same').length);
      }),
      { numRuns: runs(500) },
    );
  });

  it('count every line of both sides, whatever is skipped', () => {
    fc.assert(
      fc.property(log, log, fc.integer({ min: 0, max: 3 }), (a, b, context) => {
        const found = diff(a, b, { context });
        const covered = (side: 'a' | 'b') => found.rows.reduce((sum, row) => sum + (row[side] === null ? 0 : row.count), 0);
        expect([covered('a'), covered('b')]).toEqual([a.length, b.length]);
      }),
    );
  });

  it('of a log and itself are one row that stands for all of it', () => {
    fc.assert(
      fc.property(
        log.filter((lines) => lines.length > 1),
        (lines) => {
          expect(diff(lines, lines, { context: 3 })).toEqual({
            rows: [{ kind: 'skipped', a: 1, b: 1, textA: '', textB: '', count: lines.length }],
            changes: 0,
            linesA: lines.length,
            linesB: lines.length,
            truncated: false,
          });
        },
      ),
    );
  });

  it('find a shortest edit of small logs', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 }), fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 }), (a, b) => {
        const found = diff(a, b);
        fc.pre(found.changes > 0);
        const same = found.rows.filter(({ kind }) => kind === 'same').length;
        expect(same).toBe(longestCommon(a, b));
      }),
    );
  });

  it('take lines for the same that differ in times, addresses and temporary names alone, and show both', () => {
    const found = diff(['start 12:00:01', 'at 0xc000', 'WORK=/tmp/go-build1'], ['start 13:59:59', 'at 0xdead', 'WORK=/tmp/go-build2']);
    expect(found.changes).toBe(0);
    expect(diff(['start 12:00:01', 'x'], ['start 13:59:59', 'y']).rows[0]).toMatchObject({ kind: 'same', textA: 'start 12:00:01', textB: 'start 13:59:59' });
  });

  it('see a difference far behind in a long line', () => {
    const long = 'x'.repeat(10_000);
    expect(diff([`${long}a`], [`${long}b`]).changes).toBe(1);
  });

  it('put a changed line beside what it was, and leave strangers apart', () => {
    expect(rows(['compile -o a.o main.go', 'link'], ['compile -o b.o main.go', 'link'])).toEqual(['~ compile -o a.o main.go|compile -o b.o main.go', '= link']);
    expect(rows(['undefined: x'], ['all is well'])).toEqual(['- undefined: x', '+ all is well']);
    expect(rows(['gone', 'compile net http'], ['compile net https', 'new'])).toEqual(['- gone', '~ compile net http|compile net https', '+ new']);
  });

  it('keep equal lines around a change, and skip those between', () => {
    const a = Array.from({ length: 20 }, (_, index) => `line number ${String.fromCharCode(97 + index)}`);
    const b = a.map((text, index) => (index === 9 ? 'something else entirely' : text));
    expect(rows(a, b, { context: 1 })).toEqual(['… 8', '= line number i', '- line number j', '+ something else entirely', '= line number k', '… 9']);
    expect(rows(['a', 'x'], ['a', 'y'], { context: 0 })).toEqual(['= a', '- x', '+ y']);
  });

  it('of logs that share nothing are all of both', () => {
    expect(rows(['a', 'b'], ['c'])).toEqual(['- a', '- b', '+ c']);
    expect(rows([], ['c'])).toEqual(['+ c']);
    expect(rows([], [])).toEqual([]);
  });

  it('are bounded, and say so; changes are counted on', () => {
    const a = Array.from({ length: 300 }, (_, index) => `alpha ${index}`);
    const found = diff(a, [], { rows: 100 });
    expect(found).toMatchObject({ changes: 300, truncated: true, linesA: 300, linesB: 0 });
    expect(found.rows).toHaveLength(100);
  });

  it('compare no more than 200,000 lines of a side', () => {
    const many = { total: 200_001, line: (number: number) => `line ${number === 200_001 ? 'last' : 'x'}` };
    const steps = diffLogSteps(many, source(['line x']), { kind: 'output', context: 3 });
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    expect(step.value).toMatchObject({ linesA: 200_001, truncated: true, changes: 199_999 });
  });
});

describe('a build log', () => {
  const work = (n: number, name: string, id: string) => [
    `mkdir -p $WORK/b${n}/`,
    `/usr/lib/go/pkg/tool/linux_amd64/compile -o $WORK/b${n}/_pkg_.a -p ${name} -buildid ${id}/${id} -pack`,
    `cp $WORK/b${n}/_pkg_.a /cache/go-build/${id.slice(0, 2)}/${id.padEnd(64, '0')}-d # internal`,
  ];
  const a = [...work(3, 'net', 'aa11'), ...work(4, 'os', 'bb22'), ...work(5, 'main', 'cc33')];
  const b = [...work(2, 'os', 'dd44'), ...work(9, 'net', 'ee55'), ...work(5, 'main', 'ff66')];

  it('of work that ran in another order, under other numbers, is the same', () => {
    expect(diff(a, b, { kind: 'build' }).changes).toBe(0);
    expect(diff(a, b).changes).toBeGreaterThan(0);
  });

  it('shows what is really new, and where', () => {
    const found = diff(a, [...b, 'link -linkmode=external'], { kind: 'build' });
    expect(found.changes).toBe(1);
    expect(found.rows.at(-1)).toMatchObject({ kind: 'only-b', b: b.length + 1, textB: 'link -linkmode=external' });
  });

  it('has every line of both sides in one row, in the order of the first', () => {
    fc.assert(
      fc.property(log, log, (left, right) => {
        const { rows: found, changes } = diff(left, right, { kind: 'build', context: 1_000 });
        fc.pre(changes > 0);
        expect(found.flatMap((row) => (row.a === null ? [] : [row.a]))).toEqual(left.map((_, index) => index + 1));
        expect(found.flatMap((row) => (row.b === null ? [] : [row.b])).sort((x, y) => x - y)).toEqual(right.map((_, index) => index + 1));
        expect(found.every((row) => (row.b === null ? row.textB === '' : row.textB === right[row.b - 1]))).toBe(true);
      }),
    );
  });
});

describe('a trace', () => {
  it('is compared without processes, times and durations', () => {
    const one = ['7     1795403932.890413 read(3</etc/hosts>, "", 4096) = 0 <0.000321>', '8     1795403932.9 +++ exited with 0 +++'];
    const two = ['19    1795409999.1 read(3</etc/hosts>, "", 4096) = 0 <0.000001>', '20    1795409999.2 +++ exited with 1 +++'];
    expect(rows(one, two, { kind: 'trace' }).map((row) => row[0])).toEqual(['=', '~']);
  });
});

describe('the work of a comparison', () => {
  it.each([
    ['the same few lines in another order', (at: number) => `line ${at % 7}`, (at: number) => `line ${(at * 5) % 7}`],
    ['nothing in common', (at: number) => `left ${at}`, (at: number) => `right ${at}`],
    ['everything the other way round', (at: number) => `line ${at}`, (at: number) => `line ${60_000 - at}`],
  ])('is bounded, and gives way, for %s', (_name, left, right) => {
    const a = Array.from({ length: 60_000 }, (_, at) => left(at));
    const b = Array.from({ length: 60_000 }, (_, at) => right(at));
    let pauses = 0;
    const steps = diffLogSteps(source(a), source(b), { kind: 'output', context: 3 });
    for (let step = steps.next(); step.done !== true; step = steps.next()) pauses += 1;
    expect(pauses).toBeGreaterThan(100);
  });
});

/** The length of a longest common subsequence, by the book. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const left of a) {
    const next = [0];
    b.forEach((right, index) => next.push(left === right ? (row[index] ?? 0) + 1 : Math.max(row[index + 1] ?? 0, next[index] ?? 0)));
    row = next;
  }
  return row[b.length] ?? 0;
}
