// Work of the workbench that takes its time: started from a button, with progress and a way to stop it.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ProcedureInput, ProcedureName, ProcedureOutput } from '../../shared/api/contract.ts';
import { CancelledError } from '../../shared/domain/errors.ts';
import { readingTask } from '../../shared/domain/image.ts';
import { useApi } from './client.tsx';
import { forgetProgress, useLiveStore, type Progress } from './live.ts';

export interface Work<N extends ProcedureName> {
  /** What is being done; null: nothing. */
  readonly doing: ProcedureInput<N> | null;
  /** Null where it was cancelled; rejects as the procedure does. One at a time: a second start stops the first. */
  start: (input: ProcedureInput<N>) => Promise<ProcedureOutput<N> | null>;
  cancel: () => void;
}

/** The call is cancelled when the view that started it goes. */
export function useWork<N extends ProcedureName>(name: N): Work<N> {
  const api = useApi();
  const [doing, setDoing] = useState<ProcedureInput<N> | null>(null);
  const until = useRef<AbortController | null>(null);
  useEffect(() => () => until.current?.abort(), []);
  const start = useCallback(
    async (input: ProcedureInput<N>) => {
      until.current?.abort();
      const mine = new AbortController();
      until.current = mine;
      forgetProgress('');
      setDoing(() => input);
      try {
        return await api.call(name, input, { signal: mine.signal });
      } catch (error) {
        if (error instanceof CancelledError) return null;
        throw error;
      } finally {
        if (until.current === mine) setDoing(null);
      }
    },
    [api, name],
  );
  const cancel = useCallback(() => until.current?.abort(), []);
  return { doing, start, cancel };
}

/** What work that belongs to no run says of itself right now, the newest last. */
export function useWorkProgress(): readonly Progress[] {
  const progress = useLiveStore((state) => state.progress['']);
  const reads = readingTask('');
  return progress === undefined
    ? []
    : Object.values(progress)
        .filter(({ task }) => !task.startsWith(reads))
        .sort((a, b) => a.at.localeCompare(b.at));
}

/** How far the reading of an image is; null where it has just begun, or nothing is known of it. */
export const useImageReading = (image: string): Progress | null => useLiveStore((state) => state.progress['']?.[readingTask(image)] ?? null);
