// The reader of traces as a target: recorded logs of every form, and what breaks them: pieces of other forms, cuts, prefixes of other tools, endless brackets.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytesSource, createTraceReader, readTrace } from '../../src/core/evidence/index.ts';
import { ROOT } from '../lib/cgoscope.ts';
import { differenceOf, wrongTrace } from '../lib/trace-check.ts';
import type { Random } from './random.ts';
import type { FuzzInput, FuzzResult, FuzzTarget } from './types.ts';

const MB = 1024 * 1024;
const LOGS = join(ROOT, 'tests', 'fixtures', 'strace');

const PIECES = [
  '12 ',
  '[pid 12] ',
  '[pid 12<a b>] ',
  '1700000000.1 ',
  '12:00:00 ',
  '23:59:59.999999 ',
  '     0.000012 ',
  '(+     0.000012) ',
  '[00007f0012ab] ',
  'openat(',
  'execve("/a", ["a"], 0x1 /* 2 vars */',
  'connect(3<UDP:[1.2.3.4:5->6.7.8.9:53]>, {sa_family=AF_INET, sin_port=htons(53)',
  'clone(child_stack=NULL, flags=CLONE_FILES|CLONE_THREAD',
  'close(3',
  'close_range(0, 4294967295, CLOSE_RANGE_CLOEXEC',
  'pipe2([3, 4], O_CLOEXEC',
  'recvmsg(3, {SCM_RIGHTS, cmsg_data=[5, 6]',
  'AT_FDCWD',
  '</etc',
  '<',
  '>',
  '"',
  '"...',
  '\\',
  '\\377',
  ', ',
  ',',
  '[',
  '{',
  '(',
  ')',
  ') = 3\n',
  ') = -1 ENOENT (No such file or directory)\n',
  ') = -1 errno=2 (No such file or directory)\n',
  ') = ? ERESTARTSYS (To be restarted if SA_RESTART is set)\n',
  ' = ?',
  ' = 12',
  " /* 4711 in strace's PID NS */",
  ' <0.000012>',
  ' <unfinished ...>\n',
  ' <pid changed to 12 ...>\n',
  '<... openat resumed>',
  '<... clone resumed>',
  '+++ exited with 1 +++\n',
  '+++ superseded by execve in pid 12 +++\n',
  '--- SIGURG {si_signo=SIGURG} ---\n',
  'strace: Process 12 attached\n',
  'qemu: ',
  'Unknown syscall 293\n',
  ' > /lib/a.so(f+0x1) [0x2]\n',
  '% time     seconds  usecs/call     calls    errors syscall\n------ ----------- ----------- --------- --------- ----------------\n',
  '------ ----------- ----------- --------- --------- ----------------\n',
  '2024-05-01T10:00:00.123Z ',
  'app-1  | ',
  '\r\n',
  '\n',
  '\0',
] as const;

function mutate(bytes: Uint8Array, random: Random): Uint8Array {
  // Not a Buffer: its fill and slice are others.
  return new Uint8Array(mutated(bytes, random));
}

function mutated(bytes: Uint8Array, random: Random): Buffer {
  const log = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, MB));
  const at = random.below(log.length + 1);
  const piece = Buffer.from(random.pick(PIECES));
  switch (random.below(12)) {
    case 0:
      // One line over and over.
      return Buffer.concat([log.subarray(0, at), ...Array.from({ length: random.below(300) }, () => piece), log.subarray(at)]);
    case 1:
      return log.subarray(at, at + random.below(log.length + 1));
    case 2: {
      // Lines change places, as those of two processes may.
      const lines = log.toString('latin1').split('\n');
      const from = random.below(lines.length);
      const [line = ''] = lines.splice(from, 1);
      lines.splice(random.below(lines.length + 1), 0, line);
      return Buffer.from(lines.join('\n'), 'latin1');
    }
    case 3:
      // Between other lines of a tool.
      return Buffer.from(log.toString('latin1').replaceAll('\n', `\n${piece.toString('latin1').replaceAll('\n', '')}`), 'latin1');
    default:
      return Buffer.concat([log.subarray(0, at), piece, log.subarray(random.chance(2) ? at : at + random.below(40))]);
  }
}

const inPieces = (bytes: Uint8Array, size: number, sample: () => void) => {
  const reader = createTraceReader();
  for (let at = 0; at < bytes.length; at += size) {
    reader.push(bytes.subarray(at, at + size));
    if (at % MB < size) sample();
  }
  return reader.finish();
};

export const straceTarget: FuzzTarget = {
  name: 'strace',
  corpus: (): FuzzInput[] =>
    readdirSync(LOGS)
      .filter((name) => name.endsWith('.strace'))
      .map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(LOGS, name))) }))
      .sort((a, b) => a.bytes.length - b.bytes.length || (a.name < b.name ? -1 : 1)),
  mutate,
  run: (bytes, sample): FuzzResult => {
    let read = 0;
    const source = bytesSource(bytes);
    const trace = readTrace({
      size: source.size,
      read: (offset, length) => {
        sample();
        const piece = source.read(offset, length);
        read += piece.length;
        return piece;
      },
    });
    return { answer: trace, bytesRead: read, problem: () => wrongTrace(trace) };
  },
  also: {
    'in small pieces': (bytes, sample): FuzzResult => {
      const answer = inPieces(bytes, 61, sample);
      return {
        answer,
        bytesRead: null,
        problem: () =>
          differenceOf(
            answer,
            inPieces(bytes, MB, () => undefined),
          ),
      };
    },
  },
  limits: {
    ms: 1_000,
    allocationFactor: 4,
    // Tables of names, and the first chunk of columns beside the copy that is kept.
    allocationFloor: 4 * MB,
    readFactor: 1,
    readFloor: 0,
  },
};
