// Logs that are still written: the bytes that came so far stand in this process, and go to the worker as far as it has not got them.
import type { LogStream } from '../../shared/api/views.ts';
import type { LogSource } from './types.ts';

export type LiveStream = Exclude<LogStream, 'trace'>;

/** The bytes of one log that is being captured. */
export interface LiveBytes {
  /** Bytes kept so far. */
  readonly size: number;
  /** True where more came than was kept. */
  readonly truncated: boolean;
  /** What is kept from byte `from` on, in pieces of shared memory: they go to another thread without a copy. */
  since(from: number): Uint8Array[];
}

export interface LiveLog {
  readonly truncated: boolean;
  /** What a worker of this `generation` lacks, as far as this process knows. */
  source(generation: number): LogSource & { kind: 'live' };
  /** The worker has only this much. */
  rewind(from: number): void;
}

export interface LiveLogs {
  /** Shows a log from now on; what is returned takes it away again, when its blob is named in the store. */
  show(run: string, cell: number, stream: LiveStream, bytes: LiveBytes): () => void;
  find(run: string, cell: number, stream: LogStream): LiveLog | null;
}

export function createLiveLogs(): LiveLogs {
  const logs = new Map<string, LiveLog>();
  let count = 0;
  return {
    show(run, cell, stream, bytes) {
      const name = `${run}/${cell}/${stream}`;
      count += 1;
      const key = `live ${count} ${name}`;
      let sent = 0;
      let to = -1;
      const log: LiveLog = {
        get truncated() {
          return bytes.truncated;
        },
        source(generation) {
          if (generation !== to) sent = 0;
          to = generation;
          const at = sent;
          sent = bytes.size;
          return { kind: 'live', key, at, pieces: bytes.since(at) };
        },
        rewind(from) {
          sent = Math.min(sent, from);
        },
      };
      logs.set(name, log);
      return () => {
        if (logs.get(name) === log) logs.delete(name);
      };
    },
    find: (run, cell, stream) => logs.get(`${run}/${cell}/${stream}`) ?? null,
  };
}
