// What the program said: the text that it wrote to its outputs, as far as the log shows it (strace cuts strings at 32 bytes unless -s says more). Called by
// the diagnosis, for which it is a log like any other, and by what decides how a program ended.
import { payloadsOf } from './payload.ts';
import { FLAG, KIND, type ReadableTrace } from './types.ts';

/** A call that wrote text. */
export interface Said {
  /** From 0. */
  event: number;
  /** Process and descriptor: what one stream of text is. */
  task: number;
  fd: number;
  bytes: Uint8Array;
  /** strace printed not all of it. */
  cut: boolean;
}

const WRITES = new Set(['write', 'writev', 'pwrite64', 'send', 'sendto']);
/** Text of one call that is taken. */
const MOST_BYTES = 64 * 1024;

/**
 * What was written to descriptors 1 and 2, in the order of the calls. Writes that failed said nothing, the emulator's own are left out. A descriptor that
 * stands for a file or a socket by then (as -y shows) is no output for people; a pipe and a terminal are.
 */
export function* saidOf({ index, text }: ReadableTrace): Generator<Said, void, undefined> {
  const writes = new Set<number>();
  index.names.forEach((name, at) => {
    if (WRITES.has(name)) writes.add(at);
  });
  if (writes.size === 0) return;
  for (let event = 0; event < index.count; event++) {
    const fd = index.fd[event] ?? -1;
    if ((fd !== 1 && fd !== 2) || index.kind[event] !== KIND.call || !writes.has(index.name[event] ?? 0)) continue;
    if (index.error[event] !== 0 || ((index.flags[event] ?? 0) & FLAG.noise) !== 0) continue;
    const parts = text.parts(event);
    if (parts === null || !isOutput(parts.args)) continue;
    const [said] = payloadsOf(parts.name, parts.args);
    if (said !== undefined && said.bytes.length > 0) yield { event, task: index.task[event] ?? 0, fd, bytes: said.bytes.subarray(0, MOST_BYTES), cut: said.cut };
  }
}

/** `2`, `2<pipe:[12]>`, `1</dev/pts/0<char 136:0>>`, `2</dev/null<char 1:3>>` (its text is in the trace all the same); no `1</tmp/out>`, no socket. */
const isOutput = (args: string): boolean => /^[12](?:,|<(?:pipe:|\/dev\/|anon_inode:))/.test(args);
