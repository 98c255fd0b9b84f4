// An api that outlives the process behind it: when it opens, what it says, and that it ends.
import { describe, expect, it } from 'vitest';
import { lastingWorkbench } from '../../src/core/workbench-lasting.ts';
import type { OpenedWorkbench } from '../../src/core/workbench.ts';
import type { LabEvent } from '../../src/shared/domain/documents.ts';
import { servedDouble, unchecked } from '../api/contract-cases.ts';

const STORED: LabEvent = { schema: 'cgoscope/event@0', type: 'stored', run: 'r', at: '2026-01-01T00:00:00Z', change: 'imported' };
const settled = () => new Promise((resolve) => setImmediate(resolve));

function scene(open?: (nth: number) => Promise<void>) {
  const opened: (ReturnType<typeof servedDouble> & { go: () => void; closed: number })[] = [];
  const errors: unknown[] = [];
  let gone = 0;
  let asked = 0;
  const api = lastingWorkbench({
    open: async () => {
      asked += 1;
      await open?.(asked);
      const going = new AbortController();
      const nth = opened.length + 1;
      const made = { ...servedDouble(() => ({ cancelled: nth })), go: () => going.abort(), closed: 0 };
      opened.push(made);
      const workbench: OpenedWorkbench = { ...unchecked(made.served), gone: going.signal, close: async () => void (made.closed += 1) };
      return workbench;
    },
    onGone: () => (gone += 1),
    onError: (error) => errors.push(error),
  });
  return { api, opened, errors, gone: () => gone, asked: () => asked, call: () => api.call('run.cancel', { run: 'x' }) };
}

describe('a lasting workbench', () => {
  it('opens at the first call, once for many at a time', async () => {
    const { asked, call } = scene();
    expect(asked()).toBe(0);
    expect(await Promise.all([call(), call(), call()])).toEqual([{ cancelled: 1 }, { cancelled: 1 }, { cancelled: 1 }]);
    expect(asked()).toBe(1);
  });

  it('opens another one after the first has gone, and moves every listener that still listens', async () => {
    const { api, opened, call, gone } = scene();
    const heard: string[] = [];
    const over = new AbortController();
    api.on('lab', () => heard.push('stays'), { signal: new AbortController().signal });
    api.on('lab', () => heard.push('leaves'), { signal: over.signal });
    await call();
    opened[0]?.push(STORED);
    over.abort();
    opened[0]?.go();
    expect(gone()).toBe(1);
    expect(await call()).toEqual({ cancelled: 2 });
    opened[1]?.push(STORED);
    expect(heard).toEqual(['stays', 'leaves', 'stays']);
    expect(opened[1]?.listeners.size).toBe(1);
  });

  it('that can’t be opened says so to who called, and tries again the next time', async () => {
    const { api, call, errors, asked } = scene((nth) => (nth <= 2 ? Promise.reject(new Error('no owner')) : Promise.resolve()));
    await expect(call()).rejects.toThrow('no owner');
    api.on('lab', () => undefined, { signal: new AbortController().signal });
    await settled();
    expect(errors).toEqual([new Error('no owner')]);
    expect(await call()).toEqual({ cancelled: 1 });
    expect(asked()).toBe(3);
  });

  it('is closed once and for good, whether it was opened, is opening or never was', async () => {
    const one = scene();
    await one.call();
    await one.api.close();
    expect(one.opened[0]?.closed).toBe(1);
    one.opened[0]?.go();
    expect(one.gone()).toBe(0);
    await expect(one.call()).rejects.toThrow('closed');

    let finish = (): void => undefined;
    const two = scene(() => new Promise((resolve) => (finish = resolve)));
    const calling = two.call();
    const closing = two.api.close();
    finish();
    await Promise.all([calling, closing]);
    expect(two.opened[0]?.closed).toBe(1);

    const three = scene();
    await three.api.close();
    expect(three.asked()).toBe(0);

    const four = scene(() => Promise.reject(new Error('no owner')));
    await expect(four.call()).rejects.toThrow('no owner');
    await four.api.close();
  });
});
