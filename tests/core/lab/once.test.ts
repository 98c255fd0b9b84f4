import { describe, expect, it } from 'vitest';
import { createOnce } from '../../../src/core/lab/once.ts';

describe('a start with a token', () => {
  it('is made once, also while the first is under way', async () => {
    let starts = 0;
    const once = createOnce<number>();
    const start = async (): Promise<number> => (starts += 1);
    expect(await Promise.all([once('a', start), once('a', start), once('b', start)])).toEqual([1, 1, 2]);
    expect(await once('a', start)).toBe(1);
    expect([await once(undefined, start), await once(undefined, start)]).toEqual([3, 4]);
  });

  it('that failed may be made again', async () => {
    const once = createOnce<string>();
    await expect(once('a', () => Promise.reject(new Error('no engine')))).rejects.toThrow('no engine');
    expect(await once('a', () => Promise.resolve('started'))).toBe('started');
  });

  it('is remembered for some minutes', async () => {
    let [clock, starts] = [0, 0];
    const once = createOnce<number>(() => clock);
    const start = async (): Promise<number> => (starts += 1);
    await once('a', start);
    clock = 4 * 60_000;
    expect(await once('a', start)).toBe(1);
    clock = 6 * 60_000;
    expect(await once('a', start)).toBe(2);
  });
});
