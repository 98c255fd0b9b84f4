// @vitest-environment jsdom
// Two traces in the window: what is said first, what only one did, both side by side.
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { TracesCompareView } from '../../../src/renderer/views/trace/compare/compare.tsx';
import type { TraceDiff, TraceDiffRows } from '../../../src/shared/domain/trace-detail.ts';
import { renderView, type Answers } from '../support.tsx';
import { recording, traceDiff, traceEvent } from './events.ts';

const loader = '/lib64/ld-linux-x86-64.so.2';
const failed = traceEvent({ event: 7, line: 9, name: 'openat', args: `AT_FDCWD, "${loader}", O_RDONLY`, result: '-1', error: 'ENOENT' });
const DIFF: TraceDiff = traceDiff({
  firstParting: { kind: 'only-a', sentence: `A looks for ${loader}; B does not`, pair: 0, a: failed, b: null },
  onlyA: { total: 1, rows: [{ call: `openat(AT_FDCWD, "${loader}", O_RDONLY) = ENOENT`, pair: 0, times: 2, firstEvent: 7, weight: 0.9 }] },
  changedErrors: { total: 1, rows: [{ call: 'access("/etc/x", R_OK)', pair: 0, a: 'EACCES', b: null, eventA: 3, eventB: 4, times: 1, weight: 0.4 }] },
  pairs: [{ label: '/app', a: 0, b: 0, equal: 102, onlyA: 1, onlyB: 0, changed: 1, rows: 4 }],
});
const FOLDED: TraceDiffRows = {
  total: 4,
  from: 0,
  rows: [
    { kind: 'fold', count: 100, from: 0, to: 100 },
    { kind: 'equal', a: traceEvent({ event: 101 }), b: traceEvent({ event: 101 }) },
    { kind: 'changed', a: traceEvent({ event: 102, result: '-1', error: 'EACCES' }), b: traceEvent({ event: 102 }) },
    { kind: 'only-a', a: failed },
  ],
};
const answers: Answers = {
  'trace.diff': DIFF,
  'trace.diffRows': ({ folded, from, count }) =>
    folded
      ? FOLDED
      : {
          total: 103,
          from,
          rows: Array.from({ length: Math.min(count, 103 - from) }, (_, at) => ({
            kind: 'equal',
            a: traceEvent({ event: from + at + 1 }),
            b: traceEvent({ event: from + at + 1 }),
          })),
        },
  'trace.recordings': { schema: 'cgoscope/trace-recordings@0', recordings: [] },
};
const path = '/traces/compare?a=file%3A%2Fbad.strace&b=file%3A%2Fgood.strace';

describe('two traces', () => {
  it('say first where they part, with the line of each log', async () => {
    const view = renderView(<TracesCompareView />, { answers, path });
    const parting = await screen.findByRole('region', { name: 'Where the two part' });
    expect(within(parting).getByRole('heading').textContent).toContain(`A looks for ${loader}; B does not`);
    expect(parting.textContent).toContain(`openat(AT_FDCWD, "${loader}", O_RDONLY) = -1 ENOENT`);
    expect(parting.textContent).toContain('nothing in this place');
    expect(within(parting).getByRole('link', { name: 'line 9' }).getAttribute('href')).toBe('/trace?file=%2Fbad.strace&event=7');
    expect(view.api.inputs('trace.diff')).toEqual([{ a: { kind: 'file', path: '/bad.strace' }, b: { kind: 'file', path: '/good.strace' }, noise: false }]);
    expect(screen.getByRole('button', { name: 'Copy as command line' }).getAttribute('data-command')).toBe('cgoscope trace diff /bad.strace /good.strace');
  });

  it('of several tasks: another pair is chosen, and what was opened in the one before is left', async () => {
    const pair = { label: '/app', a: 0, b: 0, equal: 102, onlyA: 1, onlyB: 0, changed: 1, rows: 4 };
    const view = renderView(<TracesCompareView />, {
      answers: { ...answers, 'trace.diff': { ...DIFF, pairs: [pair, { ...pair, label: '/helper', a: 1, b: 1 }] } },
      path: `${path}&tab=side&row=3&open=0:0:100`,
    });
    fireEvent.click(await screen.findByRole('button', { name: /helper/ }));
    await screen.findByRole('grid', { name: /helper/ });
    expect(view.address()).toContain('pair=1');
    expect(view.address()).not.toMatch(/[?&](row|open)=/);
  });

  it('that did the same say so', async () => {
    renderView(<TracesCompareView />, { answers: { ...answers, 'trace.diff': traceDiff() }, path });
    expect(await screen.findByRole('heading', { name: /Both did the same/ })).toBeTruthy();
  });

  it('have tables of what only one did and of calls that ended otherwise, with the way to the event', async () => {
    renderView(<TracesCompareView />, { answers, path });
    const onlyA = await screen.findByRole('grid', { name: 'Only A did' });
    expect(within(onlyA).getByText(`openat("${loader}", O_RDONLY) = ENOENT`)).toBeTruthy();
    expect(within(onlyA).getByRole('link', { name: 'Open event 7 of A' }).getAttribute('href')).toBe('/trace?file=%2Fbad.strace&event=7');
    expect(screen.getByRole('grid', { name: 'Only B did' }).textContent).toContain('There is nothing that only B did');
    expect(screen.getByRole('grid', { name: 'Same call, another end' }).textContent).toContain('EACCES');
  });

  it('stand side by side; a fold is opened in its place, and stands in the address', async () => {
    const view = renderView(<TracesCompareView />, { answers, path: `${path}&tab=side` });
    const grid = await screen.findByRole('grid', { name: 'Both traces of /app' });
    const fold = await within(grid).findByRole('gridcell', { expanded: false });
    expect(fold.textContent).toContain('100 equal calls');
    expect(within(grid).getAllByText('≠')).toHaveLength(2);
    expect(within(grid).getByText('−')).toBeTruthy();
    fireEvent.click(fold);
    await waitFor(() => expect(view.address()).toContain('open=0%3A0%3A100'));
    expect(grid.getAttribute('aria-rowcount')).toBe('104');
    expect(await within(grid).findByRole('link', { name: 'Open event 1 of A' })).toBeTruthy();
  });

  it('are gone through by their differences, and Enter opens the call in its own trace', async () => {
    const view = renderView(<TracesCompareView />, { answers, path: `${path}&tab=side&row=0&open=` });
    const grid = await screen.findByRole('grid', { name: 'Both traces of /app' });
    await within(grid).findByText('−');
    fireEvent.keyDown(document.body, { key: 'n' });
    await waitFor(() => expect(grid.getAttribute('aria-activedescendant')).toMatch(/-2$/));
    fireEvent.keyDown(document.body, { key: 'n' });
    expect(await screen.findByText('That was the last difference')).toBeTruthy();
    fireEvent.keyDown(grid, { key: 'ArrowDown' });
    fireEvent.keyDown(grid, { key: 'ArrowRight' });
    fireEvent.keyDown(grid, { key: 'Enter' });
    // B has nothing there: it is opened in A.
    expect(view.address()).toBe('/trace?file=%2Fbad.strace&event=7');
  });

  it('are gone through as fast as the key is pressed', async () => {
    const view = renderView(<TracesCompareView />, { answers, path: `${path}&tab=side&row=0&open=` });
    await within(await screen.findByRole('grid', { name: 'Both traces of /app' })).findByText('−');
    fireEvent.keyDown(document.body, { key: 'n' });
    fireEvent.keyDown(document.body, { key: 'n' });
    expect(await screen.findByText('That was the last difference')).toBeTruthy();
    await waitFor(() => expect(view.address()).toContain('row=2'));
  });

  it('are swapped, and take the emulator’s calls along', async () => {
    const view = renderView(<TracesCompareView />, { answers, path });
    expect((await screen.findByRole('link', { name: 'Swap A and B' })).getAttribute('href')).toBe('/traces/compare?a=file%3A%2Fgood.strace&b=file%3A%2Fbad.strace');
    fireEvent.click(screen.getByRole('switch', { name: 'The emulator’s calls too' }));
    await waitFor(() => expect(view.api.inputs('trace.diff').at(-1)).toMatchObject({ noise: true }));
    expect(view.address()).toContain('noise=1');
  });

  it('are chosen by path or out of the recordings', async () => {
    const { id, state, title, image, platform, argv, startedAt, endedAt, factor } = recording();
    const line = { id, state, title, image, platform, argv, startedAt, endedAt, factor, events: 12, bytes: 900, ended: 'exit 0' };
    const view = renderView(<TracesCompareView />, {
      answers: { ...answers, 'trace.recordings': { schema: 'cgoscope/trace-recordings@0', recordings: [line] } },
      path: '/traces/compare?a=file%3A%2Fbad.strace',
    });
    fireEvent.change(await screen.findByRole('textbox', { name: 'Path of trace B' }), { target: { value: '/good.strace' } });
    fireEvent.click(screen.getByRole('button', { name: 'Open' }));
    expect(await screen.findByRole('region', { name: 'Where the two part' })).toBeTruthy();
    expect(view.address()).toContain('b=file%3A%2Fgood.strace');
  });

  it('that can’t be read say why', async () => {
    renderView(<TracesCompareView />, { answers: { ...answers, 'trace.diff': () => Promise.reject(new Error('there is no /bad.strace')) }, path });
    expect((await screen.findByRole('alert')).textContent).toContain('there is no /bad.strace');
  });
});
