import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { crashIn, logSince, logSize } from '../../../src/core/owner/last-words.ts';
import { temporaryFolder } from '../store/builders.ts';

const UNCAUGHT = `/app/out/main/owner.js:12
    throw new RangeError('too far');
          ^

RangeError: too far
    at Object.<anonymous> (/app/out/main/owner.js:12:11)
    at node:internal/main/run_main_module:36:49

Node.js v24.21.0
`;

describe('the last words of an owner', () => {
  it('are the error and its stack where nobody caught it', () => {
    expect(crashIn(`removed what an owner that died had left: container x\n${UNCAUGHT}`)).toMatch(/^RangeError: too far\n {4}at Object/);
    expect(crashIn('Uncaught:\n{ code: 5 }\nNode.js v24.21.0\n')).toContain('{ code: 5 }');
    expect(crashIn('<--- Last few GCs --->\n\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n 1: 0xb6\n')).toMatch(
      /^FATAL ERROR: Reached heap limit/,
    );
  });

  it('are none where it was killed, whatever it had noted', () => {
    expect(crashIn('')).toBeNull();
    expect(crashIn('an engine did not close: Error: socket hang up\nError: nothing\n')).toBeNull();
  });

  it('are what stands behind the place where the log ended before, or all of a log that was begun anew', () => {
    const folder = temporaryFolder();
    expect([logSize(folder), logSince(folder, 0)]).toEqual([0, '']);
    writeFileSync(join(folder, 'owner.log'), 'old\nnew\n');
    expect(logSince(folder, 4)).toBe('new\n');
    expect(logSince(folder, 8)).toBe('');
    expect(logSince(folder, 100)).toBe('old\nnew\n');
    writeFileSync(join(folder, 'owner.log'), `${'x'.repeat(200_000)}the end`);
    expect(logSince(folder, 4)).toHaveLength(65_536);
    expect(logSince(folder, 4)).toMatch(/the end$/);
  });
});
