// A trace alone, of each failure that was really made: which cause is told, and on which calls.
import { describe, expect, it } from 'vitest';
import { judgeTrace, tracedFailures, type TracedFailure } from './judge.ts';

const red = tracedFailures().filter((failure) => failure.red);
const controls = tracedFailures().filter((failure) => !failure.red);
/** Nothing in a trace tells these: what a tracer sees of them is a program that ends, or is ended, for no reason of its own. */
const SILENT = new Set(['constructor-dropped', 'static-not-static', 'oom-killed', 'timed-out']);
/** Of this one only the image tells that it has what was looked for under another name. */
const OF_IMAGE = 'tzdata-missing.control.strace';

describe('a trace alone', () => {
  it.each(red.filter(({ cause }) => !SILENT.has(cause)).map((failure): [string, TracedFailure] => [failure.file, failure]))('%s tells its cause', (_file, failure) => {
    const { got, evidence } = judgeTrace(failure, 'all');
    expect(got).toBe(failure.cause);
    expect(evidence.sound).toBe(evidence.all);
    expect(evidence.all).toBeGreaterThan(0);
  });

  it.each(controls.filter(({ file }) => file !== OF_IMAGE).map((failure): [string, TracedFailure] => [failure.file, failure]))('%s is not blamed for it', (_file, failure) => {
    const { right, evidence } = judgeTrace(failure, 'all');
    expect(right).toBe(true);
    expect(evidence.sound).toBe(evidence.all);
  });
});
