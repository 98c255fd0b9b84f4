// The face of the log reader.
import type { LogName } from '../types.ts';
import { createLogReader, type SignalTable } from './reader.ts';
import type { LogReading } from './types.ts';

export { createLogReader, signalTable, type SignalTable } from './reader.ts';
export { readTraced } from './traced.ts';
export type { LogReader, LogReading } from './types.ts';

/** A log that is at hand as a whole. */
export function readLog(content: string | Uint8Array, table: SignalTable, log: LogName = 'log'): LogReading {
  const reader = createLogReader(table, log);
  reader.push(typeof content === 'string' ? new TextEncoder().encode(content) : content);
  return reader.finish();
}
