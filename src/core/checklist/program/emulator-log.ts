// The log that qemu-user writes of its guest's system calls (QEMU_STRACE): names as the guest's platform has them, also of calls that the emulator does not
// know. Threads write into each other's lines, so a result may stand behind another thread's call: names are all that is read. What came of a path is seen
// by the tracer, which looks at the emulator from outside. Pure.

export interface GuestCalls {
  names: Set<string>;
  /** Numbers that the emulator had no name for. */
  unknownNumbers: Set<number>;
}

const CALL = /(?:^|[)\s])\d+ ([a-z_][a-z0-9_]{1,40})\(/g;
const UNKNOWN = /Unknown syscall (\d{1,5})/g;

export function readEmulatorLog(text: string): GuestCalls {
  const seen: GuestCalls = { names: new Set(), unknownNumbers: new Set() };
  for (const [, name = ''] of text.matchAll(CALL)) if (seen.names.size < 1_000) seen.names.add(name);
  for (const [, number = ''] of text.matchAll(UNKNOWN)) if (seen.unknownNumbers.size < 1_000) seen.unknownNumbers.add(Number(number));
  return seen;
}
