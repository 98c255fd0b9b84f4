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
  let head = Buffer.alloc(0);
  let tail = Buffer.alloc(0);
  let bytes = 0;
  return {
    push(chunk) {
      bytes += chunk.length;
      const room = KEPT_BYTES - head.length;
      if (room > 0) head = Buffer.concat([head, chunk.subarray(0, room)]);
      if (chunk.length > room) tail = Buffer.from(Buffer.concat([tail, chunk.subarray(Math.max(0, room))]).subarray(-KEPT_BYTES));
    },
    get bytes() {
      return bytes;
    },
    kept() {
      const left = bytes - head.length - tail.length;
      const text = left === 0 ? Buffer.concat([head, tail]).toString('utf8') : `${head.toString('utf8')}\n… ${left} bytes left out …\n${tail.toString('utf8')}`;
      return { text, bytes, truncated: left > 0 };
    },
  };
}
