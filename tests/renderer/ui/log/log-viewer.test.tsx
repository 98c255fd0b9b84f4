// @vitest-environment jsdom
// The log viewer as one uses it: opens where it matters, searches, selects lines, follows what is written.
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { LogViewer, type LogAddress, type LogViewerProps } from '../../../../src/renderer/ui/log/index.ts';
import type { LabEvent } from '../../../../src/shared/domain/documents.ts';
import { pagesOf, RUN } from '../../cell/fixtures.ts';
import { renderView, type Answers, type Rendered } from '../../support.tsx';

const LINES = Array.from({ length: 3_000 }, (_, index) => `line ${index + 1}`);

function open(answers: Answers, props: Partial<LogViewerProps> = {}): Rendered {
  return renderView(<LogViewer run={RUN} cell={1} stream="build" label="Build log" writing={false} empty={<p>nothing here</p>} {...props} />, {
    answers: { 'log.read': pagesOf(LINES), 'log.marks': { first: null, marks: [] }, 'log.search': { matches: [], total: 0, more: false }, ...answers },
  });
}
const logEvent = (stream: 'build' | 'stderr' = 'build'): LabEvent => ({
  schema: 'cgoscope/event@0',
  type: 'log',
  run: RUN,
  at: '2026-05-01T10:00:00Z',
  cell: 1,
  stream,
  text: 'more',
});

describe('a log', () => {
  it('opens at its first error, which is marked in words too', async () => {
    open({
      'log.marks': {
        first: 2_000,
        marks: [
          { line: 2_000, kind: 'error' },
          { line: 2_400, kind: 'warning' },
        ],
      },
    });
    const line = await screen.findByText('line 2000');
    expect(line.closest('[data-line]')?.getAttribute('data-mark')).toBe('error');
    expect(screen.getByText('error:')).toBeTruthy();
    expect(screen.queryByText('line 1')).toBeNull();
    expect(screen.getByText('3,000 lines')).toBeTruthy();
  });

  it('opens at the line of its address, and draws only what is near', async () => {
    open({}, { address: { lines: { first: 1_500, last: 1_501 }, query: { text: '', regex: false, matchCase: false } } });
    expect((await screen.findByText('line 1500')).closest('[data-selected]')).toBeTruthy();
    expect(document.querySelectorAll('[data-line]').length).toBeLessThan(150);
  });

  it('is a region that the keyboard scrolls', async () => {
    open({});
    const region = await screen.findByRole('region', { name: 'Build log' });
    expect(region.tabIndex).toBe(0);
  });

  it('steps through errors and warnings with n and p', async () => {
    const marks = [200, 1_000, 2_900].map((line) => ({ line, kind: 'error' as const }));
    open({ 'log.marks': { first: 200, marks } });
    const region = await screen.findByRole('region', { name: 'Build log' });
    await screen.findByText('line 200');
    for (const [key, line] of [
      ['n', 200],
      ['n', 1_000],
      ['n', 2_900],
      ['n', 200],
      ['p', 2_900],
    ] as const) {
      fireEvent.keyDown(region, { key });
      await waitFor(() => expect(document.querySelector('[data-selected]')?.getAttribute('data-line')).toBe(String(line)));
    }
  });

  it('puts a clicked line into the address, and a range with Shift', async () => {
    const told: LogAddress[] = [];
    open({}, { onAddress: (address) => told.push(address) });
    await screen.findByText('line 5');
    const number = (line: number) => document.querySelector(`[data-number="${line}"]`)!;
    fireEvent.click(number(5));
    fireEvent.click(number(9), { shiftKey: true });
    await waitFor(() => expect(told.at(-1)?.lines).toEqual({ first: 5, last: 9 }));
    expect(screen.getByText(/lines 5–9/)).toBeTruthy();
  });

  it('copies the lines as they are shown: nothing in them acts on a terminal', async () => {
    const writeText = vi.fn((_text: string) => Promise.resolve());
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } });
    open({ 'log.read': pagesOf(['a\u001b[31mred\u001b[0m', 'b\tc\u202e']) }, { address: { lines: { first: 1, last: 2 }, query: { text: '', regex: false, matchCase: false } } });
    fireEvent.click(await screen.findByRole('button', { name: 'Copy lines' }));
    await waitFor(() => expect(writeText).toHaveBeenCalledWith('ared\nb    c\\u{202e}'));
  });

  it('says that colour codes are left out, and shows them when asked to', async () => {
    open({ 'log.read': pagesOf(['\u001b[31merror\u001b[0m']) });
    expect(await screen.findByText('error')).toBeTruthy();
    expect(screen.getByText('colour codes are left out')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Show colour codes as escapes' }));
    expect(screen.getByText('\\x1b[31merror\\x1b[0m')).toBeTruthy();
  });

  it('says why there is nothing, what was cut, and what went wrong', async () => {
    const view = open({ 'log.read': pagesOf([], {}) });
    expect(await screen.findByText('nothing here')).toBeTruthy();
    view.unmount();
    open({ 'log.read': pagesOf(['x'], { truncated: true }) });
    expect(await screen.findByText(/capture stopped at its limit/)).toBeTruthy();
  });

  it('that can’t be read can be tried again', async () => {
    const view = open({ 'log.read': () => Promise.reject(new Error('the blob is damaged')) });
    expect((await screen.findByRole('alert')).textContent).toContain('the blob is damaged');
    view.api.answer({ 'log.read': pagesOf(LINES) });
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('line 1')).toBeTruthy();
  });
});

describe('searching a log', () => {
  const found = { matches: [20, 1_200, 2_500].map((line) => ({ line, column: 0, length: 4 })), total: 3, more: false };
  const type = (text: string): void => {
    fireEvent.change(screen.getByRole('textbox', { name: 'Search the log' }), { target: { value: text } });
  };

  it('brings the first match into sight, counts, and steps with Enter', async () => {
    open({ 'log.search': found });
    await screen.findByText('line 1');
    type('LINE');
    expect(await screen.findByText('1 of 3')).toBeTruthy();
    const field = screen.getByRole('textbox', { name: 'Search the log' });
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(await screen.findByText('2 of 3')).toBeTruthy();
    await waitFor(() => expect(document.querySelector('[data-line="1200"] mark[data-now]')).not.toBeNull());
    fireEvent.keyDown(field, { key: 'Enter', shiftKey: true });
    fireEvent.keyDown(field, { key: 'Enter', shiftKey: true });
    expect(await screen.findByText('3 of 3')).toBeTruthy();
  });

  it('asks for what is set: an expression, with case', async () => {
    const view = open({ 'log.search': found });
    await screen.findByText('line 1');
    fireEvent.click(screen.getByRole('button', { name: 'Regular expression' }));
    fireEvent.click(screen.getByRole('button', { name: 'Match case' }));
    type('L.*0$');
    await waitFor(() => expect(view.api.inputs('log.search').at(-1)).toMatchObject({ query: 'L.*0$', regex: true, matchCase: true, stream: 'build' }));
  });

  it('says that there is no match, and what is wrong with an expression', async () => {
    const view = open({});
    await screen.findByText('line 1');
    type('absent');
    expect(await screen.findByText('not found')).toBeTruthy();
    view.api.answer({ 'log.search': () => Promise.reject(new Error('Unterminated group')) });
    type('(');
    expect((await screen.findByRole('alert')).textContent).toContain('Unterminated group');
  });

  it('is reached with / and left with Escape', async () => {
    open({});
    const region = await screen.findByRole('region', { name: 'Build log' });
    fireEvent.keyDown(region, { key: '/' });
    const field = screen.getByRole('textbox', { name: 'Search the log' });
    expect(document.activeElement).toBe(field);
    fireEvent.keyDown(field, { key: 'Escape' });
    expect(document.activeElement).toBe(region);
  });
});

describe('a log that is being written', () => {
  it('shows what comes and stays at its end', async () => {
    const lines = LINES.slice(0, 900);
    const view = open({ 'log.read': (input) => pagesOf(lines, { complete: false })(input) }, { writing: true });
    expect(await screen.findByText('line 900')).toBeTruthy();
    expect(within(screen.getByRole('toolbar')).getByRole('button', { name: 'Follow' }).getAttribute('aria-pressed')).toBe('true');
    lines.push('the newest line');
    view.emit(logEvent());
    expect(await screen.findByText('the newest line')).toBeTruthy();
    expect(screen.getByText('still being written')).toBeTruthy();
  });

  it('stays where one has scrolled to', async () => {
    const lines = LINES.slice(0, 900);
    const view = open({ 'log.read': (input) => pagesOf(lines, { complete: false })(input) }, { writing: true });
    await screen.findByText('line 900');
    const region = screen.getByRole('region', { name: 'Build log' });
    region.scrollTop = 2_000;
    fireEvent.scroll(region);
    await screen.findByText('line 110');
    expect(screen.getByRole('button', { name: 'Follow' }).getAttribute('aria-pressed')).toBe('false');
    lines.push('the newest line');
    view.emit(logEvent());
    expect(await screen.findByText('901 lines')).toBeTruthy();
    expect(screen.queryByText('the newest line')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Follow' }));
    expect(await screen.findByText('the newest line')).toBeTruthy();
  });

  it('reads nothing for events of another log', async () => {
    const view = open({ 'log.read': pagesOf(['x'], { complete: false }) }, { writing: true });
    await screen.findByText('x');
    const before = view.api.inputs('log.read').length;
    view.emit(logEvent('stderr'));
    view.emit(logEvent());
    await waitFor(() => expect(view.api.inputs('log.read').length).toBe(before + 1));
  });
});
