// What must hold for any trace: made of random calls of several threads and processes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareTraces, diffTraces } from '../../../../src/core/compare/index.ts';
import { traceOf } from '../../../helpers/traces.ts';

const names = { a: { name: 'a', key: 'a' }, b: { name: 'b', key: 'b' } };
const differences = (a: string[], b: string[]) => {
  const { onlyA, onlyB, changedErrors, changedResults } = diffTraces(traceOf(a), traceOf(b), names);
  return {
    a: onlyA.rows.reduce((sum, { times }) => sum + times, 0),
    b: onlyB.rows.reduce((sum, { times }) => sum + times, 0),
    errors: changedErrors.total,
    results: changedResults.total,
  };
};
const NONE = { a: 0, b: 0, errors: 0, results: 0 };

const call = fc.oneof(
  fc.nat(30).map((n) => `openat(AT_FDCWD, "/data/file-${n}", O_RDONLY) = 3`),
  fc.nat(30).map((n) => `openat(AT_FDCWD, "/data/file-${n}", O_RDONLY) = -1 ENOENT (No such file or directory)`),
  fc.nat(9).map((n) => `mkdir("/var/x${n}", 0755) = 0`),
  fc.nat(5).map((n) => `write(2, "message ${'abcdef'[n] ?? ''}\\n", 10) = 10`),
  fc.nat(5).map((n) => `connect(4, {sa_family=AF_INET, sin_port=htons(${80 + n}), sin_addr=inet_addr("10.0.0.1")}, 16) = -1 ECONNREFUSED (Connection refused)`),
);
const THREADS = 4;
/** Each call with the thread that makes it. */
const work = fc.array(fc.tuple(fc.nat(THREADS - 1), call), { minLength: 1, maxLength: 60 });
const CLONE = 'flags=CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD|CLONE_SYSVSEM';
const log = (pid: number, calls: readonly (readonly [number, string])[]): string[] => [
  `${pid} execve("/app", ["/app"], 0x7ffd0 /* 3 vars */) = 0`,
  ...Array.from({ length: THREADS - 1 }, (_, at) => `${pid} clone(child_stack=0x7f00, ${CLONE}) = ${pid + at + 1}`),
  ...calls.map(([thread, text]) => `${pid + thread} ${text}`),
  // Calls that every program makes: the log was recorded with all of them.
  `${pid} brk(NULL) = 0x5600`,
  `${pid} close(9) = 0`,
  `${pid} exit_group(0) = ?`,
];

describe('any trace', () => {
  it('has no difference from itself', () => {
    fc.assert(
      fc.property(work, (calls) => {
        expect(differences(log(100, calls), log(100, calls))).toEqual(NONE);
      }),
    );
  });

  it('has none from itself under other pids, with its threads in another order, and its calls on other threads', () => {
    fc.assert(
      fc.property(work, fc.array(fc.nat(), { minLength: 60, maxLength: 60 }), (calls, order) => {
        const shuffled = calls.map((one, at) => ({ one, by: order[at] ?? 0 })).sort((x, y) => x.by - y.by);
        const other = shuffled.map(({ one: [thread, text], by }) => [(thread + by) % THREADS, text] as const);
        expect(differences(log(100, calls), log(7_000, other))).toEqual(NONE);
      }),
    );
  });

  it('without one of its calls lacks exactly that one', () => {
    fc.assert(
      fc.property(work, fc.nat(), (calls, pick) => {
        const at = pick % calls.length;
        const found = differences(
          log(100, calls),
          log(
            100,
            calls.filter((_, place) => place !== at),
          ),
        );
        expect(found).toEqual({ ...NONE, a: 1 });
      }),
    );
  });

  it('differs from another as that one differs from it', () => {
    fc.assert(
      fc.property(work, work, (one, other) => {
        const there = differences(log(100, one), log(200, other));
        expect(differences(log(200, other), log(100, one))).toEqual({ ...there, a: there.b, b: there.a });
      }),
    );
  });

  it('has every compared event in exactly one row', () => {
    fc.assert(
      fc.property(work, work, (one, other) => {
        const { pairs, a, b } = compareTraces(traceOf(log(100, one)), traceOf(log(200, other)));
        const seen = (events: readonly number[]): number[] => events.filter((event) => event >= 0).sort((x, y) => x - y);
        const compared = (asked: Int32Array): number[] => [...asked.keys()].filter((event) => (asked[event] ?? -1) >= 0);
        expect(seen(pairs.flatMap(({ rows }) => [...rows.a]))).toEqual(compared(a.tokens.asked));
        expect(seen(pairs.flatMap(({ rows }) => [...rows.b]))).toEqual(compared(b.tokens.asked));
      }),
    );
  });
});
