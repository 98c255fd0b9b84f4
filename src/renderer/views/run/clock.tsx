// One clock for everything that runs: only what shows a running time is drawn again at its ticks.
import { useEffect, useSyncExternalStore, type ReactNode } from 'react';
import { useApi } from '../../api/client.tsx';
import type { Cell, Run } from '../../../shared/domain/run.ts';
import { clockText, sinceStage } from './tile-text.ts';

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | null = null;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer !== null) {
      clearInterval(timer);
      timer = null;
    }
  };
}

/** Milliseconds of this computer's clock, new every second. */
const useNow = (): number => useSyncExternalStore(subscribe, () => now);

/** When this window saw a cell enter the stage it is in. By `run/number`; one entry a running cell. */
const seen = new Map<string, { stage: string; atMs: number }>();

/** Notes when cells change their stage. Called once by the view of a live run. */
export function useStageTimes(run: string): void {
  const api = useApi();
  useEffect(() => {
    const until = new AbortController();
    api.on(
      'lab',
      (event) => {
        if (event.type !== 'cell' || event.run !== run) return;
        const key = `${run}/${event.cell}`;
        if (event.state !== 'running' || event.stage === null) seen.delete(key);
        else if (seen.get(key)?.stage !== event.stage) seen.set(key, { stage: event.stage, atMs: Date.now() });
      },
      { signal: until.signal },
    );
    return () => until.abort();
  }, [api, run]);
}

/** How long a running cell has been in its stage: since this window saw it enter, else from the times it has behind it. */
export function StageClock({ run, cell }: { run: Pick<Run, 'id' | 'startedAt'>; cell: Pick<Cell, 'number' | 'stage' | 'timesNs'> }): ReactNode {
  const at = Math.max(useNow(), Date.now());
  const known = seen.get(`${run.id}/${cell.number}`);
  return clockText(known !== undefined && known.stage === cell.stage ? at - known.atMs : sinceStage(run, cell, at));
}

/** Time since a moment, ticking. */
export function SinceClock({ at }: { at: string }): ReactNode {
  return clockText(Math.max(0, Math.max(useNow(), Date.now()) - Date.parse(at)));
}
