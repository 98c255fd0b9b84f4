// What goes between the pool and its threads.
import type { PlainError } from './errors.ts';
import type { TaskProgress } from './tasks.ts';

export type ToWorker = { id: number; name: string; input: unknown } | { cancel: number };
export type FromWorker = { id: number; value: unknown } | { id: number; error: PlainError } | { id: number; progress: TaskProgress };
