// What crosses between the thread that serves and the one that holds the logs.
import type { BlobFile } from '../store/blob-file.ts';

/** A log that is over, by its blob; or one that is still written, with the bytes from `at` on that the other thread may not have yet. */
export type LogSource = { kind: 'stored'; key: string; file: BlobFile } | { kind: 'live'; key: string; at: number; pieces: Uint8Array[] };

/** `need`: the thread has only so many bytes of the live log; send it from there. */
export type Answer<T> = { value: T } | { need: { key: string; from: number } };
