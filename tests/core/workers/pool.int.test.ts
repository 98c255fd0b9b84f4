// Threads beside the one that serves: what a task does wrong costs that task and nothing else.
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createPool, TaskTimeoutError, WorkerCrashError, type PoolOptions } from '../../../src/core/workers/pool.ts';
import { CancelledError, InputError } from '../../../src/shared/domain/errors.ts';
import { DO } from './unruly.ts';

const UNRULY = fileURLToPath(new URL('unruly.ts', import.meta.url));

function unruly(options: PoolOptions = {}) {
  const pool = createPool({ entry: UNRULY, ...options });
  onTestFinished(() => pool.close());
  return {
    pool,
    /** Answers the id of the thread that did it. */
    task: async (count: number, more: Parameters<typeof pool.run>[2] = {}) => {
      const answer = await pool.run('log.page', { source: { kind: 'live', key: 'k', at: 0, pieces: [] }, from: 1, count }, more);
      return 'value' in answer ? answer.value.from : 0;
    },
  };
}

describe('a pool of worker threads', () => {
  it('starts a thread for the first task, and no other for the next', async () => {
    const { pool, task } = unruly();
    expect(pool.threads()).toBe(0);
    const first = await task(DO.answer);
    expect(await task(DO.answer)).toBe(first);
    expect(pool.threads()).toBe(1);
  });

  it('ends a thread that has nothing to do, and starts one again', async () => {
    const { pool, task } = unruly({ idleMs: 10 });
    const first = await task(DO.answer);
    const before = pool.generation('logs');
    await expect.poll(() => pool.threads()).toBe(0);
    expect(pool.generation('logs')).toBeGreaterThan(before);
    expect(await task(DO.answer)).not.toBe(first);
  });

  it('gives what a task throws, as the error it is', async () => {
    const error = await unruly()
      .task(DO.refuse)
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ message: 'no such page', input: 'page 7', place: 'line 3', expected: 'another' });
  });

  it('rejects the task whose thread ends under it, and does the next in a new one', async () => {
    const { pool, task } = unruly();
    const first = await task(DO.answer);
    const before = pool.generation('logs');
    await expect(task(DO.end)).rejects.toThrow(WorkerCrashError);
    expect(pool.generation('logs')).toBeGreaterThan(before);
    expect(await task(DO.answer)).not.toBe(first);
    await expect(task(DO.throwLate)).rejects.toThrow('the worker thread ended while it did log.page: thrown where nobody waits');
    expect(await task(DO.answer)).not.toBe(first);
  });

  it('survives a task that wants more memory than a thread may have', async () => {
    const { task } = unruly({ heapMb: 32 });
    await expect(task(DO.fill)).rejects.toThrow(/worker thread ended.*memory/);
    expect(await task(DO.answer)).toBeGreaterThan(0);
  });

  it('ends a task that takes too long together with its thread', async () => {
    const { task } = unruly();
    const first = await task(DO.answer);
    await expect(task(DO.forever, { timeoutMs: 50 })).rejects.toThrow(TaskTimeoutError);
    expect(await task(DO.answer)).not.toBe(first);
  });

  it('lets a cancelled task that gives way keep its thread', async () => {
    const { task } = unruly();
    const first = await task(DO.answer);
    const stop = new AbortController();
    const waits = task(DO.wait, { signal: stop.signal });
    stop.abort();
    await expect(waits).rejects.toThrow(CancelledError);
    expect(await task(DO.answer)).toBe(first);
  });

  it('takes the thread from a cancelled task that does not give way, and does the others again', async () => {
    const { task } = unruly({ graceMs: 20 });
    const first = await task(DO.answer);
    const stop = new AbortController();
    const stuck = task(DO.forever, { signal: stop.signal });
    const behind = task(DO.answer);
    stop.abort();
    await expect(stuck).rejects.toThrow(CancelledError);
    expect(await behind).not.toBe(first);
  });

  it('never starts a task that is cancelled already', async () => {
    const { pool, task } = unruly();
    await expect(task(DO.forever, { signal: AbortSignal.abort() })).rejects.toThrow(CancelledError);
    expect(pool.threads()).toBe(0);
  });

  it('rejects what goes on when it is closed, and takes nothing more', async () => {
    const { pool, task } = unruly();
    const stuck = task(DO.forever);
    await Promise.all([expect(stuck).rejects.toThrow(CancelledError), pool.close()]);
    expect(pool.threads()).toBe(0);
    await expect(task(DO.answer)).rejects.toThrow(CancelledError);
  });

  it('finds its own script in the sources', async () => {
    const pool = createPool();
    onTestFinished(() => pool.close());
    const answer = await pool.run('log.page', { source: { kind: 'live', key: 'k', at: 0, pieces: [Buffer.from('one\ntwo')] }, from: 1, count: 5 });
    expect(answer).toMatchObject({ value: { lines: ['one', 'two'], total: 2 } });
  });
});
