// Evidence of a cell, parsed in a worker from the blob that the store has of it: the thread that serves the shells is not held up.
import type { BlobRef } from '../store/types.ts';
import type { Tasks, TaskOutput } from '../workers/tasks.ts';
import type { CellRoom } from './types.ts';

type Parser = keyof { [N in keyof Tasks as N extends `evidence.${string}` ? N : never]: N };

/** Rejects with CancelledError when the cell is cancelled. */
export async function parse<N extends Parser>(room: CellRoom, name: N, blob: BlobRef, rest: Omit<Tasks[N]['input'], 'file'>): Promise<TaskOutput<N>> {
  const file = room.store.blobFile(blob.sha256);
  if (file === null) throw new Error(`the stored content ${blob.sha256.slice(0, 12)}… is gone before it was read`);
  return room.workers.run(name, { ...rest, file }, { signal: room.signal });
}
