// Lines of a trace, read from its log when somebody asks for them.
import type { ByteSource } from '../types.ts';
import { KIND, type TraceIndex, type TraceText } from '../trace/types.ts';
import { partsOf } from './parts.ts';

const BLOCK = 1 << 16;
/** 8 MB of the log at hand: what a window scrolls through, and neighbours of it. */
const BLOCKS = 128;
/** Of a line longer than this its head is all that is given. */
export const MOST_LINE = 1 << 20;

/** `source` is the log that the index was read from. */
export function traceText(index: TraceIndex, source: ByteSource): TraceText {
  const blocks = new Map<number, string>();
  const block = (number: number): string => {
    let text = blocks.get(number);
    if (text === undefined) {
      const bytes = source.read(number * BLOCK, BLOCK);
      text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
      const oldest = blocks.size >= BLOCKS ? blocks.keys().next().value : undefined;
      if (oldest !== undefined) blocks.delete(oldest);
    } else blocks.delete(number);
    blocks.set(number, text); // the newest stands last
    return text;
  };
  const text = (offset: number, length: number): string => {
    const end = offset + Math.min(length, MOST_LINE);
    const first = Math.floor(offset / BLOCK);
    const last = Math.floor(Math.max(offset, end - 1) / BLOCK);
    if (first === last) return block(first).slice(offset - first * BLOCK, end - first * BLOCK);
    let whole = '';
    for (let number = first; number <= last; number++) whole += block(number).slice(number === first ? offset - first * BLOCK : 0, end - number * BLOCK);
    return whole;
  };
  const line = (event: number): string => (event >= 0 && event < index.count ? text(index.offset[event] ?? 0, index.length[event] ?? 0) : '');
  const resumedLine = (event: number): string | null => {
    const { event: events, count, offset, length } = index.resumed;
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((events[middle] ?? 0) < event) low = middle + 1;
      else high = middle;
    }
    return low < count && events[low] === event ? text(offset[low] ?? 0, length[low] ?? 0) : null;
  };
  return {
    line,
    resumedLine,
    parts: (event) => (index.kind[event] === KIND.call && event >= 0 && event < index.count ? partsOf(line(event), resumedLine(event)) : null),
  };
}
