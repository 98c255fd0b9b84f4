// The logs that the worker has opened, indexed; the ones that were used least recently go when they take too much.
import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { errorText, InputError } from '../../shared/domain/errors.ts';
import { readBlobRange } from '../store/blob-file.ts';
import { LogText, MAX_LOG_BYTES } from './text.ts';
import type { LogSource } from './types.ts';

/** Bytes that are checked between two turns of others. */
const CHECK = 2 << 20;

export interface Shelf {
  /** The log, opened or grown; the number of bytes that are here where a live log has a gap. Throws where the stored bytes are not what was stored. */
  open(source: LogSource): LogText | number;
  /** Bytes in memory. */
  readonly memory: number;
  /** Resolves when every log that was opened has been held against its name. */
  checked(): Promise<void>;
}

/** `maxBytes`: of all logs together; the one that was asked for last stays however large it is. */
export function createShelf(maxBytes: number): Shelf {
  const logs = new Map<string, LogText>();
  const damaged = new Set<string>();
  let checks: Promise<void> = Promise.resolve();
  const used = () => [...logs.values()].reduce((sum, log) => sum + log.memory, 0);

  /** After the first answer, which it must not hold up: a log's name is the hash of its bytes. */
  async function check(key: string, log: LogText): Promise<void> {
    const hash = createHash('sha256');
    for (let at = 0; at < log.size; at += CHECK) {
      await turn();
      if (logs.get(key) !== log) return;
      hash.update(log.bytes(at, at + CHECK));
    }
    if (hash.digest('hex') === key) return;
    logs.delete(key);
    damaged.add(key);
  }

  return {
    get memory() {
      return used();
    },
    checked: () => checks,
    open(source) {
      const { key } = source;
      if (damaged.has(key)) throw new Error(`the stored log ${key.slice(0, 12)}… is damaged: its bytes are not what was stored`);
      const kept = logs.get(key);
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
      logs.delete(key);
      logs.set(key, log);
      for (const [other, each] of logs) {
        if (each === log || used() <= maxBytes) break;
        logs.delete(other);
      }
      if (kept === undefined && source.kind === 'stored') checks = Promise.all([checks, check(key, log)]).then(() => undefined);
      return log;
    },
  };
}

function load({ file, key }: LogSource & { kind: 'stored' }): LogText {
  if (file.size > MAX_LOG_BYTES) throw new InputError(`the log ${key.slice(0, 12)}… has ${file.size} bytes; logs of up to ${MAX_LOG_BYTES} bytes are read`, { input: key });
  try {
    return new LogText(readBlobRange(file, 0, file.size));
  } catch (error) {
    throw new Error(`the stored log ${key.slice(0, 12)}… can't be read: ${errorText(error)}`, { cause: error });
  }
}
