// The columns of a trace, from lines of strace.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseStrace, sumTrace } from '../../../../src/core/evidence/index.ts';
import { traceOf } from '../../../helpers/traces.ts';

const log = (name: string) => readFileSync(new URL(`../../../fixtures/strace/${name}.strace`, import.meta.url));

describe('sumTrace', () => {
  it.each(['threads', 'no-loader', 'foreign', 'seconds', 'relative'])('%s sums to the same as before', (name) => {
    const old = parseStrace(new Uint8Array(log(name)));
    expect(sumTrace(traceOf(log(name).toString('utf8')))).toEqual(old);
  });
});
