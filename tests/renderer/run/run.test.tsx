// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Runs } from '../../../src/shared/domain/documents.ts';
import { InputError } from '../../../src/shared/domain/errors.ts';
import type { Cell, Run } from '../../../src/shared/domain/run.ts';
import { useBasket } from '../../../src/renderer/app/basket.ts';
import { RunView } from '../../../src/renderer/views/run/run.tsx';
import { bareCell } from '../../builders/cell.ts';
import { renderView, type Answers } from '../support.tsx';

const ID = '01J00000000000000000000000';
const cells: Cell[] = [
  bareCell(1, { cgo: '0', libc: '-', base: 'empty' }),
  bareCell(2, { cgo: '0', libc: '-', base: 'empty', platform: 'linux/arm64' }, { emulated: true }),
  bareCell(3, {}, { timesNs: { total: 4_000_000_000 }, artifact: { sha256: 'a'.repeat(64), size: 2_000_000 } }),
  bareCell(4, { libc: 'musl' }, { green: false, outcome: 'start-failed', reason: 'exec /app: no such file or directory' }),
];
const run = (change: Partial<Run> = {}): Run => ({
  schema: 'cgoscope/run@1',
  id: ID,
  state: 'done',
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: '2026-01-01T00:02:00.000Z',
  endpoint: 'default',
  project: { path: '/home/someone/service', treeHash: 'b'.repeat(64) },
  cells,
  ...change,
});
const listed = (origin: string): Runs => ({
  schema: 'cgoscope/runs@0',
  runs: [{ id: ID, state: 'done', startedAt: '2026-01-01T00:00:00.000Z', endedAt: null, project: '/home/someone/service', cells: 4, green: 3, red: 1, grey: 0, ended: 4, origin }],
});
const nearest = { number: 3, key: cells[2]!.key, apart: ['libc'], differences: [{ fact: 'elf.interp', a: null, b: null, weight: 100, text: 'interp: musl, glibc' }] };
const show: Answers['cell.get'] = ({ cell }) => ({
  schema: 'cgoscope/show@0',
  run: { id: ID, state: 'done', startedAt: '2026-01-01T00:00:00.000Z', project: '/home/someone/service', endpoint: 'default' },
  cell: cells.find(({ number }) => String(number) === cell)!,
  elf: null,
  trace: null,
  facts: {},
  logs: { build: null, stdout: null, stderr: null },
  nearest,
});
const open = (options: { run?: Partial<Run>; origin?: string; path?: string; answers?: Answers } = {}) =>
  renderView(<RunView run={ID} />, {
    path: options.path ?? `/runs/${ID}`,
    answers: { 'run.get': run(options.run), 'runs.list': listed(options.origin ?? 'local'), 'run.cancel': { cancelled: 1 }, ...options.answers },
  });
const box = async (number: number): Promise<HTMLElement> => {
  const grid = await screen.findByRole('grid', { name: 'Cells' });
  return grid.querySelector<HTMLElement>(`[data-number="${number}"]`)!;
};

describe('a run as a grid', () => {
  it('has real headers, every cell once, and what is the same everywhere said once', async () => {
    open();
    const grid = await screen.findByRole('grid', { name: 'Cells' });
    expect(
      within(grid)
        .getAllByRole('columnheader')
        .map((each) => each.textContent),
    ).toEqual(['cgo', 'libc', 'base', 'platform=linux/amd64', 'platform=linux/arm64']);
    expect(
      within(grid)
        .getAllByRole('rowheader')
        .map((each) => each.textContent),
    ).toEqual(['0', '–', 'empty', '1', 'glibc', 'glibc', '1', 'musl', 'glibc']);
    expect(grid.querySelectorAll('[data-number]')).toHaveLength(4);
    expect(screen.getByText(/package=\. link=dynamic go=1\.24/)).toBeTruthy();
  });

  it('says of a red cell in words that it is red, and why', async () => {
    open();
    const red = await box(4);
    expect(red.textContent).toContain('start-failed');
    expect(within(red).getByText('red')).toBeTruthy();
    expect(within(red).getByText('exec /app: no such file or directory')).toBeTruthy();
  });

  it('is moved through with the arrows, one stop of the Tab key, and the address follows', async () => {
    const view = open();
    const first = await box(1);
    expect(view.container.querySelectorAll('[data-number][tabindex="0"]')).toHaveLength(1);
    first.focus();
    fireEvent.keyDown(first, { key: 'ArrowRight' });
    const second = await box(2);
    expect(document.activeElement).toBe(second);
    expect(second.getAttribute('aria-selected')).toBe('true');
    fireEvent.keyDown(second, { key: 'ArrowLeft' });
    fireEvent.keyDown(await box(1), { key: 'ArrowDown' });
    await waitFor(() => expect(view.address()).toContain('cell=3'));
    fireEvent.keyDown(await box(3), { key: 'Enter' });
    expect(view.address()).toBe(`/runs/${ID}/cells/3`);
  });

  it('puts cells into the basket with c, and takes them out', async () => {
    open();
    const cell = await box(3);
    fireEvent.keyDown(cell, { key: 'c' });
    expect(useBasket.getState().items).toEqual([`${ID}/3`]);
    expect(within(cell).getByText('picked to compare')).toBeTruthy();
    fireEvent.keyDown(cell, { key: 'c' });
    expect(useBasket.getState().items).toEqual([]);
  });

  it('opens a cell with one click on its outcome, and a red one beside its nearest green one with another', async () => {
    const view = open({ answers: { 'cell.get': show } });
    fireEvent.click(within(await box(4)).getByRole('button', { name: 'Compare with the nearest green cell', hidden: true }));
    await waitFor(() => expect(view.address()).toBe(`/compare?with=${encodeURIComponent(`${ID}/4`)}&with=${encodeURIComponent(`${ID}/3`)}`));
    fireEvent.click(within(await box(4)).getByText('start-failed'));
    expect(view.address()).toBe(`/runs/${ID}/cells/4`);
  });

  it('shows the picked cell beside it, with the nearest green one of a red one', async () => {
    open({ path: `/runs/${ID}?cell=4`, answers: { 'cell.get': show } });
    const panel = await screen.findByRole('complementary', { name: 'Cell 4' });
    expect(await within(panel).findByText('Compare with nearest green, cell 3')).toBeTruthy();
    expect(within(panel).getByText('interp: musl, glibc')).toBeTruthy();
    fireEvent.click(within(panel).getByRole('button', { name: 'Close' }));
    expect(screen.queryByRole('complementary')).toBeNull();
  });

  it('lets a person choose the columns, and keeps the choice in the address', async () => {
    const view = open();
    await box(1);
    const choice = screen.getByRole('group', { name: 'Columns' });
    fireEvent.click(within(choice).getByRole('button', { name: 'libc' }));
    expect(view.address()).toContain('cols=platform%2Clibc');
    fireEvent.click(within(choice).getByRole('button', { name: 'platform' }));
    fireEvent.click(within(choice).getByRole('button', { name: 'libc' }));
    expect(view.address()).toContain('cols=-');
    fireEvent.click(within(choice).getByRole('button', { name: 'automatic' }));
    expect(view.address()).toBe(`/runs/${ID}`);
  });
});

describe('finding cells', () => {
  it('filters by what is typed, and says when nothing is left', async () => {
    const view = open({ path: `/runs/${ID}?q=red` });
    const grid = await screen.findByRole('grid', { name: 'Cells' });
    expect(grid.querySelectorAll('[data-number]')).toHaveLength(1);
    // The headers stay as they are without the filter.
    expect(
      within(grid)
        .getAllByRole('rowheader')
        .map((each) => each.textContent),
    ).toEqual(['1', 'musl', 'glibc']);
    fireEvent.change(screen.getByRole('searchbox', { name: 'Filter cells' }), { target: { value: 'red cgo=0' } });
    expect(screen.getByText('No cell is left')).toBeTruthy();
    fireEvent.click(screen.getByText('Clear the filter'));
    expect(view.address()).toBe(`/runs/${ID}`);
    expect((await box(2)).isConnected).toBe(true);
  });

  it('filters by colour with a button that says how many there are', async () => {
    const view = open();
    await box(1);
    const button = screen.getByRole('button', { name: '1 red' });
    expect(button.getAttribute('aria-pressed')).toBe('false');
    fireEvent.click(button);
    expect(view.address()).toContain('show=red');
    expect(view.container.querySelectorAll('[data-number]')).toHaveLength(1);
  });

  it('names the word that says nothing yet', async () => {
    open({ path: `/runs/${ID}?q=libc%3D` });
    expect(await screen.findByText('“libc=” says nothing yet')).toBeTruthy();
  });

  it('shows the same cells as a list, sorted as the address says', async () => {
    open({ path: `/runs/${ID}?look=list&sort=-number` });
    const list = await screen.findByRole('grid', { name: 'Cells' });
    const numbers = within(list)
      .getAllByRole('row')
      .slice(1)
      .map((row) => within(row).getAllByRole('gridcell')[0]?.textContent);
    expect(numbers).toEqual(['4', '3', '2', '1']);
  });
});

describe('a run that goes on', () => {
  const going: Partial<Run> = {
    state: 'running',
    endedAt: null,
    cells: [cells[0]!, bareCell(2, { libc: 'musl' }, { state: 'running', stage: 'prepare', outcome: null, green: null, exit: null })],
  };
  const event = { schema: 'cgoscope/event@0', type: 'cell', run: ID, at: '2026-01-01T00:00:10.000Z', cell: 2, key: 'k', outcome: null, green: null, reason: null } as const;

  it('turns its tiles as events come, without drawing the others again', async () => {
    const view = open({ run: going, answers: { 'cell.list': { cells: [] } } });
    const second = await box(2);
    const untouched = (await box(1)).firstElementChild;
    expect(second.textContent).toContain('prepare');
    view.emit({ ...event, state: 'running', stage: 'build' });
    await waitFor(() => expect(second.textContent).toContain('build'));
    expect(second.textContent).toMatch(/\d+ s/);
    expect((await box(1)).firstElementChild).toBe(untouched);
    expect(screen.getByText('1 of 2 cells done')).toBeTruthy();
  });

  it('cancels a cell with x, and the run with its button', async () => {
    const view = open({ run: going });
    fireEvent.keyDown(await box(2), { key: 'x' });
    fireEvent.keyDown(await box(1), { key: 'x' }); // it has ended: nothing to cancel
    fireEvent.click(screen.getByRole('button', { name: 'Cancel run' }));
    await waitFor(() =>
      expect(view.api.inputs('run.cancel')).toEqual([
        { run: ID, cell: 2 },
        { run: ID, cell: null },
      ]),
    );
  });

  it('says what is being prepared, with its bytes', async () => {
    const view = open({ run: going });
    await box(1);
    view.emit({
      schema: 'cgoscope/event@0',
      type: 'progress',
      run: ID,
      at: '2026-01-01T00:00:01.000Z',
      task: 'layer go-1.24',
      text: 'downloading',
      doneBytes: 5_000_000,
      totalBytes: 20_000_000,
    });
    const group = screen.getByRole('group', { name: 'What is being prepared' });
    expect(within(group).getByText('5.00 MB of 20.0 MB')).toBeTruthy();
    expect(within(group).getByRole('progressbar', { name: 'layer go-1.24' })).toBeTruthy();
  });
});

describe('runs that are not plain', () => {
  it('lead to their id when they were asked for by another name', async () => {
    const view = renderView(<RunView run="last" />, { path: '/runs/last?q=red', answers: { 'run.get': run(), 'runs.list': listed('local') } });
    await waitFor(() => expect(view.address()).toBe(`/runs/${ID}?q=red`));
  });

  it('say of an import why nothing of it can be run again', async () => {
    open({ origin: 'from-ci.cgoscope', path: `/runs/${ID}?cell=3` });
    expect(await screen.findByText(/Imported from from-ci\.cgoscope/)).toBeTruthy();
    for (const button of screen.getAllByRole('button', { name: 'Run again' })) expect((button as HTMLButtonElement).disabled).toBe(true);
  });

  it('start again, and lead to the new run', async () => {
    const view = open({ answers: { 'run.again': { id: '01J00000000000000000000009', cells: 1 } } });
    await box(1);
    fireEvent.click(screen.getByRole('button', { name: 'Run again' }));
    await waitFor(() => expect(view.address()).toBe('/runs/01J00000000000000000000009'));
  });

  it('can be brought back when they were removed', async () => {
    let removed = true;
    open({
      answers: {
        'run.get': () => {
          if (removed) throw new InputError(`run ${ID} was removed`, { input: ID, expected: 'a run that is in the list' });
          return run();
        },
        'run.restore': () => {
          removed = false;
          return { id: ID };
        },
      },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Bring it back' }));
    expect((await box(1)).isConnected).toBe(true);
  });

  it('are said not to be there when they are not', async () => {
    open({
      answers: {
        'run.get': () => {
          throw new InputError('there is no run "zzz"; no run is stored', { input: 'zzz' });
        },
      },
    });
    expect(await screen.findByText('There is no such run')).toBeTruthy();
    expect(screen.getByText('there is no run "zzz"; no run is stored')).toBeTruthy();
  });

  it('say what happened to them', async () => {
    open({ run: { state: 'interrupted' } });
    expect(await screen.findByText(/cut off before its end/)).toBeTruthy();
  });

  it('speak Chinese as well', async () => {
    renderView(<RunView run={ID} />, { path: `/runs/${ID}?cell=3`, language: 'zh-CN', answers: { 'run.get': run(), 'runs.list': listed('local') } });
    expect(await screen.findByRole('complementary', { name: '单元 3' })).toBeTruthy();
  });
});
