// @vitest-environment jsdom
// Events of the workbench become fresh answers, in few calls, and nothing is missed over a lost connection.
import { act, screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { EVENTS } from '../../../src/shared/api/contract.ts';
import type { LabEvent } from '../../../src/shared/domain/documents.ts';
import type { Run } from '../../../src/shared/domain/run.ts';
import { callKey, useCall, useRun } from '../../../src/renderer/api/client.tsx';
import { forgetProgress, mergeCells, useLiveStore, useLogEvents } from '../../../src/renderer/api/live.ts';
import { StateSign } from '../../../src/renderer/ui/sign.tsx';
import { AT, cell, cellEvent, redCell, run, RUN_ID, show } from '../../builders/documents.ts';
import { renderView, type Answers } from '../support.tsx';

const planned = (number: number) => cell(number, { state: 'planned', stage: null, outcome: null, green: null });
const event = (value: LabEvent): LabEvent => EVENTS.lab.parse(value);
const runEvent = (state: 'running' | 'done'): LabEvent => event({ schema: 'cgoscope/event@0', type: 'run', run: RUN_ID, at: AT, state, cells: 2 });
const progress = (given: Partial<Extract<LabEvent, { type: 'progress' }>> = {}): LabEvent =>
  event({ schema: 'cgoscope/event@0', type: 'progress', run: RUN_ID, at: AT, task: 'go-1.24', text: 'downloading', doneBytes: 1, totalBytes: 2, ...given });

function Cells() {
  const answer = useRun(RUN_ID);
  return (
    <>
      {answer.data?.cells.map((each) => (
        <p key={each.number}>
          <StateSign cell={each} /> {each.artifact === null ? 'no artifact' : 'artifact'}
        </p>
      ))}
    </>
  );
}

const watch = (answers: Answers = {}) =>
  renderView(<Cells />, {
    answers: {
      'run.get': run([planned(1), planned(2)], { state: 'running', endedAt: null }),
      'cell.list': ({ numbers }) => ({ cells: (numbers ?? []).map((number) => (number === 2 ? redCell(2) : cell(number))) }),
      'runs.list': { schema: 'cgoscope/runs@0', runs: [] },
      'projects.recent': { projects: [] },
      ...answers,
    },
  });

function Answer({ name }: { name: 'projects.recent' | 'settings.get' | 'toolchain.list' }) {
  useCall(name, {});
  return null;
}

it.each([
  ['projects', 'projects.recent'],
  ['settings', 'settings.get'],
  ['engine', 'toolchain.list'],
] as const)('what another window changed (%s) is read again, and nothing else', async (what, name) => {
  const names = ['projects.recent', 'settings.get', 'toolchain.list'] as const;
  const { emit, api } = renderView(
    <>
      {names.map((each) => (
        <Answer key={each} name={each} />
      ))}
    </>,
    {
      answers: {
        'projects.recent': { projects: [] },
        'toolchain.list': { schema: 'cgoscope/toolchains@0', toolchains: [], available: [] },
        'settings.get': {
          settings: { limitBytes: 1, endpoint: null, jobs: null },
          defaults: { limitBytes: 100_000_000, endpoint: null, jobs: null },
          file: '/d/settings.json',
          environment: [],
          endpoints: [],
        },
      },
    },
  );
  const asked = () => names.map((each) => api.inputs(each).length);
  await waitFor(() => expect(asked()).toEqual([1, 1, 1]));
  emit(event({ schema: 'cgoscope/event@0', type: 'changed', run: null, at: AT, what }));
  await waitFor(() => expect(api.inputs(name)).toHaveLength(2));
  if (what !== 'settings') expect(asked().reduce((sum, each) => sum + each)).toBe(4);
});

describe('a run that is followed', () => {
  it('shows a cell’s new state at once, and the rest of the cell with the next batch: one call for many events', async () => {
    const { emit, api } = watch();
    expect(await screen.findAllByText(/planned/)).toHaveLength(2);
    emit(cellEvent(cell(1, { state: 'running', stage: 'build', outcome: null, green: null })));
    expect(await screen.findByText('build')).toBeDefined();
    emit(cellEvent(cell(1)));
    emit(cellEvent(redCell(2)));
    expect(api.inputs('cell.list')).toEqual([]);
    expect(await screen.findByText('start-failed')).toBeDefined();
    await waitFor(() => expect(api.inputs('cell.list')).toHaveLength(1));
    expect(api.inputs('cell.list')).toEqual([{ run: RUN_ID, numbers: [1, 2], brief: true }]);
    expect(await screen.findByText(/pass/)).toBeDefined();
    expect(api.inputs('run.get')).toHaveLength(1);
  });

  it('reads again what is shown of a cell whose events came, and of no other', async () => {
    const { emit, api, client } = watch({ 'cell.get': ({ cell: which }) => show(cell(Number(which))) });
    await screen.findAllByText(/planned/);
    const keys = [callKey('cell.get', { run: RUN_ID, cell: '1' }), callKey('cell.get', { run: RUN_ID, cell: '2' })];
    for (const key of keys) client.setQueryData(key, show(cell(1)));
    emit(cellEvent(cell(1)));
    await waitFor(() => expect(client.getQueryState(keys[0]!)?.isInvalidated).toBe(true));
    expect(client.getQueryState(keys[1]!)?.isInvalidated).toBe(false);
    expect(api.inputs('cell.list')).toHaveLength(1);
  });

  it('reads the whole run where its cells can’t be read', async () => {
    const { emit, api } = watch({
      'cell.list': () => {
        throw new Error('the run is gone');
      },
    });
    await screen.findAllByText(/planned/);
    emit(cellEvent(cell(1)));
    await waitFor(() => expect(api.inputs('run.get')).toHaveLength(2));
  });

  it('is read whole once when it ends, and forgets its progress', async () => {
    const { emit, api } = watch();
    await screen.findAllByText(/planned/);
    emit(progress());
    expect(useLiveStore.getState().progress[RUN_ID]?.['go-1.24']).toMatchObject({ text: 'downloading', doneBytes: 1 });
    api.answer({ 'run.get': run([cell(1), redCell(2)]) });
    emit(runEvent('done'));
    await screen.findByText(/start-failed/);
    expect(api.inputs('run.get')).toHaveLength(2);
    expect(useLiveStore.getState().progress).toEqual({});
  });

  it('is read again after a lost connection', async () => {
    const { api } = watch();
    await screen.findAllByText(/planned/);
    act(() => api.setConnected(false));
    api.answer({ 'run.get': run([cell(1), redCell(2)]) });
    act(() => api.setConnected(true));
    expect(await screen.findByText('start-failed')).toBeDefined();
  });
});

describe('an answer that is under way while something happens', () => {
  /** Answers of the test's own time. */
  const later = <T,>() => {
    const waiting: ((value: T) => void)[] = [];
    return { ask: () => new Promise<T>((resolve) => waiting.push(resolve)), answer: async (value: T) => act(async () => waiting.shift()?.(value)) };
  };

  it('is asked once more: it may be from before the event', async () => {
    const answers = later<Run>();
    const { emit, api } = watch({ 'run.get': answers.ask });
    emit(runEvent('done'));
    expect(api.inputs('run.get')).toHaveLength(1);
    await answers.answer(run([planned(1), planned(2)]));
    await waitFor(() => expect(api.inputs('run.get')).toHaveLength(2));
    await answers.answer(run([cell(1), redCell(2)]));
    expect(await screen.findByText('start-failed')).toBeDefined();
  });

  it('does not undo what the event said of a cell', async () => {
    const answers = later<Run>();
    const { emit, api } = watch({ 'run.get': answers.ask, 'cell.list': { cells: [redCell(2)] } });
    emit(cellEvent(redCell(2)));
    await waitFor(() => expect(api.inputs('cell.list')).toHaveLength(1));
    await answers.answer(run([planned(1), planned(2)]));
    expect(await screen.findByText('start-failed')).toBeDefined();
  });
});

describe('progress', () => {
  it('keeps the newest of each task, and runs apart', () => {
    const { emit } = watch();
    emit(progress());
    emit(progress({ text: 'unpacking', doneBytes: null, totalBytes: null }));
    emit(progress({ run: null, task: 'sources', text: 'sent' }));
    const { progress: known } = useLiveStore.getState();
    expect(known[RUN_ID]?.['go-1.24']?.text).toBe('unpacking');
    expect(known['']?.['sources']?.text).toBe('sent');
    forgetProgress('');
    expect(Object.keys(useLiveStore.getState().progress)).toEqual([RUN_ID]);
  });
});

describe('cells that were read again', () => {
  it('stand where they stood, the others stay the same objects', () => {
    const before = run([planned(1), planned(2)]);
    const after = mergeCells(before, [cell(2), cell(9)]);
    expect(after.cells.map(({ number, state }) => [number, state])).toEqual([
      [1, 'planned'],
      [2, 'done'],
    ]);
    expect(after.cells[0]).toBe(before.cells[0]);
  });
});

describe('a live log', () => {
  it('hears its own cell alone, and nothing once it is gone', () => {
    const heard: string[] = [];
    const onLog = vi.fn(({ text }: { text: string }) => heard.push(text));
    function Listener() {
      useLogEvents(RUN_ID, 1, onLog);
      return null;
    }
    const { emit, unmount, api } = renderView(<Listener />);
    const log = (cellNumber: number, text: string): LabEvent => event({ schema: 'cgoscope/event@0', type: 'log', run: RUN_ID, at: AT, cell: cellNumber, stream: 'build', text });
    emit(log(1, 'a'));
    emit(log(2, 'b'));
    unmount();
    api.emit(log(1, 'c'));
    expect(heard).toEqual(['a']);
  });
});
