// @vitest-environment jsdom
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { diffCells, diffRuns } from '../../../src/core/compare/index.ts';
import { useBasket } from '../../../src/renderer/app/basket.ts';
import { CompareView } from '../../../src/renderer/views/compare/compare.tsx';
import type { LogDiff } from '../../../src/shared/api/views.ts';
import type { Runs, Show } from '../../../src/shared/domain/documents.ts';
import { InputError } from '../../../src/shared/domain/errors.ts';
import { cell, elf, redCell, RUN_ID, run, show, trace } from '../../builders/documents.ts';
import { renderView, takeConsoleErrors, type Answers, type Rendered } from '../support.tsx';

const OTHER = '01JD9Z3V7Q8K4T2M6N5P1R0S00';
const good = show(cell(1), { facts: { elf: { interp: '/lib64/ld-linux-x86-64.so.2', needed: ['libc.so.6', 'libm.so.6'] }, image: { libc: 'glibc', has: ['/etc/passwd'] } } });
const bad = show(redCell(2), {
  facts: { elf: { interp: '/lib64/ld-linux-x86-64.so.2', needed: ['libc.so', 'libm.so.6'] }, image: { libc: 'musl', has: ['/etc/passwd'] } },
  nearest: { number: 1, key: good.cell.key, apart: ['base'], differences: [] },
});
const unbuilt = show(redCell(3, { axes: { libc: 'musl' }, outcome: 'build-failed', artifact: null, reason: 'no gnu/libc-version.h \u001b[31m' }), {
  facts: { image: { libc: 'musl', has: ['/etc/passwd'] } },
});
const shows = [good, bad, unbuilt];
const cells = shows.map((each) => each.cell);
const first = run(cells);
const second = run([cell(1), cell(2, { axes: { base: 'musl' } })], { id: OTHER, startedAt: '2026-11-22T01:00:00.000Z' });
const line = ({ id, startedAt }: { id: string; startedAt: string }): Runs['runs'][number] => ({
  id,
  state: 'done',
  startedAt,
  endedAt: startedAt,
  project: '/home/ana/serve',
  cells: 3,
  green: 1,
  red: 2,
  grey: 0,
  ended: 3,
  origin: 'local',
});
const listed: Runs = { schema: 'cgoscope/runs@0', runs: [line(first), line(second)] };
const of = (item: string): Show => shows.find((each) => item.endsWith(`/${each.cell.number}`)) ?? good;
const logs: LogDiff = {
  rows: [
    { kind: 'skipped', a: 1, b: 1, textA: '', textB: '', count: 412 },
    { kind: 'changed', a: 413, b: 413, textA: 'gcc -O2 main.c', textB: 'gcc -O3 main.c', count: 1 },
    { kind: 'only-b', a: null, b: 414, textA: '', textB: 'fatal error: \u202eno header', count: 1 },
    { kind: 'same', a: 414, b: 415, textA: 'done', textB: 'done', count: 1 },
    { kind: 'only-a', a: 415, b: null, textA: 'linked', textB: '', count: 1 },
  ],
  linesA: 415,
  linesB: 415,
  changes: 3,
  truncated: false,
};
const answers: Answers = {
  'runs.list': listed,
  'run.get': ({ run: id }) => (id === OTHER ? second : first),
  'cell.get': ({ run: id, cell: number }) => {
    const found = of(`/${number}`);
    return id === OTHER ? { ...found, run: { ...found.run, id } } : found;
  },
  'cell.history': { entries: [] },
  'diff.make': ({ a, b, all }) =>
    a.includes('/')
      ? {
          schema: 'cgoscope/diff@0',
          kind: 'cells',
          a: { run: RUN_ID, cell: 1, label: a },
          b: { run: RUN_ID, cell: 2, label: b },
          differences: diffCells(of(a).cell, of(b).cell, of(a).facts, of(b).facts, { all }),
          cells: [],
        }
      : {
          schema: 'cgoscope/diff@0',
          kind: 'runs',
          a: { run: a, cell: null, label: a },
          b: { run: b, cell: null, label: b },
          ...diffRuns(a === OTHER ? second : first, b === OTHER ? second : first, () => ({}), { all }),
        },
  'log.diff': logs,
  'log.marks': ({ cell: number }) => ({ first: number === 2 ? 414 : null, marks: [] }),
  'log.read': ({ from, count }) => ({
    from,
    lines: Array.from({ length: count }, (_, i) => `line ${from + i}`),
    cut: [],
    total: 415,
    bytes: 9_000,
    complete: true,
    truncated: false,
  }),
};
const open = (query: string, more: Answers = {}): Rendered => renderView(<CompareView />, { path: `/compare${query}`, answers: { ...answers, ...more } });
const PAIR = `?with=${RUN_ID}/1&with=${RUN_ID}/2`;
const command = (): string | null => screen.getByRole('button', { name: 'Copy as command line' }).getAttribute('data-command');
const factRow = async (fact: string): Promise<HTMLElement> => {
  const table = await screen.findByRole('table', { name: 'Facts of the sides' });
  return waitFor(() => {
    const row = table.querySelector<HTMLElement>(`[data-fact="${fact}"]`);
    if (row === null) throw new Error(`no row of ${fact}`);
    return row;
  });
};

describe('two cells side by side', () => {
  it('show how each ended, and in which axes they differ', async () => {
    open(PAIR);
    const header = await screen.findByRole('table', { name: 'What to compare' });
    expect(within(header).getByText('pass')).toBeTruthy();
    expect(within(header).getByText('start-failed')).toBeTruthy();
    const base = within(header).getByText('base').closest('[role=row]');
    expect(base?.textContent).toContain('differs');
    expect(base?.textContent).toContain('glibc');
    expect(base?.textContent).toContain('musl');
    expect(within(header).getByText(/cgo=1/).textContent).toContain('libc=glibc');
  });

  it('show what only one side has of a list, with a sign, and fold what is equal', async () => {
    const view = open(PAIR);
    const needed = await factRow('elf.needed');
    expect(needed.textContent).toContain('libc.so.6');
    expect(needed.textContent).not.toContain('libm.so.6');
    expect(within(needed).getAllByRole('img', { name: 'only here' }).length).toBe(2);
    expect(document.querySelector('[data-fact="image.has"]')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: /facts are equal/ }));
    expect(await factRow('image.has')).toBeTruthy();
    expect(view.address()).toContain('all=1');
    expect(command()).toBe(`cgoscope diff ${RUN_ID}/1 ${RUN_ID}/2 --all`);
  });

  it('tell a difference in words and lead to its evidence', async () => {
    open(PAIR);
    const needed = await factRow('elf.needed');
    fireEvent.click(within(needed).getByRole('button'));
    expect(await screen.findByText('needed: -libc.so.6 +libc.so')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'B: elf' }).getAttribute('href')).toBe(`/runs/${RUN_ID}/cells/2?tab=elf`);
  });

  it('are swapped by a button or by s, but not while one types', async () => {
    const view = open(PAIR);
    await factRow('outcome');
    fireEvent.click(screen.getByRole('button', { name: 'Swap' }));
    await waitFor(() => expect(view.address()).toBe(`/compare?with=${encodeURIComponent(`${RUN_ID}/2`)}&with=${encodeURIComponent(`${RUN_ID}/1`)}`));
    fireEvent.keyDown(document.body, { key: 's' });
    await waitFor(() => expect(command()).toBe(`cgoscope diff ${RUN_ID}/1 ${RUN_ID}/2`));
    fireEvent.keyDown(document.body, { key: 's', ctrlKey: true });
    expect(command()).toBe(`cgoscope diff ${RUN_ID}/1 ${RUN_ID}/2`);
    expect(useBasket.getState().items).toEqual([`${RUN_ID}/1`, `${RUN_ID}/2`]);
  });

  it('stand in the address by what they are, not by what was last when one looked', async () => {
    const view = open('?with=last/1&with=last/2&tab=charts');
    await waitFor(() => expect(view.address()).toContain(encodeURIComponent(`${RUN_ID}/2`)));
    expect(view.address()).not.toContain('last');
    expect(view.address()).toContain('tab=charts');
    expect(view.history).toHaveLength(1);
    expect(view.api.inputs('cell.get').filter(({ run: id }) => id !== 'last')).toEqual([]);
  });

  it('say what evidence is missing, and show hostile text as text', async () => {
    open(`?with=${RUN_ID}/1&with=${RUN_ID}/3`);
    expect((await factRow('elf')).textContent).toContain('no evidence');
    expect((await factRow('reason')).textContent).toContain(String.raw`\x1b[31m`);
  });

  it('are compared with the first, where there are three', async () => {
    const view = open(`${PAIR}&with=${RUN_ID}/3`);
    expect((await factRow('elf.needed')).textContent).toContain('not known');
    expect(view.api.inputs('diff.make').map(({ a, b }) => [a, b])).toEqual([
      [`${RUN_ID}/1`, `${RUN_ID}/2`],
      [`${RUN_ID}/1`, `${RUN_ID}/3`],
    ]);
  });

  it('are read again while one of them still runs', async () => {
    const view = open(PAIR);
    await factRow('outcome');
    const before = view.api.inputs('diff.make').length;
    await act(() => view.client.invalidateQueries({ queryKey: ['cell.get'] }));
    await waitFor(() => expect(view.api.inputs('diff.make').length).toBeGreaterThan(before));
  });

  it('that can not be read are said to be so, with a way to try again', async () => {
    let gone = true;
    open(PAIR, {
      'cell.get': ({ cell: number }) => {
        if (gone) throw new InputError('there is no such run', { input: RUN_ID });
        return of(`/${number}`);
      },
    });
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('there is no such run');
    gone = false;
    fireEvent.click(within(alert).getByRole('button', { name: 'Try again' }));
    expect(await factRow('outcome')).toBeTruthy();
  });
});

describe('logs side by side', () => {
  it('mark what changed with signs and, in a line, with marks; strange characters are shown', async () => {
    open(`${PAIR}&tab=logs&stream=build`);
    const table = await screen.findByRole('table', { name: 'Two logs, side by side' });
    const rows = within(table).getAllByRole('row');
    expect(rows.map((row) => row.getAttribute('data-kind'))).toEqual(['skipped', 'changed', 'only-b', 'same', 'only-a']);
    expect([...(rows[1]?.querySelectorAll('mark') ?? [])].map(({ textContent }) => textContent)).toEqual(['O2', 'O3']);
    expect(rows[2]?.textContent).toContain(String.raw`\u{202e}no header`);
    expect(rows[2]?.textContent).toContain('only in B');
    expect(rows[4]?.textContent).toContain('−');
    expect(
      within(rows[1] ?? table)
        .getByRole('link', { name: 'line 413 of B' })
        .getAttribute('href'),
    ).toBe(`/runs/${RUN_ID}/cells/2?tab=log&line=413`);
  });

  it('go through the differences with n and p, and to the first error', async () => {
    open(`${PAIR}&tab=logs&stream=build`);
    expect(await screen.findByText('1 of 2')).toBeTruthy();
    fireEvent.keyDown(document.body, { key: 'n' });
    expect(await screen.findByText('2 of 2')).toBeTruthy();
    fireEvent.keyDown(document.body, { key: 'n' });
    expect(await screen.findByText('1 of 2')).toBeTruthy();
    fireEvent.keyDown(document.body, { key: 'p' });
    expect(await screen.findByText('2 of 2')).toBeTruthy();
    expect(await screen.findByRole('button', { name: 'B: first error, line 414' })).toBeTruthy();
  });

  it('open what was folded, from both sides', async () => {
    const view = open(`${PAIR}&tab=logs&stream=build`);
    fireEvent.click(await screen.findByRole('button', { name: '412 equal lines' }));
    expect((await screen.findAllByText('line 1')).length).toBe(2);
    expect(view.api.inputs('log.read').map(({ cell: number, from, count }) => [number, from, count])).toEqual([
      [1, 1, 412],
      [2, 1, 412],
    ]);
    expect(screen.queryByRole('button', { name: '412 equal lines' })).toBeNull();
  });

  it('show first the log that most likely says why', async () => {
    const view = open(`?with=${RUN_ID}/1&with=${RUN_ID}/3&tab=logs`);
    await waitFor(() => expect(view.api.inputs('log.diff').at(-1)?.stream).toBe('build'));
    view.navigate(`/compare${PAIR}&tab=logs`);
    await waitFor(() => expect(view.api.inputs('log.diff').at(-1)?.stream).toBe('stdout'));
  });
});

describe('charts', () => {
  it('say every value in a table too, with the change, and what a side lacks', async () => {
    const bigger = show(cell(2, { axes: { link: 'static' } }), {
      elf: elf({ sections: [{ ...elf().sections[0]!, size: 1_000_000 }] }),
      trace: trace({ errors: {} }),
    });
    open(`${PAIR}&with=${RUN_ID}/3&tab=charts`, { 'cell.get': ({ cell: number }) => (number === '2' ? bigger : of(`/${number}`)) });
    const sections = await screen.findByRole('region', { name: 'Bytes in the file, by section: values' });
    expect(within(sections).getByRole('row', { name: /\.text/ }).textContent).toBe('.text712.3 kB1.00 MB–+287.7 kB');
    expect(screen.getAllByText(/C has no binary: no gnu\/libc-version\.h/).length).toBe(1);
    expect(screen.getAllByText(/C has no trace/).length).toBe(2);
  });
});

describe('choosing what to compare', () => {
  it('starts from the newest run: a cell, then the other', async () => {
    const view = open('');
    fireEvent.click(await screen.findByText('start-failed'));
    await waitFor(() => expect(view.address()).toBe(`/compare?with=${encodeURIComponent(`${RUN_ID}/2`)}`));
    const suggestion = await screen.findByRole('button', { name: 'Nearest green cell' });
    expect(screen.getByText('differs in base')).toBeTruthy();
    fireEvent.click(suggestion);
    await waitFor(() => expect(view.address()).toContain(encodeURIComponent(`${RUN_ID}/1`)));
    expect(await factRow('outcome')).toBeTruthy();
  });

  it('finds cells by an expression, and says when there are none', async () => {
    open('');
    const filter = await screen.findByRole('textbox', { name: /Filter/ });
    fireEvent.change(filter, { target: { value: 'base=musl' } });
    await waitFor(() => expect(screen.queryByText('pass')).toBeNull());
    expect(screen.getByText('start-failed')).toBeTruthy();
    fireEvent.change(filter, { target: { value: 'nothing' } });
    fireEvent.click(await screen.findByRole('button', { name: 'Clear the filter' }));
    expect(await screen.findByText('pass')).toBeTruthy();
  });

  it('replaces one side in a dialog', async () => {
    const view = open(PAIR);
    await factRow('outcome');
    fireEvent.click(screen.getByRole('button', { name: 'What to do with side B' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Replace…' }));
    const dialog = await screen.findByRole('dialog');
    fireEvent.click(await within(dialog).findByText('build-failed'));
    await waitFor(() => expect(view.address()).toBe(`/compare?with=${encodeURIComponent(`${RUN_ID}/1`)}&with=${encodeURIComponent(`${RUN_ID}/3`)}`));
  });

  it('suggests the run before for a run', async () => {
    const view = open(`?with=${RUN_ID}`);
    fireEvent.click(await screen.findByRole('button', { name: 'The run before, of the same project' }));
    await waitFor(() => expect(view.address()).toBe(`/compare?with=${OTHER}&with=${RUN_ID}`));
  });

  it('says how to get runs where there are none', async () => {
    open('', { 'runs.list': { schema: 'cgoscope/runs@0', runs: [] } });
    expect(await screen.findByRole('button', { name: 'Open project…' })).toBeTruthy();
  });

  it('refuses a run beside a cell, in words', async () => {
    open(`?with=${RUN_ID}&with=${RUN_ID}/1`);
    expect(await screen.findByText('A run can’t stand beside a cell')).toBeTruthy();
  });
});

describe('two runs', () => {
  it('tell what regressed first, and open the pair', async () => {
    const view = open(`?with=${OTHER}&with=${RUN_ID}`);
    const grid = await screen.findByRole('grid', { name: 'Cells of both runs' });
    const [, top] = within(grid).getAllByRole('row');
    expect(top?.textContent).toContain('regressed');
    expect(top?.textContent).toContain('pass');
    expect(screen.getByText(/1 regressed, 0 fixed/)).toBeTruthy();
    fireEvent.click(top ?? grid);
    await waitFor(() => expect(view.address()).toBe(`/compare?with=${encodeURIComponent(`${OTHER}/2`)}&with=${encodeURIComponent(`${RUN_ID}/2`)}`));
  });

  it('show equal cells when asked, and say so in the command', async () => {
    open(`?with=${OTHER}&with=${RUN_ID}`);
    const grid = await screen.findByRole('grid', { name: 'Cells of both runs' });
    const before = within(grid).getAllByRole('row').length;
    fireEvent.click(screen.getByRole('button', { name: 'Show 1 equal cell' }));
    await waitFor(() => expect(within(screen.getByRole('grid', { name: 'Cells of both runs' })).getAllByRole('row').length).toBe(before + 1));
    expect(command()).toBe(`cgoscope diff ${OTHER} ${RUN_ID} --all`);
    expect(takeConsoleErrors()).toEqual([]);
  });
});
