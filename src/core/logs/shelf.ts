// The logs that the worker has opened, indexed; the ones that were used least recently go when they take too much.
import { InputError } from '../../shared/domain/errors.ts';
import { readBlobRange } from '../store/blob-file.ts';
import { LogText, MAX_LOG_BYTES } from './text.ts';
import type { LogSource } from './types.ts';

export interface Shelf {
  /** The log, opened or grown; the number of bytes that are here where a live log has a gap. */
  open(source: LogSource): LogText | number;
  /** Bytes in memory. */
  readonly memory: number;
}

/** `maxBytes`: of all logs together; the one that was asked for last stays however large it is. */
export function createShelf(maxBytes: number): Shelf {
  const logs = new Map<string, LogText>();
  const used = () => [...logs.values()].reduce((sum, log) => sum + log.memory, 0);
  return {
    get memory() {
      return used();
    },
    open(source) {
      const kept = logs.get(source.key);
      const log = kept ?? (source.kind === 'stored' ? load(source) : new LogText());
      if (source.kind === 'live') {
        if (source.at > log.size) return log.size;
        let at = source.at;
        for (const piece of source.pieces) {
          // What is here already was sent by a request that came before.
          if (at + piece.byteLength > log.size) log.append(piece.subarray(Math.max(0, log.size - at)));
          at += piece.byteLength;
        }
      }
      // Last in the order is used last.
      logs.delete(source.key);
      logs.set(source.key, log);
      for (const [key, each] of logs) {
        if (each === log || used() <= maxBytes) break;
        logs.delete(key);
      }
      return log;
    },
  };
}

function load({ file, key }: LogSource & { kind: 'stored' }): LogText {
  if (file.size > MAX_LOG_BYTES) throw new InputError(`the log ${key.slice(0, 12)}… has ${file.size} bytes; logs of up to ${MAX_LOG_BYTES} bytes are read`, { input: key });
  return new LogText(readBlobRange(file, 0, file.size));
}
