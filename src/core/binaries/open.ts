// Opens a binary where it is. In the worker that parses it.
import { bytesSource } from '../evidence/index.ts';
import { openFile, type OpenSource } from '../file-source.ts';
import { openBlob } from '../store/blob-file.ts';
import type { BinarySource } from './types.ts';

/** Throws InputError for a file that can't be read. */
export function openBinary(source: BinarySource): OpenSource {
  switch (source.kind) {
    case 'file':
      return openFile(source.path, source.name);
    case 'blob':
      return openBlob(source.file);
    case 'bytes':
      return { ...bytesSource(source.bytes), close: () => undefined };
  }
}

/** Opens, uses, closes. */
export function withBinary<T>(source: BinarySource, use: (open: OpenSource) => T): T {
  const open = openBinary(source);
  try {
    return use(open);
  } finally {
    open.close();
  }
}
