// A file of the user's that can't be read, said in the words that the user gave: the rest of the program knows only absolute paths.
import { InputError } from '../../shared/domain/errors.ts';
import { capped, shown } from '../../shared/domain/text.ts';

/** What to throw in place of an error of node:fs; others are handed back. `name`: the file as the user wrote it. */
export function unreadable(error: unknown, name: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const why =
    error.code === 'ENOENT' || error.code === 'ENOTDIR'
      ? 'there is no such file'
      : error.code === 'EACCES'
        ? 'permission denied'
        : error.code === 'EISDIR'
          ? 'it is a folder'
          : error.code === 'ENAMETOOLONG' || error.code === 'ELOOP' || error.code === 'ERR_INVALID_ARG_VALUE'
            ? 'that is no name of a file'
            : null;
  return why === null ? error : new InputError(`${capped(shown(name), 300)}: ${why}; expected a file that can be read`, { input: name, expected: 'a file that can be read' });
}
