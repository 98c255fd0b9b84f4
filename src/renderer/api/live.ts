// Events become fresh answers: what a window shows of runs follows the workbench, whoever started or changed them.
import type { QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { create } from 'zustand';
import type { ProcedureName } from '../../shared/api/contract.ts';
import type { LabEvent, Runs } from '../../shared/domain/documents.ts';
import type { Cell, Run } from '../../shared/domain/run.ts';
import { runKey, useApi, type WindowApi } from './client.tsx';
import { patch, reread } from './reread.ts';

/** Cells are read again in batches, so that a run of hundreds of cells stays smooth. */
const BATCH_MS = 200;
/** A cell's state is shown at once, and after that at most so often: dozens of events a second are a few drawings. */
const DRAW_MS = 100;

export interface Progress {
  task: string;
  text: string;
  doneBytes: number | null;
  totalBytes: number | null;
  at: string;
}

interface LiveState {
  /** What is being prepared (toolchains, sources), by run and task; under '' what belongs to no run. */
  progress: Record<string, Record<string, Progress>>;
}

export const useLiveStore = create<LiveState>(() => ({ progress: {} }));

/** Forgets what was prepared for a run (or, under '', for none). */
export const forgetProgress = (run: string): void => useLiveStore.setState(({ progress: { [run]: _gone, ...progress } }) => ({ progress }));

const isTerminal = (state: Run['state']): boolean => state !== 'planned' && state !== 'running';

type CellEvent = Extract<LabEvent, { type: 'cell' }>;

/** Applies what events said of cells to a cached run; the rest of each cell comes with the next batch. */
function applyCells(client: QueryClient, run: string, events: ReadonlyMap<number, CellEvent>): void {
  client.setQueryData<Run>(runKey(run), (known) =>
    known === undefined
      ? undefined
      : {
          ...known,
          cells: known.cells.map((cell) => {
            const event = events.get(cell.number);
            return event === undefined ? cell : { ...cell, state: event.state, stage: event.stage, outcome: event.outcome, green: event.green, reason: event.reason };
          }),
        },
  );
}

export function mergeCells(run: Run, cells: readonly Cell[]): Run {
  const fresh = new Map(cells.map((cell) => [cell.number, cell]));
  return { ...run, cells: run.cells.map((cell) => fresh.get(cell.number) ?? cell) };
}

/** What is read of a thing that was changed from some window. */
const SHOWN_OF: Record<Extract<LabEvent, { type: 'changed' }>['what'], readonly ProcedureName[]> = {
  projects: ['projects.recent'],
  // the engine that is used where none is named is one of them
  settings: ['settings.get', 'doctor.run', 'toolchain.list'],
  engine: ['doctor.run', 'toolchain.list', 'image.list'],
  bisect: ['bisect.get'],
  dns: ['dns.get', 'dns.list', 'dns.compare'],
  traces: ['trace.recordings', 'trace.recording'],
};

/** Follows the events of the workbench until `signal` aborts. Called once a window. */
export function followEvents(api: WindowApi, client: QueryClient, signal: AbortSignal): void {
  const waiting = new Map<string, Set<number>>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  /** States that are not shown yet, by run and cell; null: the next one is shown at once. */
  let unseen: Map<string, Map<number, CellEvent>> | null = null;
  let drawing: ReturnType<typeof setTimeout> | null = null;

  const draw = (): void => {
    for (const [run, events] of unseen ?? []) applyCells(client, run, events);
    unseen?.clear();
  };
  const showCell = (event: CellEvent): void => {
    if (unseen === null) {
      applyCells(client, event.run, new Map([[event.cell, event]]));
      unseen = new Map();
      drawing = setTimeout(() => {
        draw();
        unseen = null;
      }, DRAW_MS);
      return;
    }
    const events = unseen.get(event.run) ?? new Map<number, CellEvent>();
    unseen.set(event.run, events.set(event.cell, event));
  };

  const lists = (): void => {
    for (const name of ['runs.list', 'projects.recent'] as const) reread(client, { queryKey: [name] });
  };
  const readCells = async (run: string, numbers: number[]): Promise<void> => {
    try {
      const { cells } = await api.call('cell.list', { run, numbers, brief: true }, { signal });
      draw(); // older than the answer, and never over it
      patch<Run>(client, runKey(run), (known) => mergeCells(known, cells));
      for (const number of numbers) reread(client, { predicate: ({ queryKey: [name, input] }) => name === 'cell.get' && isCell(input, run, number) });
    } catch {
      // The run was removed in between, or the connection is lost: reading the run whole says which.
      if (!signal.aborted) reread(client, { queryKey: runKey(run) });
    }
  };
  const flush = (): void => {
    timer = null;
    for (const [run, numbers] of waiting) void readCells(run, [...numbers]);
    waiting.clear();
  };

  api.on(
    'lab',
    (event) => {
      switch (event.type) {
        case 'cell': {
          showCell(event);
          const numbers = waiting.get(event.run) ?? new Set();
          waiting.set(event.run, numbers.add(event.cell));
          timer ??= setTimeout(flush, BATCH_MS);
          break;
        }
        case 'run':
          draw();
          patch<Run>(client, runKey(event.run), (run) => ({ ...run, state: event.state }));
          if (isTerminal(event.state)) {
            forgetProgress(event.run);
            reread(client, { queryKey: ['run.get'] });
            reread(client, { queryKey: ['cell.get'] });
            reread(client, { queryKey: ['cell.history'] });
          }
          lists();
          break;
        case 'progress': {
          const run = event.run ?? '';
          const { task, text, doneBytes, totalBytes, at } = event;
          useLiveStore.setState(({ progress }) => ({ progress: { ...progress, [run]: { ...progress[run], [task]: { task, text, doneBytes, totalBytes, at } } } }));
          break;
        }
        case 'stored':
          lists();
          reread(client, { queryKey: ['run.get'] });
          reread(client, { queryKey: ['cell.history'] });
          break;
        case 'changed':
          for (const name of SHOWN_OF[event.what]) reread(client, { queryKey: [name] });
          break;
        case 'log':
          break; // views of a log listen themselves (useLogEvents)
      }
    },
    { signal },
  );
  // What was missed while the connection was lost is read again; at the first time only what events alone would have told.
  let before = api.connection.state();
  const stop = api.connection.subscribe(() => {
    const now = api.connection.state();
    if ((before === 'lost' || before === 'refused') && now === 'open') reread(client, {});
    else if (before === 'connecting' && now === 'open') for (const name of ['runs.list', 'run.get'] as const) reread(client, { queryKey: [name] });
    before = now;
  });
  signal.addEventListener(
    'abort',
    () => {
      stop();
      if (timer !== null) clearTimeout(timer);
      if (drawing !== null) clearTimeout(drawing);
    },
    { once: true },
  );
}

const isCell = (input: unknown, run: string, number: number): boolean =>
  typeof input === 'object' && input !== null && 'run' in input && input.run === run && 'cell' in input && String(input.cell) === String(number);

/** Calls back for every piece of a cell's live log. */
export function useLogEvents(run: string, cell: number, onLog: (event: Extract<LabEvent, { type: 'log' }>) => void): void {
  const api = useApi();
  useEffect(() => {
    const until = new AbortController();
    api.on('lab', (event) => event.type === 'log' && event.run === run && event.cell === cell && onLog(event), { signal: until.signal });
    return () => until.abort();
  }, [api, run, cell, onLog]);
}

export type RunInList = Runs['runs'][number];
