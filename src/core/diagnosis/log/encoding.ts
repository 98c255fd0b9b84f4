// What the first bytes of a log say of it: an encoding other than UTF-8, a file that is no text, lines that a terminal broke.

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** By its byte order mark, or by where its zero bytes stand (a text of mostly ASCII has every second one zero). `skip`: bytes of the mark. */
export function encodingOf(head: Uint8Array): { encoding: Encoding; skip: number } {
  const [a, b, c] = head;
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', skip: 2 };
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', skip: 2 };
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', skip: 3 };
  const size = Math.min(head.length, 4_096) & ~1;
  if (size < 8) return { encoding: 'utf-8', skip: 0 };
  let even = 0;
  let odd = 0;
  for (let at = 0; at < size; at += 2) {
    if (head[at] === 0 && head[at + 1] !== 0) even += 1;
    if (head[at] !== 0 && head[at + 1] === 0) odd += 1;
  }
  if (odd > size * 0.4) return { encoding: 'utf-16le', skip: 0 };
  if (even > size * 0.4) return { encoding: 'utf-16be', skip: 0 };
  return { encoding: 'utf-8', skip: 0 };
}

/** Formats that hold the same words as logs (the error texts of a C library, above all) and say nothing by it. */
const MAGIC: readonly (readonly [string, readonly number[]])[] = [
  ['an ELF file', [0x7f, 0x45, 0x4c, 0x46]],
  ['a Mach-O file', [0xcf, 0xfa, 0xed, 0xfe]],
  ['a Mach-O file', [0xca, 0xfe, 0xba, 0xbe]],
  ['a gzip archive', [0x1f, 0x8b, 0x08]],
  ['a zstd archive', [0x28, 0xb5, 0x2f, 0xfd]],
  ['an xz archive', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['a bzip2 archive', [0x42, 0x5a, 0x68, 0x39, 0x31, 0x41, 0x59]],
  ['a zip archive', [0x50, 0x4b, 0x03, 0x04]],
  ['a PNG image', [0x89, 0x50, 0x4e, 0x47]],
  ['a JPEG image', [0xff, 0xd8, 0xff]],
  ['a PDF document', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['an archive of objects', [0x21, 0x3c, 0x61, 0x72, 0x63, 0x68, 0x3e, 0x0a]],
];

/** What it is where it is no text; null for a text, however broken. */
export function binaryOf(head: Uint8Array): string | null {
  const known = MAGIC.find(([, magic]) => magic.every((byte, at) => head[at] === byte));
  if (known !== undefined) return known[0];
  if (head[0] === 0x4d && head[1] === 0x5a && head.subarray(0, 512).includes(0)) return 'a PE file';
  const sample = head.subarray(0, 65_536);
  return sample.length >= 64 && isGarbage(sample, 0, sample.length) ? 'binary data' : null;
}

/** More than one byte in ten is a control character that no log has, or stands in no character of UTF-8. */
export function isGarbage(bytes: Uint8Array, from: number, to: number): boolean {
  let strange = 0;
  /** Bytes that still belong to the character that was begun. */
  let open = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x80) {
      if (open > 0 && byte < 0xc0) open -= 1;
      else {
        open = byte >= 0xf0 && byte < 0xf5 ? 3 : byte >= 0xe0 && byte < 0xf0 ? 2 : byte >= 0xc2 && byte < 0xe0 ? 1 : 0;
        if (open === 0) strange += 1;
      }
      continue;
    }
    if (open > 0) strange += 1;
    open = 0;
    if (byte < 0x20 ? byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x1b && byte !== 0x08 : byte === 0x7f) strange += 1;
  }
  return strange * 10 > to - from && strange > 2;
}

const COMMON_WIDTHS = new Set([72, 76, 78, 79, 80, 90, 96, 98, 99, 100, 118, 119, 120, 128, 130, 131, 132, 140, 150, 158, 159, 160, 180, 200]);
const LEAST_WIDTH = 40;
const MOST_WIDTH = 250;
const CONTROL = /\u001b\[[0-9;]*[A-Za-z]/g;

/** The width at which a terminal or a mail program broke the lines of a log. `sure`: more than one line ends there, or it is a width that terminals have. */
export interface Wrapped {
  width: number;
  sure: boolean;
}

/** Null where lines are longer than any terminal, or where no line could have been broken. */
export function wrappedAt(head: string): Wrapped | null {
  let width = 0;
  let at = 0;
  let lines = 0;
  let first = 0;
  for (const line of head.split('\n')) {
    const length = widthOf(line);
    lines += 1;
    if (length > MOST_WIDTH) return null;
    if (length > width) [width, at, first] = [length, 1, lines];
    else if (length === width) at += 1;
  }
  if (width < LEAST_WIDTH || (first === lines && at === 1)) return null;
  return { width, sure: COMMON_WIDTHS.has(width) || (at > 1 && at * 50 >= lines) };
}

/** Characters of a line as a terminal counts them, roughly: without control sequences. */
export const widthOf = (line: string): number => (line.includes('\u001b') ? line.replace(CONTROL, '') : line).replace(/\r$/, '').length;
