import { describe, expect, it } from 'vitest';
import { createSlots } from '../../../src/core/lab/slots.ts';
import { createWatchers } from '../../../src/core/lab/watchers.ts';

const gate = () => {
  let open!: () => void;
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { promise, open };
};

describe('slots', () => {
  it('let so many work at once, and serve the others in order', async () => {
    const slots = createSlots(2);
    const never = new AbortController().signal;
    const gates = [gate(), gate(), gate()];
    const started: number[] = [];
    const work = gates.map((each, i) =>
      slots.use(never, async () => {
        started.push(i);
        await each.promise;
      }),
    );
    await Promise.resolve();
    await Promise.resolve();
    expect(started).toEqual([0, 1]);
    gates[1]?.open();
    await work[1];
    gates[0]?.open();
    gates[2]?.open();
    await Promise.all(work);
    expect(started).toEqual([0, 1, 2]);
  });

  it('give the slot back when the work fails', async () => {
    const slots = createSlots(1);
    const never = new AbortController().signal;
    await expect(slots.use(never, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(slots.use(never, () => Promise.resolve(7))).resolves.toBe(7);
  });

  it('let a cancelled waiter go without losing a slot', async () => {
    const slots = createSlots(1);
    const never = new AbortController().signal;
    const held = gate();
    const first = slots.use(never, () => held.promise);
    const cancel = new AbortController();
    const second = slots.use(cancel.signal, () => Promise.resolve('ran'));
    cancel.abort();
    await expect(second).rejects.toThrow('cancelled');
    held.open();
    await first;
    await expect(slots.use(never, () => Promise.resolve('third'))).resolves.toBe('third');
  });
});

describe('watchers', () => {
  it('end a run when the last one has gone, once', () => {
    let ended = 0;
    const watchers = createWatchers(() => (ended += 1));
    const [a, b] = [new AbortController(), new AbortController()];
    watchers.add(a.signal);
    watchers.add(b.signal);
    a.abort();
    expect(ended).toBe(0);
    b.abort();
    expect(ended).toBe(1);
  });

  it('keep a run alive for ever where the workbench itself watches', () => {
    let ended = 0;
    const watchers = createWatchers(() => (ended += 1));
    const a = new AbortController();
    watchers.addForever();
    watchers.add(a.signal);
    a.abort();
    expect(ended).toBe(0);
  });
});
