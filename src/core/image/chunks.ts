// A file's bytes as they streamed by, in the pieces they came in: random access without copying the file together. Given to the ELF reader by layer.ts.
import type { ByteSource } from '../evidence/index.ts';

/** The pieces must not change afterwards. Reads inside one piece copy nothing. */
export function chunkSource(pieces: readonly Uint8Array[]): ByteSource {
  const starts = new Float64Array(pieces.length + 1);
  for (let i = 0; i < pieces.length; i += 1) starts[i + 1] = (starts[i] as number) + (pieces[i]?.length ?? 0);
  const size = starts[pieces.length] as number;
  /** The piece that holds this byte. */
  const at = (offset: number): number => {
    let low = 0;
    let high = pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  return {
    size,
    read(offset, length) {
      const start = Math.max(0, Math.min(size, offset));
      const end = Math.max(start, Math.min(size, offset + length));
      if (end === start) return new Uint8Array(0);
      let index = at(start);
      const base = starts[index] as number;
      const first = pieces[index] as Uint8Array;
      if (end <= base + first.length) return first.subarray(start - base, end - base);
      const bytes = new Uint8Array(end - start);
      let filled = 0;
      while (filled < bytes.length) {
        const piece = pieces[index] as Uint8Array;
        const from = filled === 0 ? start - base : 0;
        const part = piece.subarray(from, Math.min(piece.length, from + bytes.length - filled));
        bytes.set(part, filled);
        filled += part.length;
        index += 1;
      }
      return bytes;
    },
  };
}
