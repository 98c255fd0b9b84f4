// Progress of logs that are read in this process, as the events that the api would send.
import type { Api } from '../../../shared/api/contract.ts';
import type { LabEvent } from '../../../shared/domain/documents.ts';

/** `task`: how the user called what is read. */
export function localProgress(task: string): { on: Api['on']; tell: (said: { doneBytes: number; totalBytes: number }) => void } {
  const listeners = new Set<(event: LabEvent) => void>();
  return {
    on: (_name, listener) => void listeners.add(listener as (event: LabEvent) => void), // `lab` is the only name that events have
    tell: ({ doneBytes, totalBytes }) => {
      const event: LabEvent = { schema: 'cgoscope/event@0', type: 'progress', run: null, at: new Date().toISOString(), task, text: 'reading the log', doneBytes, totalBytes };
      for (const listener of listeners) listener(event);
    },
  };
}
