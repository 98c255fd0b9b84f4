// A file that holds no call has nothing that could be compared: beside it all of the other one would be a difference.
import type { ReadableTrace } from '../../evidence/index.ts';
import type { TraceDiff } from '../../../shared/domain/trace-detail.ts';

/** Why there is nothing to compare in a file, behind its name; null for a log of calls. */
export function nothingIn({ index }: ReadableTrace): TraceDiff['warnings'][number] | null {
  if (index.bytes === 0) return { code: 'empty', text: 'is empty' };
  if (index.format === 'none') return { code: 'no-trace', text: `is no log of strace or qemu: none of its ${String(index.lines)} lines is a call` };
  if (index.format === 'strace-count')
    return { code: 'only-counts', text: 'is a table of strace -c, which holds no single call: only a log of the calls themselves can be compared' };
  return index.count === 0 ? { code: 'empty', text: 'holds no call' } : null;
}
