// @vitest-environment jsdom
// The search for the one step: followed while it goes on, and the step it names.
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { BisectView } from '../../../src/renderer/views/bisect/bisect.tsx';
import type { Bisect } from '../../../src/shared/domain/explain.ts';
import { InputError } from '../../../src/shared/domain/errors.ts';
import { later, renderView } from '../support.tsx';

const step = (number: number, change: string, more: Partial<Bisect['steps'][number]> = {}): Bisect['steps'][number] => ({
  number,
  change,
  what: change,
  from: null,
  to: null,
  run: null,
  cell: null,
  outcome: null,
  green: null,
  ...more,
});
const ran = (run: string, green: boolean) => ({ run, cell: 1, outcome: green ? 'pass' : 'exit 1', green });
const bisect = (change: Partial<Bisect> = {}): Bisect => ({
  schema: 'cgoscope/bisect@0',
  id: 'B1',
  state: 'running',
  green: { run: 'G', cell: 1, label: 'go=1.22' },
  red: { run: 'R', cell: 2, label: 'go=1.24 base=musl' },
  steps: [step(0, 'the green cell', ran('G', true)), step(1, 'go 1.22 → 1.24'), step(2, 'base glibc → musl', ran('R', false))],
  step: null,
  why: '',
  notes: [],
  ...change,
});

it('is followed while it goes on, cancelled on request, and names the step when it is over', async () => {
  const over = later<Bisect>();
  const view = renderView(<BisectView id="B1" />, {
    path: '/bisect/B1',
    answers: { 'bisect.get': ({ wait }) => (wait ? over.promise : bisect()), 'bisect.cancel': { cancelled: true } },
  });
  expect(await screen.findByText('looking for the step · 2 of 3 steps known')).toBeTruthy();
  expect(screen.getByText('not run: not needed so far')).toBeTruthy();
  // A step becomes known.
  view.api.answer({ 'bisect.get': ({ wait }) => (wait ? over.promise : bisect({ steps: bisect().steps.map((one) => (one.number === 1 ? { ...one, ...ran('M', true) } : one)) })) });
  view.emit({ schema: 'cgoscope/event@0', type: 'run', run: 'M', at: '2026-05-01T10:00:00Z', state: 'done', cells: 1 });
  expect(await screen.findByText('looking for the step · 3 of 3 steps known')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(view.api.inputs('bisect.cancel')).toEqual([{ id: 'B1' }]));
  over.resolve(
    bisect({ state: 'done', step: 2, why: 'Step 1 is green and step 2 is red.', steps: bisect().steps.map((one) => (one.number === 1 ? { ...one, ...ran('M', true) } : one)) }),
  );
  expect(await screen.findByText('It is step 2: base glibc → musl')).toBeTruthy();
  expect(screen.getByText('Step 1 is green and step 2 is red.')).toBeTruthy();
  const row = screen.getByRole('row', { name: /the step that turns it red/ });
  expect(within(row).getByRole('link', { name: 'Open cell' }).getAttribute('href')).toBe('/runs/R/cells/1');
  expect(within(row).getByRole('link', { name: 'Compare this step with the one before' }).getAttribute('href')).toBe('/compare?with=R%2F1&with=M%2F1');
  expect(screen.queryByRole('button', { name: 'Cancel' })).toBeNull();
});

it('that found no single step says why', async () => {
  renderView(<BisectView id="B1" />, { answers: { 'bisect.get': bisect({ state: 'done', why: 'Two steps are red by themselves.' }) } });
  expect(await screen.findByText('No single step was found')).toBeTruthy();
  expect(screen.getByText('Two steps are red by themselves.')).toBeTruthy();
});

it('that is not known is said so', async () => {
  renderView(<BisectView id="B9" />, { answers: { 'bisect.get': () => Promise.reject(new InputError('there is no bisect B9', { input: 'B9' })) } });
  expect((await screen.findByRole('alert')).textContent).toContain('there is no bisect B9');
});
