// Whether a path names a set of `strace -ff -o NAME`: NAME.123, NAME.124 … beside each other. `NAME` names it where there is no such file, `NAME.*` always, and a
// folder where it holds one such set alone. Called by core/trace/log.ts, by who explains a trace, and by the command line.
import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, statSync, type BigIntStats } from 'node:fs';
import path from 'node:path';
import { InputError } from '../../../shared/domain/errors.ts';
import { capped, shown } from '../../../shared/domain/text.ts';
import { createTraceReader, type SetFile } from '../../evidence/index.ts';
import { fileErrorCode, fileErrorWhy } from '../../file-errors.ts';

/** Each is a process or a thread. */
const MOST_FILES = 20_000;
/** Sets of a folder, and files of each, that are looked into where there are several. */
const MOST_SETS = 100;
const LOOKED = 3;
const HEAD = 16 * 1024;

export interface TraceSet {
  /** How it is called in sentences and as a path: `/logs/out.*`. */
  name: string;
  files: FoundFile[];
  /** Of all files together. */
  bytes: number;
}

export interface FoundFile extends SetFile {
  /** Device, inode, size and time: another one, another content. */
  stamp: string;
}

/** `pids`: only these of its files; null: all. Null for what is a single file, or nothing at all. Throws InputError for a folder with no set or several, and for a set that is too large. */
export function findSet(file: string, name: string, pids: readonly number[] | null = null, most = MOST_FILES): TraceSet | null {
  if (name === '') return null; // no name at all, said by who opens a single file
  const stat = statOf(file);
  if (stat !== null && !stat.isDirectory()) return null;
  if (stat !== null) return onlySetIn(file, name, most);
  const base = path.basename(file);
  const star = base.length > 2 && base.endsWith('.*');
  const prefix = star ? base.slice(0, -2) : base;
  const found = setsIn(path.dirname(file), name, prefix)?.get(prefix);
  if (found !== undefined) return setOf(path.dirname(file), prefix, pids === null ? found : found.filter(within(pids)), name, most);
  if (!star) return null;
  throw new InputError(
    `there are no files ${capped(shown(prefix), 200)}.123, ${capped(shown(prefix), 200)}.124 … here; expected those of a strace -ff -o ${capped(shown(prefix), 200)}`,
    {
      input: name,
      expected: 'files whose names end with a pid',
    },
  );
}

/** Null too of what can't be looked at (a loop of links, a folder that may not be entered): who opens it as a single file says why. */
function statOf(file: string): BigIntStats | null {
  try {
    return statSync(file, { bigint: true, throwIfNoEntry: false }) ?? null;
  } catch (error) {
    if (fileErrorCode(error) !== '') return null;
    throw error;
  }
}

/** Pids by the part of the name before them, ascending; null where the folder can't be read. */
function setsIn(folder: string, name: string, only: string | null): Map<string, number[]> | null {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    // A folder that was named is told; one in which a file was sought has its sentence from there.
    if (only !== null) return null;
    throw new InputError(`${shown(name)}: ${fileErrorWhy(error)}`, { input: name, expected: 'a folder that can be read' });
  }
  const sets = new Map<string, number[]>();
  for (const each of names) {
    const [, prefix = '', digits = ''] = NAME.exec(each) ?? [];
    if (digits === '' || (only !== null && prefix !== only)) continue;
    const pids = sets.get(prefix);
    if (pids === undefined) sets.set(prefix, [Number(digits)]);
    else pids.push(Number(digits));
  }
  for (const pids of sets.values()) pids.sort((a, b) => a - b);
  return sets;
}

function within(pids: readonly number[]): (pid: number) => boolean {
  const wanted = new Set(pids);
  return (pid) => wanted.has(pid);
}

/** A pid as strace writes it: no zeros before it. */
const NAME = /^(.+)\.([1-9]\d{0,8})$/s;

function onlySetIn(folder: string, name: string, most: number): TraceSet {
  const sets = setsIn(folder, name, null) ?? new Map<string, number[]>();
  // Manuals (ls.1) and libraries (libz.so.1) are called like that too.
  const traces = [...sets].slice(0, MOST_SETS).filter(([prefix, pids]) => pids.slice(0, LOOKED).some((pid) => isTrace(path.join(folder, `${prefix}.${pid}`), pid)));
  const [first, second] = traces;
  if (first === undefined)
    throw new InputError(`${shown(name)} is a folder, and no files of strace -ff (out.123, out.124 …) are in it; expected a log, or a folder with the files of one strace -ff`, {
      input: name,
      expected: 'a regular file, or a folder with the files of one strace -ff',
    });
  if (second !== undefined) {
    const called = (prefix: string): string => capped(shown(path.join(name, `${prefix}.*`)), 300);
    const more = traces.length > 2 ? `, and ${traces.length - 2} more` : '';
    throw new InputError(
      `${shown(name)} holds the files of ${traces.length} traces of strace -ff, ${called(first[0])} and ${called(second[0])}${more}; expected the name of one of them`,
      {
        input: name,
        expected: `${first[0]}.* or ${second[0]}.*`,
      },
    );
  }
  return setOf(folder, first[0], first[1], name, most);
}

function isTrace(file: string, pid: number): boolean {
  const head = readPart(file, 0, HEAD);
  if (head.length === 0) return false;
  const reader = createTraceReader({ pid });
  reader.push(head.subarray(0, head.lastIndexOf(0x0a) + 1 || head.length));
  return reader.finish().format === 'strace';
}

function setOf(folder: string, prefix: string, pids: readonly number[], name: string, most: number): TraceSet {
  if (pids.length > most)
    throw new InputError(`${capped(shown(prefix), 300)}.* are ${pids.length} files, too many to be read as one trace`, { input: name, expected: `at most ${most} files` });
  const files = pids.flatMap((pid): FoundFile[] => {
    const file = path.join(folder, `${prefix}.${pid}`);
    const stat = statOf(file);
    if (!stat?.isFile()) return []; // gone meanwhile, or a pipe of that name
    const size = Number(stat.size);
    return [
      {
        pid,
        name: `${prefix}.${pid}`,
        size,
        stamp: `${pid} ${stat.dev} ${stat.ino} ${stat.size} ${stat.mtimeNs}`,
        read: (offset, length) => readPart(file, offset, Math.min(length, size - offset)),
      },
    ];
  });
  return { name: path.join(folder, `${prefix}.*`), files, bytes: files.reduce((sum, { size }) => sum + size, 0) };
}

/** Opened for every piece: thousands of files are read at a time. Throws InputError where it can't be read. */
function readPart(file: string, offset: number, length: number): Uint8Array {
  if (length <= 0) return new Uint8Array(0);
  let fd: number;
  try {
    fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw new InputError(`${shown(file)}: ${fileErrorWhy(error)}`, { input: file, expected: 'a file that can be read' });
  }
  try {
    if (!fstatSync(fd).isFile()) return new Uint8Array(0); // it was replaced by something else
    const bytes = Buffer.allocUnsafeSlow(length);
    let got = 0;
    while (got < length) {
      const n = readSync(fd, bytes, got, length - got, offset + got);
      if (n === 0) break;
      got += n;
    }
    return bytes.subarray(0, got);
  } finally {
    closeSync(fd);
  }
}
