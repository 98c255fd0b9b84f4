// Looks for byte strings in ranges of a file, in chunks: the cheap evidence of what was linked in.
import type { Input } from './input.ts';

const CHUNK = 4 * 1024 * 1024;
/** No range is searched further than this. */
const MAX_SEARCH = 128 * 1024 * 1024;

/** Of `needles`, those that occur in [offset, offset+size). Reads the range once, however many are looked for. */
export function findAll(input: Input, offset: number, size: number, needles: string[]): Set<string> {
  const found = new Set<string>();
  const overlap = Math.max(0, ...needles.map((needle) => needle.length)) - 1;
  const end = Math.min(input.size, offset + Math.min(size, MAX_SEARCH));
  for (let at = offset; at < end && found.size < needles.length; at += CHUNK) {
    const bytes = input.bytes(at, Math.min(CHUNK + overlap, end - at));
    if (bytes.length === 0) break;
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    for (const needle of needles) if (!found.has(needle) && buffer.includes(needle, 0, 'latin1')) found.add(needle);
  }
  return found;
}
