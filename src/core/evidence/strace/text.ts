// strace's way of printing strings, back to the text they stand for.

/** Longer than the text of any socket, its path included. */
const MAX_SOCKET = 1024;
const utf8 = new TextDecoder('utf-8');
const SIMPLE: Record<string, number> = { n: 10, t: 9, r: 13, v: 11, f: 12, a: 7, b: 8, e: 27 };

/**
 * The text of strace's escapes: `\n \t \r \v \f`, octal of one to three digits, `\xHH`, and a backslash before any other character. The input holds
 * one character per byte (latin1), as the log was read; the bytes that come out are UTF-8, invalid ones become U+FFFD.
 */
export const unescape = (text: string): string => (/[\\\x80-\xff]/.test(text) ? utf8.decode(bytesOf(text)) : text);

/** The bytes that an escaped string stands for; see {@link unescape}. */
export function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    let byte = text.charCodeAt(i) & 0xff;
    if (byte === 0x5c && i + 1 < text.length) {
      const next = text[++i] ?? '';
      if (next >= '0' && next <= '7') {
        let value = next.charCodeAt(0) - 48;
        for (let digits = 1; digits < 3; digits++) {
          const code = text.charCodeAt(i + 1) - 48;
          if (!(code >= 0 && code <= 7)) break;
          value = value * 8 + code;
          i++;
        }
        byte = value & 0xff;
      } else if (next === 'x' && /^[0-9a-fA-F]{1,2}/.test(text.slice(i + 1, i + 3))) {
        const digits = /^[0-9a-fA-F]{1,2}/.exec(text.slice(i + 1, i + 3))?.[0] ?? '0';
        byte = Number.parseInt(digits, 16);
        i += digits.length;
      } else {
        byte = SIMPLE[next] ?? next.charCodeAt(0) & 0xff;
      }
    }
    bytes[length++] = byte;
  }
  return bytes.subarray(0, length);
}

/** Text of a log as it stands (latin1 characters are bytes), for warnings. */
export const fromLatin1 = (text: string): string => (/[\x80-\xff]/.test(text) ? utf8.decode(Uint8Array.from(text, (char) => char.charCodeAt(0))) : text);

/** The string literal at the beginning of an argument; null where it is none (NULL, an address). A literal cut by strace keeps its `...`. */
export function literal(argument: string): string | null {
  const start = argument.startsWith('@"') ? 1 : 0;
  if (argument[start] !== '"') return null;
  const end = literalEnd(argument, start);
  if (end < 0) return unescape(argument.slice(start + 1));
  const cut = argument.startsWith('...', end) ? '...' : '';
  return (start === 1 ? '@' : '') + unescape(argument.slice(start + 1, end - 1)) + cut;
}

/** Index after the closing quote of the literal that begins at `start`; -1 where it has none. */
export function literalEnd(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5c) i++;
    else if (code === 0x22) return i + 1;
  }
  return -1;
}

/**
 * Index after a decoration `<…>` of -y/-yy that begins at `start`; the text's length where it has no end. A path can't hold a bare `<` or `>` (strace
 * escapes them) but may be followed by a nested one (`</dev/null<char 1:3>>`); a socket has `->` between its brackets.
 */
export function decorationEnd(text: string, start: number): number {
  if (text[start + 1] !== '/') {
    const close = text.indexOf('>', start);
    const bracket = text.indexOf('[', start);
    if (bracket >= 0 && bracket < close) {
      // Looked for nearby only: a hostile line full of openings must not be searched to its end for each.
      const end = text.slice(bracket, bracket + MAX_SOCKET).indexOf(']>');
      if (end >= 0) return bracket + end + 2;
    }
    return close < 0 ? text.length : close + 1;
  }
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5c) i++;
    else if (code === 0x3c) depth++;
    else if (code === 0x3e && --depth === 0) return i + 1;
  }
  return text.length;
}

/** A copy that does not keep a whole chunk of the log alive: a slice of a string holds on to what it was cut from. */
export const own = (text: string): string => (text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le'));
