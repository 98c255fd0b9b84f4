// @vitest-environment jsdom
// One trace in the window, over what the workbench really answers of a log.
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/shared/domain/errors.ts';
import { TracesCompareView } from '../../../src/renderer/views/trace/compare/compare.tsx';
import { TraceView } from '../../../src/renderer/views/trace/trace.tsx';
import { TracesView } from '../../../src/renderer/views/trace/traces.tsx';
import { renderView, type Rendered } from '../support.tsx';
import { LOG, traceAnswers } from './support.ts';

const show = (query = '', language: 'en' | 'zh-CN' = 'en'): Rendered =>
  renderView(<TraceView />, { path: `/trace?file=/tmp/run.strace${query}`, answers: traceAnswers(LOG), language });

const grid = (): Promise<HTMLElement> => screen.findByRole('grid', { name: 'Events' });
const rows = async (): Promise<HTMLElement[]> =>
  within(await grid())
    .getAllByRole('row')
    .slice(1);
const filter = (): HTMLInputElement => screen.getByRole('combobox', { name: 'Filter' });

describe('the events of a trace', () => {
  it('stand as rows with task, call, arguments, result and time', async () => {
    show();
    await waitFor(async () => expect(await rows()).toHaveLength(12));
    const [first, second] = await rows();
    expect(first?.textContent).toContain('execve"/bin/app"');
    expect(second?.textContent).toContain('10 app');
    expect(second?.textContent).toContain('ENOENT');
    expect(second?.textContent).toContain('11 µs');
    expect(screen.getByText('12 events')).toBeTruthy();
  });

  it('are gone through with the keyboard, and opened whole', async () => {
    const view = show();
    const table = await grid();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter']) fireEvent.keyDown(table, { key });
    const detail = await screen.findByRole('region', { name: 'Event 5' });
    // What is in the log is shown, never obeyed; a text is read beside its escapes.
    await waitFor(() => expect(detail.textContent).toContain('10 1790000000.000700 read(3</etc/hosts>'));
    expect(within(detail).getByLabelText('The text that it stands for').textContent).toContain('127.0.0.1 localhost');
    await waitFor(() => expect(detail.textContent).toContain('Life of descriptor 3'));
    await waitFor(() => expect(view.address()).toContain('event=5'));
    fireEvent.click(within(detail).getByRole('button', { name: 'event 4' }));
    expect(await screen.findByRole('region', { name: 'Event 4' })).toBeTruthy();
    fireEvent.keyDown(table, { key: 'Escape' });
    expect(screen.queryByRole('region', { name: 'Event 4' })).toBeNull();
    await waitFor(() => expect(view.address()).not.toContain('event='));
  });

  it('lead from error to error with n and p, and say when there is none', async () => {
    show();
    const table = await grid();
    const current = async (): Promise<string> => (await rows()).find((row) => row.dataset['current'] === 'true')?.dataset['event'] ?? '';
    for (const event of ['2', '3', '8']) {
      fireEvent.keyDown(table, { key: 'n' });
      await waitFor(async () => expect(await current()).toBe(event));
    }
    fireEvent.keyDown(table, { key: 'n' });
    expect(await screen.findByText('No error after this one')).toBeTruthy();
    fireEvent.keyDown(table, { key: 'p' });
    await waitFor(async () => expect(await current()).toBe('3'));
  });

  it('lead as many errors on as the key is pressed, however fast', async () => {
    show();
    const table = await grid();
    await waitFor(async () => expect(await rows()).toHaveLength(12));
    for (let times = 0; times < 3; times += 1) fireEvent.keyDown(table, { key: 'n' });
    await waitFor(async () => expect((await rows()).find((row) => row.dataset['current'] === 'true')?.dataset['event']).toBe('8'));
  });

  it('are where the last key led, also where the rows of another filter were on their way', async () => {
    const answers = traceAnswers(LOG);
    const held = Promise.withResolvers<undefined>();
    renderView(<TraceView />, {
      path: '/trace?file=/tmp/run.strace&q=error:*',
      answers: {
        ...answers,
        'trace.rows': async (input) => {
          if (input.filter === '') await held.promise;
          return answers['trace.rows'](input);
        },
      },
    });
    await waitFor(async () => expect(await rows()).toHaveLength(3));
    fireEvent.keyDown(await grid(), { key: 'ArrowDown' });
    fireEvent.change(filter(), { target: { value: '' } });
    await waitFor(async () => expect((await grid()).dataset['stale']).toBe('true'));
    fireEvent.keyDown(await grid(), { key: 'ArrowDown' });
    held.resolve(undefined);
    await waitFor(async () => expect(await rows()).toHaveLength(12));
    await waitFor(async () => expect((await rows()).find((row) => row.dataset['current'] === 'true')?.dataset['event']).toBe('8'));
  });

  it('are opened by a link, with what the link filters by', async () => {
    show('&q=error:*&event=3');
    expect(await screen.findByRole('region', { name: 'Event 3' })).toBeTruthy();
    await waitFor(async () => expect(await rows()).toHaveLength(3));
    expect((await rows()).map((row) => row.getAttribute('aria-selected'))).toEqual(['false', 'true', 'false']);
    expect(screen.getByText('3 of 12')).toBeTruthy();
  });

  it('say so where a link names one that the filter does not leave', async () => {
    show('&q=error:*&event=5');
    const detail = await screen.findByRole('region', { name: 'Event 5' });
    fireEvent.click(await within(detail).findByRole('button', { name: 'Remove the filter' }));
    await waitFor(async () => expect(await rows()).toHaveLength(12));
    await waitFor(async () => expect((await rows())[4]?.getAttribute('aria-selected')).toBe('true'));
  });

  it('are narrowed to a descriptor, a task, a path or an error by a button', async () => {
    const view = show('&event=2');
    const detail = await screen.findByRole('region', { name: 'Event 2' });
    fireEvent.click(await within(detail).findByRole('button', { name: 'Only this path' }));
    await waitFor(() => expect(filter().value).toBe('path:/lib/libfoo.so.1'));
    await waitFor(async () => expect(await rows()).toHaveLength(1));
    await waitFor(() => expect(view.address()).toContain('q=path'));
  });
});

describe('the filter', () => {
  it('is completed with what stands in the trace', async () => {
    show();
    await grid();
    fireEvent.change(filter(), { target: { value: 'error:' } });
    const option = await screen.findByRole('option', { name: /^ECONNREFUSED/ });
    expect(filter().getAttribute('aria-expanded')).toBe('true');
    fireEvent.pointerDown(option);
    await waitFor(() => expect(filter().value).toBe('error:ECONNREFUSED '));
    await waitFor(async () => expect(await rows()).toHaveLength(1));
  });

  it('is chosen from with the arrows, and Escape closes the list before it empties the field', async () => {
    show();
    await grid();
    fireEvent.change(filter(), { target: { value: 'class:' } });
    await screen.findAllByRole('option');
    fireEvent.keyDown(filter(), { key: 'ArrowDown' });
    const active = filter().getAttribute('aria-activedescendant') ?? '';
    expect(document.getElementById(active)?.getAttribute('aria-selected')).toBe('true');
    fireEvent.keyDown(filter(), { key: 'Escape' });
    expect(filter().value).toBe('class:');
    expect(filter().getAttribute('aria-expanded')).toBe('false');
    fireEvent.keyDown(filter(), { key: 'Escape' });
    expect(filter().value).toBe('');
  });

  it('says what is wrong at its place, and the rows before stay', async () => {
    show('&q=error:*');
    await waitFor(async () => expect(await rows()).toHaveLength(3));
    fireEvent.change(filter(), { target: { value: 'error:* colour:red' } });
    expect(await screen.findByText(/Character 9: there is no key colour/)).toBeTruthy();
    expect(filter().getAttribute('aria-invalid')).toBe('true');
    expect(await rows()).toHaveLength(3);
  });

  it('has what is asked for often a click away', async () => {
    show();
    await grid();
    fireEvent.click(screen.getByRole('button', { name: 'Errors' }));
    await waitFor(async () => expect(await rows()).toHaveLength(3));
    expect(screen.getByRole('button', { name: 'Errors' }).getAttribute('aria-pressed')).toBe('true');
    fireEvent.click(screen.getByRole('button', { name: 'Errors' }));
    await waitFor(async () => expect(await rows()).toHaveLength(12));
  });

  it('that leaves nothing says so, and how to go on', async () => {
    show('&q=call:reboot');
    fireEvent.click(await screen.findByRole('button', { name: 'Remove the filter' }));
    await waitFor(async () => expect(await rows()).toHaveLength(12));
  });
});

describe('what the events sum up to', () => {
  it('begins with what decided how it ended, and leads to the very event', async () => {
    const view = show('&look=summary');
    expect(await screen.findByRole('heading', { name: 'What decided how it ended' })).toBeTruthy();
    expect(screen.getByRole('heading', { name: 'Calls' })).toBeTruthy();
    const [link] = screen.getAllByRole('button', { name: /^event \d+$/ });
    if (link === undefined) throw new Error('nothing decides it');
    fireEvent.click(link);
    await waitFor(() => expect(view.address()).toMatch(/event=\d+/));
    expect(await screen.findByRole('region', { name: /^Event \d+$/ })).toBeTruthy();
  });

  it('leads from a call to its events', async () => {
    show('&look=summary');
    const table = await screen.findByRole('grid', { name: 'Calls' });
    fireEvent.click(within(table).getByText('openat'));
    await waitFor(() => expect(filter().value).toBe('call:openat'));
    await waitFor(async () => expect(await rows()).toHaveLength(3));
  });

  it('shows who made whom, and how each ended', async () => {
    show('&look=processes');
    const table = await screen.findByRole('grid', { name: 'Processes' });
    const [parent, child] = within(table).getAllByRole('row').slice(1);
    expect(parent?.textContent).toContain('/bin/app-v');
    expect(parent?.textContent).toContain('code 3');
    expect(child?.textContent).toContain('└ 11');
    if (child === undefined) throw new Error('the child is not shown');
    fireEvent.click(child);
    await waitFor(() => expect(filter().value).toBe('task:#1'));
  });

  it('shows what was searched for, missing first, with every place that was tried', async () => {
    show('&look=searched');
    const part = await screen.findByRole('region', { name: 'Libraries' });
    expect(part.textContent).toContain('1 missing of 1');
    const places = within(part)
      .getAllByRole('listitem')
      .map((item) => item.textContent);
    expect(places.filter((text) => text?.includes('ENOENT/lib/libfoo.so.1') || text?.includes('ENOENT/usr/lib/libfoo.so.1')).length).toBeGreaterThanOrEqual(2);
  });

  it('shows the log itself, and the event of a line', async () => {
    const view = show('&line=3');
    expect(await screen.findByText(/"\/usr\/lib\/libfoo\.so\.1", O_RDONLY/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Event of line 3' }));
    await waitFor(() => expect(view.address()).toContain('event=3'));
  });
});

describe('a log that is none', () => {
  it('that can’t be read is said in one sentence', async () => {
    renderView(<TraceView />, {
      path: '/trace?file=/tmp/none',
      answers: {
        'trace.detail': () => {
          throw new InputError('there is no file /tmp/none', { input: '/tmp/none' });
        },
      },
    });
    expect((await screen.findByRole('alert')).textContent).toContain('there is no file /tmp/none');
  });

  it('without an event says what it is instead', async () => {
    renderView(<TraceView />, { path: '/trace?file=/tmp/notes.txt', answers: traceAnswers('shopping\nmilk\n') });
    expect(await screen.findByText('There is no event in this log')).toBeTruthy();
  });
});

describe('the list of traces', () => {
  it('opens a path that is typed, and says how to make a log', async () => {
    const view = renderView(<TracesView />, { path: '/traces', answers: { 'trace.recordings': { schema: 'cgoscope/trace-recordings@0', recordings: [] } } });
    expect(screen.getByText(/^strace -f -ttt -T -yy/)).toBeTruthy();
    fireEvent.change(screen.getByRole('textbox', { name: /^Path of an strace log/ }), { target: { value: ' /tmp/x.strace ' } });
    fireEvent.click(screen.getByRole('button', { name: 'Open' }));
    expect(view.address()).toBe('/trace?file=%2Ftmp%2Fx.strace');
  });
});

it('speaks Chinese too', async () => {
  show('&look=summary', 'zh-CN');
  expect(await screen.findByRole('heading', { name: '决定结局的调用' })).toBeTruthy();
});

describe('a trace beside another one', () => {
  const compare = (query: string): Rendered => renderView(<TracesCompareView />, { path: `/traces/compare?${query}`, answers: traceAnswers(LOG) });
  const link = async (name: string): Promise<string | null> => (await screen.findByRole('link', { name })).getAttribute('href');

  it('is the first side of a comparison, with the emulator’s calls where they are shown', async () => {
    show('&noise=1');
    await grid();
    expect(await link('Compare with…')).toBe('/traces/compare?a=file%3A%2Ftmp%2Frun.strace&noise=1');
  });

  it('is the second side of one that waits for it', async () => {
    compare('a=cell%3Alast%2F2').unmount();
    show();
    await grid();
    expect(await link('Compare with last/2')).toBe('/traces/compare?a=cell%3Alast%2F2&b=file%3A%2Ftmp%2Frun.strace');
    compare('').unmount();
    await waitFor(() => expect(screen.queryByRole('link', { name: 'Compare with last/2' })).toBeNull());
  });

  it('is not put beside itself', async () => {
    compare('a=file%3A%2Ftmp%2Frun.strace').unmount();
    show();
    await grid();
    expect(screen.getAllByRole('link', { name: /^Compare with/ })).toHaveLength(1);
    compare('').unmount();
  });
});
