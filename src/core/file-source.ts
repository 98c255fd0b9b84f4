// Bytes of a regular file, read on demand. Used by the command line on lone files and by the threads that parse them.
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { InputError } from '../shared/domain/errors.ts';
import { shown } from '../shared/domain/text.ts';
import type { ByteSource } from './evidence/types.ts';
import { fileErrorWhy } from './file-errors.ts';

/** A source over something open; whoever opened it closes it. */
export interface OpenSource extends ByteSource {
  close(): void;
}

/**
 * Opens a regular file without ever waiting (a fifo would block the open). Throws InputError; `name` is how the user called it. `look` may ask the
 * descriptor for more of it.
 */
export function openFile(file: string, name: string, look?: (fd: number) => void): OpenSource {
  // One line, whatever the name holds; an empty one is no path.
  const called = shown(name);
  if (name === '') throw new InputError('"" is no name of a file', { input: name, expected: 'a regular file' });
  let fd: number;
  try {
    fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw new InputError(`${called}: ${fileErrorWhy(error)}`, { input: name, expected: 'a file that can be read' });
  }
  const stat = fstatSync(fd);
  if (!stat.isFile()) {
    closeSync(fd);
    const kind = stat.isDirectory() ? 'a folder' : stat.isFIFO() ? 'a pipe' : stat.isSocket() ? 'a socket' : 'a device';
    throw new InputError(`${called} is ${kind}; expected a regular file`, { input: name, expected: 'a regular file' });
  }
  look?.(fd);
  return sourceOfDescriptor(fd, stat.size);
}

/** Reads at most what is asked; a file that shrinks meanwhile gives fewer bytes. */
function sourceOfDescriptor(fd: number, size: number): OpenSource {
  const readInto = (offset: number, into: Uint8Array): number => {
    const wanted = Math.min(into.length, Math.max(0, size - offset));
    let got = 0;
    while (got < wanted) {
      const n = readSync(fd, into, got, wanted - got, offset + got);
      if (n === 0) break;
      got += n;
    }
    return got;
  };
  return {
    size,
    read: (offset, length) => {
      const from = Math.max(0, offset);
      const wanted = Math.max(0, Math.min(size, offset + length) - from);
      if (!Number.isSafeInteger(from) || wanted === 0) return new Uint8Array(0);
      const bytes = Buffer.allocUnsafeSlow(wanted);
      return bytes.subarray(0, readInto(from, bytes));
    },
    readInto: (offset, into) => (Number.isSafeInteger(offset) && offset >= 0 ? readInto(offset, into) : 0),
    close: () => closeSync(fd),
  };
}
