// Run ids: ULIDs (48 bits of milliseconds, 80 random bits, Crockford base 32), so that they sort by time.
import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
export const RUN_ID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

const base32 = (value: bigint, length: number): string => {
  let text = '';
  for (let rest = value, i = 0; i < length; i += 1, rest >>= 5n) text = ALPHABET.charAt(Number(rest & 31n)) + text;
  return text;
};

let lastMs = -1;
let lastRandom = 0n;

/** A new run id, greater than every id this process has made before, also within a millisecond and when the clock steps back. */
export function newRunId(nowMs: number = Date.now()): string {
  if (nowMs > lastMs) {
    lastMs = nowMs;
    // the top bit stays clear, so that counting up never overflows
    lastRandom = BigInt(`0x${randomBytes(10).toString('hex')}`) >> 1n;
  } else {
    lastRandom += 1n;
  }
  return base32(BigInt(lastMs), 10) + base32(lastRandom, 16);
}
