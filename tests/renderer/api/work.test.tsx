// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { describe, expect, it } from 'vitest';
import type { Api } from '../../../src/shared/api/contract.ts';
import { CancelledError } from '../../../src/shared/domain/errors.ts';
import { ApiProvider, type WindowApi } from '../../../src/renderer/api/client.tsx';
import { useLiveStore } from '../../../src/renderer/api/live.ts';
import { useWork } from '../../../src/renderer/api/work.ts';
import { fakeApi, later } from '../support.tsx';

/** A workbench whose fixes end when the test says so, and which hears that a call was cancelled. */
function slowApi() {
  const ends: ReturnType<typeof later<{ done: string }>>[] = [];
  const cancelled: number[] = [];
  const call: Api['call'] = async (_name, _input, { signal } = {}) => {
    const end = later<{ done: string }>();
    const index = ends.push(end) - 1;
    signal?.addEventListener('abort', () => {
      cancelled.push(index);
      end.reject(new CancelledError());
    });
    return (await end.promise) as never; // only doctor.fix is called here
  };
  const api: WindowApi = { ...fakeApi(), call };
  return { api, ends, cancelled };
}

const use = (api: WindowApi) => renderHook(() => useWork('doctor.fix'), { wrapper: ({ children }: { children: ReactNode }) => <ApiProvider value={api}>{children}</ApiProvider> });

describe('work that takes its time', () => {
  it('says what it does while it does it, and begins without words of earlier work', async () => {
    const { api, ends } = slowApi();
    const { result } = use(api);
    act(() => useLiveStore.setState({ progress: { '': { old: { task: 'old', text: 'x', doneBytes: null, totalBytes: null, at: '' } }, run: {} } }));
    let answer: Promise<{ done: string } | null> = Promise.resolve(null);
    act(() => void (answer = result.current.start({ action: 'a' })));
    expect(result.current.doing).toEqual({ action: 'a' });
    expect(useLiveStore.getState().progress).toEqual({ run: {} });
    await act(async () => ends[0]?.resolve({ done: 'it is done' }));
    expect(await answer).toEqual({ done: 'it is done' });
    expect(result.current.doing).toBeNull();
  });

  it('is cancelled where it runs, and that is no error', async () => {
    const { api, cancelled } = slowApi();
    const { result } = use(api);
    let answer: Promise<{ done: string } | null> = Promise.resolve({ done: '' });
    act(() => void (answer = result.current.start({ action: 'a' })));
    await act(async () => result.current.cancel());
    expect(await answer).toBeNull();
    expect(cancelled).toEqual([0]);
  });

  it('rejects as the workbench does', async () => {
    const { api, ends } = slowApi();
    const { result } = use(api);
    let answer: Promise<unknown> = Promise.resolve();
    act(() => void (answer = result.current.start({ action: 'a' }).catch((error: unknown) => error)));
    await act(async () => ends[0]?.reject(new Error('no')));
    expect(await answer).toEqual(new Error('no'));
    expect(result.current.doing).toBeNull();
  });

  it('ends with the view that started it', async () => {
    const { api, cancelled } = slowApi();
    const { result, unmount } = use(api);
    act(() => void result.current.start({ action: 'a' }));
    unmount();
    expect(cancelled).toEqual([0]);
  });
});
