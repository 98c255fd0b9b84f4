// A trace for tests of the window: what the workbench answers of a log, by the same functions, without a file and a thread.
import type { Answers } from '../support.tsx';
import { bytesSource, readTrace } from '../../../src/core/evidence/index.ts';
import { completionsIn, descriptorIn, detailOf, rowsOf, timelineIn } from '../../../src/core/trace/answers.ts';
import { readTraceLines } from '../../../src/core/trace/lines.ts';
import type { OpenedTrace } from '../../../src/core/trace/types.ts';

export function traceAnswers(log: string) {
  const bytes = new TextEncoder().encode(log);
  const source = bytesSource(bytes);
  const trace: OpenedTrace = { ...readTrace(source), key: 'a trace', bytes: bytes.length, source, sets: new Map() };
  const { signal } = new AbortController();
  return {
    'trace.detail': ({ filter, noise, parts, limit }) => detailOf(trace, { name: 'run.strace', filter, noise, parts, limit }, signal),
    'trace.rows': ({ filter, noise, from, at, count }) => rowsOf(trace, { filter, noise, from, at, count }, signal),
    'trace.timeline': ({ filter, noise, fromNs, toNs, steps }) => timelineIn(trace, { filter, noise, fromNs, toNs, steps }, signal),
    'trace.lines': ({ from, count }) => readTraceLines(trace, from, count),
    'trace.descriptor': ({ event }) => descriptorIn(trace, event),
    'trace.complete': ({ filter, cursor, limit }) => completionsIn(trace, { filter, cursor, limit }),
  } satisfies Answers;
}

/** A program that looks for a library in two places, has a child look up a name, and gives up. */
export const LOG = `${[
  '10 1790000000.000000 execve("/bin/app", ["app", "-v"], 0x7ffd /* 3 vars */) = 0 <0.000300>',
  '10 1790000000.000400 openat(AT_FDCWD</>, "/lib/libfoo.so.1", O_RDONLY|O_CLOEXEC) = -1 ENOENT (No such file or directory) <0.000011>',
  '10 1790000000.000500 openat(AT_FDCWD</>, "/usr/lib/libfoo.so.1", O_RDONLY|O_CLOEXEC) = -1 ENOENT (No such file or directory) <0.000012>',
  '10 1790000000.000600 openat(AT_FDCWD</>, "/etc/hosts", O_RDONLY|O_CLOEXEC) = 3</etc/hosts> <0.000020>',
  '10 1790000000.000700 read(3</etc/hosts>, "127.0.0.1 localhost\\n::1 \\u202e\\n", 4096) = 31 <0.000008>',
  '10 1790000000.000800 close(3</etc/hosts>) = 0 <0.000004>',
  '10 1790000000.000900 clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLD, child_tidptr=0x7f) = 11 <0.000200>',
  '11 1790000000.001200 connect(4<UDP:[77]>, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("127.0.0.53")}, 16) = -1 ECONNREFUSED (Connection refused) <0.000030>',
  '11 1790000000.001300 +++ exited with 1 +++',
  '10 1790000000.002000 write(2</dev/stderr>, "app: can\\47t load libfoo.so.1\\n", 30) = 30 <1.500000>',
  '10 1790000001.600000 exit_group(3) = ?',
  '10 1790000001.600100 +++ exited with 3 +++',
].join('\n')}\n`;
