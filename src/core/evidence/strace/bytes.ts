// Bytes of a log: what the scanner looks for, and how it steps over strings and decorations. No text is made here.

export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;
const LT = 0x3c;
const GT = 0x3e;
const SLASH = 0x2f;
/** Longer than the text of any socket, its path included. */
const MAX_SOCKET = 1024;

export const isDigit = (byte: number | undefined): byte is number => byte !== undefined && byte >= 0x30 && byte <= 0x39;

/** Bytes of a call's or an errno's name. */
export const NAME = new Uint8Array(256);
for (const char of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_') NAME[char.charCodeAt(0)] = 1;

export const ascii = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

/** Whether `what` stands at `at`, before `end`. */
export function startsWith(buf: Uint8Array, at: number, end: number, what: Uint8Array): boolean {
  if (at < 0 || at + what.length > end) return false;
  for (let i = 0; i < what.length; i++) if (buf[at + i] !== what[i]) return false;
  return true;
}

/** First place of `what` in a range; -1. */
export function find(buf: Uint8Array, from: number, end: number, what: Uint8Array): number {
  const first = what[0];
  for (let i = from; i <= end - what.length; i++) if (buf[i] === first && startsWith(buf, i, end, what)) return i;
  return -1;
}

/** Index after the closing quote of the string that begins at `start`; -1 where it has none. */
export function stringEnd(buf: Uint8Array, start: number, end: number): number {
  for (let i = start + 1; i < end; i++) {
    const byte = buf[i];
    if (byte === BACKSLASH) i++;
    else if (byte === QUOTE) return i + 1;
  }
  return -1;
}

/** Whether `<` at this place begins a decoration of -y: `3</path>`, `AT_FDCWD</path>`, `12<comm>`; `1<<12` and `<... resuming` are none. */
export function isDecoration(buf: Uint8Array, at: number): boolean {
  const before = buf[at - 1];
  return (isDigit(before) || before === 0x44) && buf[at + 1] !== LT;
}

/**
 * Index after a decoration `<…>` that begins at `start`; `end` where it has no end. A path can't hold a bare `<` or `>` (strace escapes them) but may be
 * followed by a nested one (`</dev/null<char 1:3>>`); a socket has `->` between its brackets.
 */
export function decorationEndOf(buf: Uint8Array, start: number, end: number): number {
  if (buf[start + 1] !== SLASH) {
    let bracket = -1;
    for (let i = start + 1; i < end; i++) {
      const byte = buf[i];
      if (byte === 0x5b && bracket < 0) bracket = i;
      else if (byte === GT) {
        // Looked for nearby only: a hostile line full of openings must not be searched to its end for each.
        const most = bracket < 0 ? 0 : Math.min(end - 1, bracket + MAX_SOCKET);
        for (let j = bracket; j < most; j++) if (buf[j] === 0x5d && buf[j + 1] === GT) return j + 2;
        return i + 1;
      }
    }
    return end;
  }
  let depth = 0;
  for (let i = start; i < end; i++) {
    const byte = buf[i];
    if (byte === BACKSLASH) i++;
    else if (byte === LT) depth++;
    else if (byte === GT && --depth === 0) return i + 1;
  }
  return end;
}

/** One character per byte. */
export function latin1(buf: Uint8Array, from: number, to: number): string {
  if (to - from < 32) {
    let text = '';
    for (let i = from; i < to; i++) text += String.fromCharCode(buf[i] ?? 0);
    return text;
  }
  return Buffer.from(buf.buffer, buf.byteOffset + from, to - from).toString('latin1');
}
