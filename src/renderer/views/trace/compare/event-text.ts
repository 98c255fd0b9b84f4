// An event as a line of a log has it, put together from its parts. Not yet fit to be shown.
import { markWords, type Piece } from '../../compare/value-diff.ts';
import type { TraceEvent } from '../../../../shared/domain/trace-detail.ts';

/** `openat(AT_FDCWD, "/x", O_RDONLY) = -1 ENOENT`, `--- SIGSEGV {…} ---`, `+++ exited with 1 +++`. */
export function eventText({
  kind,
  name,
  args,
  argsCut,
  result,
  error,
  unfinished,
}: Pick<TraceEvent, 'kind' | 'name' | 'args' | 'argsCut' | 'result' | 'error' | 'unfinished'>): string {
  switch (kind) {
    case 'call': {
      const end = result === '' ? '' : ` = ${result}${error === null ? '' : ` ${error}`}`;
      return `${name}(${args}${argsCut ? '…' : ''})${end}${unfinished && end === '' ? ' <unfinished ...>' : ''}`;
    }
    case 'signal':
      return `--- ${name}${args === '' ? '' : ` ${args}`} ---`;
    case 'exit':
      return `+++ ${name}${args === '' ? '' : ` ${args}`} +++`;
    case 'message':
      return args === '' ? name : args;
  }
}

/** A call where there is little room: a folder that an absolute path does not need is left out. */
export const shortCall = (call: string): string => call.replace(/\bAT_FDCWD(?:<[^>]*>)?, (?="\/)/g, '');

/** What was called, and what stands behind `=`: the result is what one looks for, and is never cut. */
export function eventParts(event: Parameters<typeof eventText>[0]): { call: string; result: string } {
  const text = eventText(event);
  if (event.kind !== 'call' || event.result === '') return { call: text, result: '' };
  const result = `= ${event.result}${event.error === null ? '' : ` ${event.error}`}`;
  return { call: text.slice(0, text.length - result.length - 1), result };
}

/** A place in memory is another one in every start: it is not compared, and not marked. */
const ADDRESS = /^0x[0-9a-f]+$/;

/** Two lines with what differs in them marked, as far as it counts. */
export function markLines(a: string, b: string): readonly [readonly Piece[], readonly Piece[]] {
  const plain = (pieces: readonly Piece[]): Piece[] => pieces.map((piece) => (piece.differs && ADDRESS.test(piece.text) ? { ...piece, differs: false } : piece));
  const [left, right] = markWords(a, b);
  return [plain(left), plain(right)];
}
