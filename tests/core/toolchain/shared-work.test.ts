import { describe, expect, it } from 'vitest';
import { SharedWork } from '../../../src/core/toolchain/shared-work.ts';
import { CancelledError } from '../../../src/shared/domain/errors.ts';

const caller = () => {
  const controller = new AbortController();
  const seen: string[] = [];
  return { controller, seen, options: { signal: controller.signal, progress: (event: { text: string }) => void seen.push(event.text) } };
};

describe('shared work', () => {
  it('is done once for all who wait, and all see its progress', async () => {
    const work = new SharedWork<number>();
    const [a, b] = [caller(), caller()];
    let made = 0;
    let finish: () => void = () => undefined;
    const make = async ({ progress }: { progress: (event: { task: string; text: string }) => void }): Promise<number> => {
      made += 1;
      await new Promise<void>((resolve) => (finish = resolve));
      progress({ task: 't', text: 'half' });
      return 42;
    };
    const both = [work.join('k', a.options, make), work.join('k', b.options, make)];
    finish();
    expect(await Promise.all(both)).toEqual([42, 42]);
    expect([made, a.seen, b.seen]).toEqual([1, ['half'], ['half']]);
  });

  it('goes on while one still waits, and is cancelled when nobody does', async () => {
    const work = new SharedWork<string>();
    const [a, b] = [caller(), caller()];
    let cancelled = false;
    const make = ({ signal }: { signal: AbortSignal }): Promise<string> =>
      new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => {
          cancelled = true;
          reject(new CancelledError());
        }),
      );
    const first = work.join('k', a.options, make);
    const second = work.join('k', b.options, make);
    a.controller.abort();
    await expect(first).rejects.toBeInstanceOf(CancelledError);
    expect(cancelled).toBe(false);
    b.controller.abort();
    await expect(second).rejects.toBeInstanceOf(CancelledError);
    expect(cancelled).toBe(true);
    expect(await work.join('k', caller().options, () => Promise.resolve('anew'))).toBe('anew');
  });
});
