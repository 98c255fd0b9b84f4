// @vitest-environment jsdom
// The timeline in the window: what keys, wheel and pointer do to it. Without a canvas nothing is drawn here; what would be is in timeline.test.ts.
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { TraceView } from '../../../src/renderer/views/trace/trace.tsx';
import { renderView, type Rendered } from '../support.tsx';
import { LOG, traceAnswers } from './support.ts';

const show = (query = ''): Rendered => renderView(<TraceView />, { path: `/trace?file=/tmp/run.strace&look=timeline${query}`, answers: traceAnswers(LOG) });
const lanes = (): Promise<HTMLElement> => screen.findByRole('application');
/** What is looked at, in ns: as the address has it once the keys rest; null is all of it. */
const spanOf = (view: Rendered): [number, number] | null => {
  const found = /[?&]t=(\d+)-(\d+)/.exec(view.address());
  return found === null ? null : [Number(found[1]), Number(found[2])];
};
const lengthOf = (view: Rendered): number => {
  const [from, to] = spanOf(view) ?? [0, Number.NaN];
  return to - from;
};
const WHOLE_NS = 1_600_100_000;

describe('the timeline', () => {
  it('is zoomed and moved with keys, and shows all of it again', async () => {
    const view = show();
    const region = await lanes();
    fireEvent.keyDown(region, { key: '+' });
    await waitFor(() => expect(lengthOf(view)).toBe(WHOLE_NS / 2));
    fireEvent.keyDown(region, { key: 'Home' });
    await waitFor(() => expect(spanOf(view)).toEqual([0, WHOLE_NS / 2]));
    fireEvent.keyDown(region, { key: 'ArrowRight', shiftKey: true });
    await waitFor(() => expect(spanOf(view)).toEqual([WHOLE_NS / 2, WHOLE_NS]));
    fireEvent.keyDown(region, { key: '0' });
    await waitFor(() => expect(spanOf(view)).toBeNull());
  });

  it('is zoomed by every turn of the wheel, also by two that come before it is drawn again', async () => {
    const view = show();
    const region = await lanes();
    const turn = (): boolean => region.dispatchEvent(new WheelEvent('wheel', { deltaY: -100, bubbles: true, cancelable: true }));
    act(() => {
      turn();
      turn();
    });
    await waitFor(() => expect(lengthOf(view) / WHOLE_NS).toBeCloseTo(Math.exp(-0.4), 6));
  });

  it('goes from call to call of a task, says which, and opens it', async () => {
    const view = show();
    const region = await lanes();
    fireEvent.keyDown(region, { key: '.' });
    fireEvent.keyDown(region, { key: '.' });
    await screen.findByText(/openat.*ENOENT/);
    fireEvent.keyDown(region, { key: ',' });
    await screen.findByText(/execve/);
    fireEvent.keyDown(region, { key: 'ArrowDown' });
    fireEvent.keyDown(region, { key: '.' });
    await screen.findByText(/connect.*ECONNREFUSED/);
    fireEvent.keyDown(region, { key: 'Enter' });
    await waitFor(() => expect(view.address()).toContain('event=8'));
  });

  it('makes what is looked at the filter, and takes it back', async () => {
    const view = show('&t=0-1000000');
    const region = await lanes();
    fireEvent.keyDown(region, { key: 's' });
    await waitFor(() => expect(view.address()).toMatch(/q=at%3A/));
    await screen.findByText(/^Selected/);
    fireEvent.keyDown(region, { key: 'Escape' });
    await waitFor(() => expect(view.address()).not.toMatch(/q=/));
  });

  it('stands as a table for who does not see it', async () => {
    show();
    await lanes();
    fireEvent.click(screen.getByText('Table'));
    expect((await screen.findByRole('grid', { name: 'Tasks in the time shown' })).textContent).toContain('app');
    expect(screen.queryByRole('application')).toBeNull();
  });
});
