// @vitest-environment jsdom
// A fix is applied from its finding, followed while it is tried, and shown beside what it was to fix.
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it, onTestFinished } from 'vitest';
import { CellView } from '../../../src/renderer/views/cell/cell.tsx';
import { useTries } from '../../../src/renderer/views/findings/tries.ts';
import { InputError } from '../../../src/shared/domain/errors.ts';
import type { Run } from '../../../src/shared/domain/run.ts';
import { aFinding, aFix, aProof } from '../../builders/finding.ts';
import { bareCell } from '../../builders/cell.ts';
import { answersOf, RUN, runOf } from '../cell/fixtures.ts';
import { renderView, type Answers, type Rendered } from '../support.tsx';

const TRY = '01M83TRYTRYTRYTRYTRYTRYTRY';
const fix = aFix({ tradeOffs: ['net asks DNS itself'] });
const run = runOf({ outcome: 'start-failed', green: false, findings: [aFinding({ fixes: [fix] })] });
const line = (origin: string) => ({
  id: RUN,
  state: 'done' as const,
  startedAt: '2026-05-01T10:00:00Z',
  endedAt: null,
  project: '/p',
  cells: 3,
  green: 1,
  red: 2,
  grey: 0,
  ended: 3,
  origin,
});
const runs = (origin: string) => ({ schema: 'cgoscope/runs@0' as const, runs: [line(origin)] });

function tryRun(state: Run['state']): Run {
  const cell = bareCell(1, { cgo: '0' }, state === 'done' ? {} : { state: 'running', outcome: null, green: null, stage: 'build' });
  return { ...runOf(), id: TRY, state, cells: [cell] };
}

function open(answers: Answers, origin = 'local'): Rendered {
  onTestFinished(() => useTries.setState({ runs: {} }));
  let state: Run['state'] = 'running';
  const view = renderView(<CellView run={RUN} cell={3} />, {
    path: `/runs/${RUN}/cells/3?tab=findings`,
    answers: {
      ...answersOf(run),
      'runs.list': runs(origin),
      'run.get': ({ run: asked }) => (asked === TRY ? tryRun(state) : run),
      'fix.apply': { id: TRY, cells: 1 },
      ...answers,
    },
  });
  ended = () => {
    state = 'done';
    view.emit({ schema: 'cgoscope/event@0', type: 'run', run: TRY, at: '2026-05-01T10:01:00Z', state: 'done', cells: 1 });
  };
  return view;
}
let ended: () => void = () => undefined;

const theFix = () => screen.findByRole('region', { name: 'Fix: Build with CGO_ENABLED=0' });

it('a fix is applied, followed live, and shown as proven with what else it changes and a patch to take', async () => {
  const written: string[] = [];
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: (text: string) => Promise.resolve(void written.push(text)) } });
  onTestFinished(() => void Reflect.deleteProperty(navigator, 'clipboard'));
  const proof = aProof({
    red: { run: RUN, cell: 3, label: 'cgo=1', outcome: 'start-failed' },
    green: { run: TRY, cell: 1, label: 'cgo=0', outcome: 'pass', green: true },
    sideEffects: ['names are looked up by Go itself'],
    differences: [{ fact: 'elf.linkage', a: 'dynamic', b: 'static', weight: 70, text: '' }],
    patch: '--- a/cgoscope.yaml\n+++ b/cgoscope.yaml\n-  cgo: [1]\n+  cgo: [0]\n',
  });
  const view = open({ 'fix.proof': proof });
  const region = await theFix();
  expect(region.textContent).toContain('net asks DNS itself');
  expect(within(region).getByRole('row', { name: /axis cgo 1/ })).toBeTruthy();
  fireEvent.click(await within(region).findByRole('button', { name: 'Apply and prove' }));
  expect(await within(region).findByText('Building and running it with the fix')).toBeTruthy();
  expect(view.api.inputs('fix.apply')).toMatchObject([{ run: RUN, cell: '3', fix: 'cgo-off' }]);
  expect((await within(region).findByRole('link', { name: 'Open the new cell' })).getAttribute('href')).toBe(`/runs/${TRY}/cells/1`);
  expect(screen.queryByText('proven')).toBeNull();
  ended();
  const shownProof = await within(region).findByRole('region', { name: 'Proof' });
  expect(within(shownProof).getByText(/proven/)).toBeTruthy();
  expect(within(shownProof).getByRole('link', { name: 'cgo=0' }).getAttribute('href')).toBe(`/runs/${TRY}/cells/1`);
  expect(within(shownProof).getByText('names are looked up by Go itself')).toBeTruthy();
  expect(within(shownProof).getByRole('gridcell', { name: 'elf.linkage' })).toBeTruthy();
  fireEvent.click(within(shownProof).getByRole('button', { name: 'Copy the patch' }));
  await waitFor(() => expect(written).toEqual([proof.patch]));
});

it('a fix that does not turn the cell green is shown as not proven', async () => {
  open({ 'fix.proof': aProof({ proven: false, green: { run: TRY, cell: 1, label: 'cgo=0', outcome: 'exit 1', green: false } }) });
  const region = await theFix();
  fireEvent.click(await within(region).findByRole('button', { name: 'Apply and prove' }));
  await within(region).findByText('Building and running it with the fix');
  ended();
  expect(await within(region).findByText(/did not turn green/)).toBeTruthy();
  expect(within(region).getByText(/not proven/)).toBeTruthy();
});

it('a try that goes on is cancelled from where it is followed', async () => {
  const view = open({ 'run.cancel': { cancelled: 1 } });
  const region = await theFix();
  fireEvent.click(await within(region).findByRole('button', { name: 'Apply and prove' }));
  await within(region).findByText('Building and running it with the fix');
  fireEvent.click(within(region).getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(view.api.inputs('run.cancel')).toEqual([{ run: TRY, cell: null }]));
});

it('what keeps it from being applied is said in place', async () => {
  open({ 'fix.apply': () => Promise.reject(new InputError('the project has gone', { input: '/p' })) });
  const region = await theFix();
  fireEvent.click(await within(region).findByRole('button', { name: 'Apply and prove' }));
  expect((await within(region).findByRole('alert')).textContent).toContain('the project has gone');
});

it('of an imported run no fix is applied, and why is said', async () => {
  open({}, 'somebody.cgoscope');
  const region = await theFix();
  expect(await screen.findByText('This run was imported: its project is not known here.')).toBeTruthy();
  expect(within(region).getByRole('button', { name: 'Apply and prove' }).hasAttribute('disabled')).toBe(true);
});
