// What Go's runtime says when it gives up, found above the stacks.

const STACK = /^(?:goroutine \d+ |runtime stack:$)/;
const CRASH = /^(?:panic: |fatal error: |SIG[A-Z]+: |unexpected fault address )/;

/** True of a line that begins the stacks of a crash. */
export const isStackLine = (line: string): boolean => STACK.test(line);
/** True of a line that says why the runtime gives up, if stacks follow. */
export const isCrashLine = (line: string): boolean => CRASH.test(line);

/**
 * `panic: …`, `fatal error: …` or `SIGSEGV: segmentation violation` of a program whose stderr ends in stacks. The last line is a source position
 * or a register then, and says nothing. Null where the output holds no such crash. Go ends with code 2 after one.
 */
export function goCrash(stderr: string): string | null {
  const stacks = new RegExp(STACK, 'm').exec(stderr);
  if (stacks === null) return null;
  return new RegExp(`${CRASH.source}.*$`, 'm').exec(stderr.slice(0, stacks.index))?.[0] ?? null;
}
