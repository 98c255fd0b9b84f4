// Lines that tell how a process ended, and what strace says of itself.
import { KIND } from '../../trace/types.ts';
import { latin1 } from '../bytes.ts';
import { fromLatin1 } from '../text.ts';
import type { Reading } from './state.ts';

/** `+++ exited with 1 +++` and its like. */
export function exit(reading: Reading, buf: Uint8Array, end: number): void {
  const { scan, record } = reading;
  const task = reading.taskOf(-1);
  const event = reading.add(KIND.exit, record.nameOf(buf, scan.nameStart, scan.nameEnd), task, reading.time());
  const text = latin1(buf, scan.nameStart, Math.min(end, scan.nameStart + 200));
  const by = /^superseded by execve in pid (\d{1,9})/.exec(text)?.[1];
  if (by !== undefined) {
    record.tasks.superseded(task, Number(by), event);
    return;
  }
  const code = /^exited with (\d{1,9})/.exec(text)?.[1];
  const signal = /^killed by (\w+)/.exec(text)?.[1];
  if (code === undefined && signal === undefined) return;
  record.tasks.resume(task);
  record.tasks.ended(task, code === undefined ? null : Number(code), signal ?? null, event);
}

/** `strace: Process 12 attached`, and whatever else it has to say. */
export function message(reading: Reading, buf: Uint8Array, at: number, end: number): void {
  const { record } = reading;
  const text = latin1(buf, at, Math.min(end, at + 500));
  const attached = /^(?:strace: )?Process (\d{1,9}) (attached|detached|resumed|suspended)/.exec(text);
  const count = record.columns.count;
  const task = attached ? record.tasks.attached(Number(attached[1]), count) : record.tasks.newest(count);
  reading.add(KIND.message, 0, task, reading.time());
  // What strace says of new processes is nothing to worry about.
  if (!attached) record.warn('strace-message', fromLatin1(text), reading.lines);
}
