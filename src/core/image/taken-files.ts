// Files that are taken out of images: askers for the same one share the reading, and the last one is kept for a while. A window asks for the parts and the
// symbols of one binary one after the other, and each time an engine would write its whole image anew. Called by room.ts.
import { createSharedReads } from './shared-read.ts';
import type { FileAnswer } from './room.ts';

/** Larger than any binary of a sane size; what is larger still is read each time. */
const MOST_KEPT = 128 * 1024 * 1024;
const KEPT_MS = 60_000;

/** As it came out of the image; several askers may have it. */
export type SharedFile = Omit<FileAnswer, 'content'> & { readonly content: Uint8Array };

export interface TakenFiles {
  /** The answer is the asker's own: its memory can be handed on. Rejects as `read` does, and with CancelledError. */
  take(key: string, read: (signal: AbortSignal) => Promise<SharedFile>, signal: AbortSignal | undefined): Promise<FileAnswer>;
}

export function createTakenFiles(): TakenFiles {
  const reads = createSharedReads<SharedFile, never>();
  let kept: { key: string; answer: SharedFile } | null = null;
  let timer: NodeJS.Timeout | undefined;
  const keep = (key: string, answer: SharedFile): void => {
    if (answer.content.length > MOST_KEPT) return;
    kept = { key, answer };
    clearTimeout(timer);
    timer = setTimeout(() => (kept = null), KEPT_MS).unref();
  };
  return {
    async take(key, read, signal) {
      const known = kept?.key === key ? kept.answer : null;
      const answer = known ?? (await reads.ask(key, read, signal === undefined ? {} : { signal }));
      keep(key, answer);
      const content = Buffer.from(new ArrayBuffer(answer.content.length));
      content.set(answer.content);
      return { ...answer, content };
    },
  };
}
