// What a program writes, kept for a document: its beginning and its end, as that is where programs say who they are and what went wrong.

/** Bytes of each end that are kept. */
export const KEPT_BYTES = 32_768;

export interface KeptOutput {
  text: string;
  bytes: number;
  truncated: boolean;
}

/** Takes any amount and keeps at most two times {@link KEPT_BYTES}; invalid UTF-8 becomes U+FFFD. */
export function createOutput(): { push(chunk: Buffer): void; readonly bytes: number; kept(): KeptOutput } {
  const head = Buffer.alloc(KEPT_BYTES);
  // A ring: what comes in pieces of a byte must not be copied whole for each. Its oldest byte is at `behind` once it is full.
  const tail = Buffer.alloc(KEPT_BYTES);
  let behind = 0;
  let bytes = 0;
  return {
    push(chunk) {
      const room = Math.max(0, KEPT_BYTES - bytes);
      if (room > 0) chunk.copy(head, bytes, 0, room);
      bytes += chunk.length;
      const last = chunk.subarray(room).subarray(-KEPT_BYTES);
      const copied = last.copy(tail, behind);
      last.copy(tail, 0, copied);
      behind = (behind + last.length) % KEPT_BYTES;
    },
    get bytes() {
      return bytes;
    },
    kept() {
      const left = bytes - 2 * KEPT_BYTES;
      if (left <= 0) return { text: Buffer.concat([head, tail]).subarray(0, bytes).toString('utf8'), bytes, truncated: false };
      const end = Buffer.concat([tail.subarray(behind), tail.subarray(0, behind)]);
      return { text: `${head.toString('utf8')}\n… ${left} bytes left out …\n${end.toString('utf8')}`, bytes, truncated: true };
    },
  };
}
