// Files that were named one by one (by a shell that unfolded `out.*`, by a drop of several) as one set of `strace -ff`. Called by the command line.
import path from 'node:path';
import { InputError } from '../../../shared/domain/errors.ts';
import { capped, shown } from '../../../shared/domain/text.ts';
import { counted } from '../../../shared/domain/units.ts';

const NAME = /^(.+)\.([1-9]\d{0,8})$/s;

export interface NamedSet {
  /** Absolute, `/logs/out.*`. */
  path: string;
  pids: number[];
  /** As in documents. */
  name: string;
}

/** `files` as the user called them, from the folder `cwd`. Throws InputError for files whose names differ in more than the pid. */
export function setNamed(files: readonly string[], cwd: string): NamedSet {
  const parts = files.map((file) => ({ file, match: NAME.exec(path.resolve(cwd, file)) }));
  const [first] = parts;
  const odd = parts.find(({ match }) => match === null || match[1] !== first?.match?.[1]);
  if (first === undefined || odd !== undefined) {
    const two = [first?.file ?? '', (odd === first ? parts[1]?.file : odd?.file) ?? ''].map((file) => capped(shown(file), 200)).join(' and ');
    throw new InputError(
      `trace takes one log, and was given ${files.length}: ${two} are no files of one strace -ff, whose names differ in the pid at their end alone; \`cgoscope trace diff\` compares two`,
      { input: 'file', expected: 'one log, or the files of one strace -ff' },
    );
  }
  const pids = [...new Set(parts.map(({ match }) => Number(match?.[2])))].sort((a, b) => a - b);
  return { path: `${first.match?.[1] ?? ''}.*`, pids, name: `${first.file.replace(/\.\d+$/, '')}.* (${counted(pids.length, 'file')})` };
}
