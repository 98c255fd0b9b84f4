// A source that counts what is read of it: a hostile file must not make that more than its size allows.
import { bytesSource, type ByteSource } from '../../../../src/core/evidence/index.ts';

export function counting(bytes: Uint8Array): { source: ByteSource; read: () => number; reads: () => number } {
  const inner = bytesSource(bytes);
  let total = 0;
  let reads = 0;
  return {
    source: {
      size: inner.size,
      read: (offset, length) => {
        const found = inner.read(offset, length);
        total += found.length;
        reads += 1;
        return found;
      },
    },
    read: () => total,
    reads: () => reads,
  };
}
