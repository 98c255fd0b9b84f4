// What Go's runtime says when it gives up, found above the stacks.

/**
 * `panic: …`, `fatal error: …` or `SIGSEGV: segmentation violation` of a program whose stderr ends in stacks. The last line is a source position
 * or a register then, and says nothing. Null where the output holds no such crash. Go ends with code 2 after one.
 */
export function goCrash(stderr: string): string | null {
  const stacks = /^(?:goroutine \d+ |runtime stack:$)/m.exec(stderr);
  if (stacks === null) return null;
  return /^(?:panic: |fatal error: |SIG[A-Z]+: |unexpected fault address ).*$/m.exec(stderr.slice(0, stacks.index))?.[0] ?? null;
}
