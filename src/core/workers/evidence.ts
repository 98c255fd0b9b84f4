// Evidence parsed in the worker, from the blob that the store has: nothing has to be copied between threads but the facts.
import { createBuildLogParser, readElf, readTrace, sumTrace, toldByTrace } from '../evidence/index.ts';
import { withBinary } from '../binaries/open.ts';
import { blobPieces, openBlob, type BlobFile } from '../store/blob-file.ts';
import type { TaskFunctions } from './tasks.ts';

export const evidenceTasks = (): Pick<TaskFunctions, 'evidence.elf' | 'evidence.strace' | 'evidence.trace' | 'evidence.buildlog'> => ({
  'evidence.elf': ({ file, path }) => withBinary({ kind: 'blob', file }, (source) => readElf(source, path)),
  'evidence.strace': ({ file }) => {
    const source = openBlob(file);
    try {
      return sumTrace(readTrace(source));
    } finally {
      source.close();
    }
  },
  'evidence.trace': ({ file }) =>
    withBinary({ kind: 'blob', file }, (source) => {
      const trace = readTrace(source);
      return { trace: sumTrace(trace), told: toldByTrace(trace) };
    }),
  'evidence.buildlog': ({ file }) => {
    const parser = createBuildLogParser();
    for (const line of linesOf(file)) parser.line(line);
    return parser.finish();
  },
});

/** Lines without LF or CRLF, decoded one piece of the file at a time and never through a character. */
function* linesOf(file: BlobFile): Generator<string, void, undefined> {
  let rest: Buffer[] = [];
  for (const piece of blobPieces(file)) {
    const end = piece.lastIndexOf(0x0a);
    if (end < 0) {
      rest.push(piece);
      continue;
    }
    const whole = rest.length === 0 ? piece.subarray(0, end) : Buffer.concat([...rest, piece.subarray(0, end)]);
    rest = [piece.subarray(end + 1)];
    for (const line of whole.toString('utf8').split('\n')) yield withoutCr(line);
  }
  const last = Buffer.concat(rest).toString('utf8');
  if (last !== '') yield withoutCr(last);
}

const withoutCr = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);
