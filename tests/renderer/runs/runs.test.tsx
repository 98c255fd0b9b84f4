// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { ToastArea } from '../../../src/renderer/app/toasts.tsx';
import { RunsView } from '../../../src/renderer/views/runs/runs.tsx';
import type { Runs } from '../../../src/shared/domain/documents.ts';
import { InputError } from '../../../src/shared/domain/errors.ts';
import type { Run } from '../../../src/shared/domain/run.ts';
import { AT, cell, cellEvent, redCell, run } from '../../builders/documents.ts';
import { renderView, type Answers, type Rendered } from '../support.tsx';

type Line = Runs['runs'][number];
const line = (id: string, hour: number, given: Partial<Line> = {}): Line => ({
  id,
  state: 'done',
  startedAt: `2026-11-22T0${hour}:00:00.000Z`,
  endedAt: `2026-11-22T0${hour}:01:04.000Z`,
  project: '/home/ana/serve',
  cells: 2,
  green: 2,
  red: 0,
  grey: 0,
  ended: 2,
  origin: 'local',
  ...given,
});
const NEW = '01JD000000NEW';
const MID = '01JC000000MID';
const OLD = '01JB000000OLD';
const LIVE = '01JE00000LIVE';
const lines = [line(NEW, 5, { green: 1, red: 1 }), line(MID, 4, { origin: 'from-ci.cgoscope' }), line(OLD, 3, { project: '/home/ana/web' })];
const list = (runs: Line[]): Runs => ({ schema: 'cgoscope/runs@0', runs });
const stored: Record<string, Run> = {
  [NEW]: run([redCell(1), cell(2)], { id: NEW }),
  [MID]: run([cell(1), cell(2, { axes: { base: 'musl' } })], { id: MID }),
  [LIVE]: run([cell(1), cell(2, { state: 'running', outcome: null, green: null, stage: 'build', axes: { base: 'musl' } })], { id: LIVE, state: 'running', endedAt: null }),
};
const answers: Answers = {
  'runs.list': list(lines),
  'run.get': ({ run: id }) => {
    const found = stored[id];
    if (found === undefined) throw new InputError(`there is no run ${id}`, { input: id });
    return found;
  },
  'run.remove': ({ run: id }) => ({ id, until: AT }),
  'run.restore': ({ run: id }) => ({ id }),
  'run.again': { id: LIVE, cells: 2 },
  'run.cancel': { cancelled: 1 },
};
const open = (
  query = '',
  more: Answers = {},
  options: { host?: Parameters<typeof renderView>[1] extends infer T ? (T extends { host?: infer H } ? H : never) : never } = {},
): Rendered =>
  renderView(
    <>
      <RunsView />
      <ToastArea />
    </>,
    { path: `/runs${query}`, answers: { ...answers, ...more }, ...options },
  );
const grid = async (): Promise<HTMLElement> => screen.findByRole('grid', { name: 'Runs' });
const rowOf = async (id: string): Promise<HTMLElement> => {
  const found = within(await grid())
    .getByText(id.slice(0, 10))
    .closest<HTMLElement>('[role=row]');
  if (found === null) throw new Error(`no row of ${id}`);
  return found;
};
const pick = async (id: string): Promise<void> => void fireEvent.click(within(await rowOf(id)).getByRole('checkbox'));

describe('the list of runs', () => {
  it('opens a run by a click on its row or by Enter, and not by its box', async () => {
    const view = open();
    await pick(NEW);
    expect(view.address()).toBe(`/runs?select=${NEW}`);
    fireEvent.click(await rowOf(NEW));
    expect(view.address()).toBe(`/runs/${NEW}`);
  });

  it('compares two runs, the older one first', async () => {
    const view = open();
    await pick(NEW);
    expect(screen.getByRole('button', { name: 'Compare' })).toHaveProperty('disabled', true);
    await pick(MID);
    fireEvent.click(screen.getByRole('button', { name: 'Compare' }));
    expect(view.address()).toBe(`/compare?with=${MID}&with=${NEW}`);
  });

  it('keeps filter and sort in the address, and clears a filter that finds nothing', async () => {
    const view = open('?q=serve');
    expect(within(await grid()).getAllByRole('row').length).toBe(3);
    fireEvent.click(screen.getByRole('button', { name: 'Result' }));
    await waitFor(() => expect(view.address()).toBe('/runs?q=serve&sort=counts'));
    fireEvent.change(screen.getByRole('textbox'), { target: { value: 'no such run' } });
    expect(await screen.findByText('No run matches “no such run”')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Clear the filter' }));
    await waitFor(async () => expect(within(await grid()).getAllByRole('row').length).toBe(4));
  });

  it('deletes several runs at once, and brings them back', async () => {
    const view = open();
    await pick(NEW);
    await pick(OLD);
    fireEvent.click(screen.getByRole('button', { name: 'Delete' }));
    const toast = (await screen.findByText('2 runs deleted')).closest<HTMLElement>('[role=status]');
    expect(view.api.inputs('run.remove').map(({ run: id }) => id)).toEqual([NEW, OLD]);
    expect(view.address()).toBe('/runs');
    fireEvent.click(within(toast ?? document.body).getByRole('button', { name: 'Undo' }));
    expect(await screen.findByText('2 runs restored')).toBeTruthy();
    expect(view.api.inputs('run.restore').map(({ run: id }) => id)).toEqual([NEW, OLD]);
  });

  it('does not delete a run that goes on, and offers to cancel it', async () => {
    const view = open('', { 'runs.list': list([line(LIVE, 6, { state: 'running', endedAt: null }), ...lines]) });
    await pick(LIVE);
    fireEvent.click(screen.getByRole('button', { name: 'Delete' }));
    const toast = await screen.findByRole('alert');
    expect(toast.textContent).toContain('cancel it first');
    expect(view.api.inputs('run.remove')).toEqual([]);
    fireEvent.click(within(toast).getByRole('button', { name: 'Cancel the run' }));
    await waitFor(() => expect(view.api.inputs('run.cancel').map(({ run: id }) => id)).toEqual([LIVE]));
  });

  it('says which run could not be deleted, and why', async () => {
    open('', {
      'run.remove': () => {
        throw new InputError('another owner holds it', { input: NEW });
      },
    });
    await pick(NEW);
    fireEvent.click(screen.getByRole('button', { name: 'Delete' }));
    expect((await screen.findByRole('alert')).textContent).toContain('another owner holds it');
    expect(screen.queryByText('Run deleted')).toBeNull();
  });

  it('follows a run that goes on', async () => {
    const view = open('', { 'runs.list': list([line(LIVE, 6, { state: 'running', endedAt: null, green: 1 }), ...lines]) });
    const row = await rowOf(LIVE);
    expect(await within(row).findByText('1 of 2 done')).toBeTruthy();
    const done = cell(2, { axes: { base: 'musl' } });
    view.api.answer({ 'cell.list': { cells: [done] } });
    view.emit(cellEvent(done, { run: LIVE }));
    expect(await within(row).findByText('2 of 2 done')).toBeTruthy();
  });

  it('saves an export through the host, and says where', async () => {
    const view = open('', {}, { host: { save: async () => '/home/ana/report.html' } });
    fireEvent.click(within(await rowOf(NEW)).getByRole('button', { name: /What to do with the run/ }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Report as HTML…' }));
    expect(await screen.findByText('Saved as /home/ana/report.html')).toBeTruthy();
    expect(view.host.asked).toContainEqual(['save', 'html', NEW, 'Report as HTML…']);
  });

  it('runs again, and compares with the run before', async () => {
    const view = open();
    fireEvent.click(within(await rowOf(NEW)).getByRole('button', { name: /What to do with the run/ }));
    expect((await screen.findByRole('menuitem', { name: 'Compare with the run before' })).getAttribute('href')).toBe(`/compare?with=${MID}&with=${NEW}`);
    fireEvent.click(screen.getByRole('menuitem', { name: 'Run again' }));
    await waitFor(() => expect(view.address()).toBe(`/runs/${LIVE}`));
  });

  it('says how to make the first run', async () => {
    open('', { 'runs.list': list([]) });
    expect(await screen.findByText('No runs yet')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Open project…' })).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Import bundle…' })).toBeTruthy();
  });
});

describe('the strip of a project', () => {
  it('is offered once the list is of one project', async () => {
    const view = open();
    await grid();
    expect(screen.getByRole('radio', { name: 'Strip' })).toHaveProperty('disabled', true);
    fireEvent.change(screen.getByRole('textbox'), { target: { value: 'serve' } });
    await waitFor(() => expect(screen.getByRole('radio', { name: 'Strip' })).toHaveProperty('disabled', false));
    fireEvent.click(screen.getByRole('radio', { name: 'Strip' }));
    expect(await screen.findByRole('grid', { name: 'Cells of serve over its runs' })).toBeTruthy();
    expect(view.address()).toBe('/runs?q=serve&view=strip');
  });

  it('shows each cell over its runs, the newest first, regressions on top; a tile opens the cell', async () => {
    open('?q=serve&view=strip');
    const strip = await screen.findByRole('grid', { name: 'Cells of serve over its runs' });
    expect(await within(strip).findByText('regressed')).toBeTruthy();
    const [, top] = within(strip).getAllByRole('row');
    expect([...(top?.querySelectorAll('a') ?? [])].map((tile) => [tile.textContent, tile.getAttribute('href')])).toEqual([
      ['✗', `/runs/${NEW}/cells/1`],
      ['✓', `/runs/${MID}/cells/2`],
    ]);
    expect(top?.querySelector('a')?.getAttribute('aria-label')).toContain('start-failed');
  });

  it('has one tab stop, and arrow keys move between tiles', async () => {
    open('?q=serve&view=strip');
    const strip = await screen.findByRole('grid', { name: 'Cells of serve over its runs' });
    await within(strip).findByText('regressed');
    const tile = (at: string): HTMLElement => strip.querySelector<HTMLElement>(`[data-at="${at}"]`)!;
    expect(strip.querySelectorAll('tbody [tabindex="0"]').length).toBe(1);
    tile('0-0').focus();
    fireEvent.keyDown(tile('0-0'), { key: 'ArrowRight' });
    expect(document.activeElement).toBe(tile('0-1'));
    fireEvent.keyDown(tile('0-1'), { key: 'ArrowDown' });
    expect(document.activeElement).toBe(tile('1-1'));
  });

  it('leaves out what never changed, when asked, and says when a run can not be read', async () => {
    const view = open('?q=home&view=strip', { 'runs.list': list([...lines.slice(0, 2), line(OLD, 3)]) });
    const strip = await screen.findByRole('grid', { name: 'Cells of serve over its runs' });
    expect(await screen.findByText('1 run can’t be read')).toBeTruthy();
    expect(within(strip).getAllByRole('row').length).toBe(3);
    fireEvent.click(screen.getByRole('switch', { name: 'Only cells that changed' }));
    await waitFor(() => expect(within(strip).getAllByRole('row').length).toBe(2));
    expect(view.address()).toContain('changed=1');
  });
});
