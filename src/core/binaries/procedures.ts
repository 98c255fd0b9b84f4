// elf.read, elf.symbols and elf.diff: binaries are found here and read in a worker.
import type { OneFile } from '../image/one-file.ts';
import type { Handlers } from '../procedures.ts';
import type { Store } from '../store/types.ts';
import type { WorkerPool } from '../workers/pool.ts';
import type { Binary } from '../../shared/api/contract.ts';
import { findBinary, type FoundBinary } from './find.ts';
import { transferOf } from './types.ts';

/** What the largest binary of a sane size takes on a slow machine; a hostile one ends here. */
const READ_MS = 60_000;

export interface BinaryRoom {
  store: Store;
  workers: WorkerPool;
  /** One file out of a local image. Rejects as {@link FindOptions.fileInImage} and as the engine room. */
  fileInImage: (file: OneFile, signal: AbortSignal) => Promise<Uint8Array<ArrayBuffer>>;
}

export function binaryProcedures({ store, workers, fileInImage }: BinaryRoom): Pick<Handlers, 'elf.read' | 'elf.symbols' | 'elf.diff'> {
  const find = (binary: Binary, { endpoint, env }: { endpoint: string | null; env: Record<string, string> }, signal: AbortSignal): Promise<FoundBinary> =>
    findBinary(binary, { store, fileInImage: (image, path) => fileInImage({ image, path, endpoint, env }, signal) });
  return {
    'elf.read': async ({ binary, name, parts, ...request }, { signal }) => {
      const found = await find(binary, request, signal);
      return workers.run('elf.read', { source: found.source, name: name ?? found.name, parts }, { signal, timeoutMs: READ_MS, transfer: transferOf(found.source) });
    },
    'elf.symbols': async ({ binary, query, table, from, count, ...request }, { signal }) => {
      const { source } = await find(binary, request, signal);
      return workers.run('elf.symbols', { source, query, table, from, count }, { signal, timeoutMs: READ_MS, transfer: transferOf(source) });
    },
    'elf.diff': async ({ a, b, ...request }, { signal }) => {
      const [left, right] = await Promise.all([find(a, request, signal), find(b, request, signal)]);
      return workers.run('elf.diff', { a: left, b: right }, { signal, timeoutMs: 2 * READ_MS, transfer: transferOf(left.source, right.source) });
    },
  };
}
