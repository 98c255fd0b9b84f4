// The log that qemu-user writes of its guest's system calls (QEMU_STRACE): names as the guest's platform has them, also of calls that the emulator does not
// know. It has no times, threads write into each other's lines, and sockets are addresses; names and paths are all that is read. Pure.
import type { SeenPath } from '../../evidence/index.ts';

export interface GuestCalls {
  names: Set<string>;
  /** Numbers that the emulator had no name for. */
  unknownNumbers: Set<number>;
  paths: SeenPath[];
}

/** Errno numbers that asm-generic/errno-base.h gives to every platform. */
const ERRNOS: Readonly<Record<string, string>> = {
  1: 'EPERM',
  2: 'ENOENT',
  5: 'EIO',
  6: 'ENXIO',
  13: 'EACCES',
  16: 'EBUSY',
  17: 'EEXIST',
  19: 'ENODEV',
  20: 'ENOTDIR',
  21: 'EISDIR',
  22: 'EINVAL',
  30: 'EROFS',
};

const CALL = /(?:^|[)\s])\d+ ([a-z_][a-z0-9_]{1,40})\(/g;
const UNKNOWN = /Unknown syscall (\d{1,5})/g;
const PATH =
  /\b(openat2|openat|open|newfstatat|fstatat64|statx|faccessat2?|access|readlinkat|readlink|stat)\((?:(?:AT_FDCWD|-?\d+),)?"((?:[^"\\]|\\.){1,4096})"[^\n]*?\) = (?:-1 errno=(\d+)|\d)/g;
const MOST_PATHS = 20_000;

export function readEmulatorLog(text: string): GuestCalls {
  const seen: GuestCalls = { names: new Set(), unknownNumbers: new Set(), paths: [] };
  for (const [, name = ''] of text.matchAll(CALL)) if (seen.names.size < 1_000) seen.names.add(name);
  for (const [, number = ''] of text.matchAll(UNKNOWN)) if (seen.unknownNumbers.size < 1_000) seen.unknownNumbers.add(Number(number));
  for (const [, call = '', path = '', errno] of text.matchAll(PATH)) {
    if (seen.paths.length >= MOST_PATHS) break;
    seen.paths.push({ path, opens: call.startsWith('open'), errno: errno === undefined ? null : (ERRNOS[errno] ?? `errno ${errno}`) });
  }
  return seen;
}
