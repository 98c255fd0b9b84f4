// The bytes that a call sent or received, out of the strings that strace printed: as far as it printed them.

/** One string of a call. */
export interface Payload {
  bytes: Uint8Array;
  /** strace printed its beginning only (-s). */
  cut: boolean;
}

const SIMPLE: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, v: 11, f: 12, a: 7, b: 8, e: 27 };
/** Strings of one call that are read; sendmmsg sends no more than 1,024 at once, and one long line may hold any number. */
const MAX_STRINGS = 1_024;
const MAX_BYTES = 1 << 20;

/** Bytes of the literal that begins (with its quote) at `start` of a line's latin1 text, and the place behind it. Null where none begins there. */
export function literalAt(text: string, start: number): (Payload & { end: number }) | null {
  if (text.charCodeAt(start) !== 0x22) return null;
  const bytes: number[] = [];
  let at = start + 1;
  for (; at < text.length && bytes.length < MAX_BYTES; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return { bytes: Uint8Array.from(bytes), cut: text.startsWith('...', at + 1), end: at + 1 };
    if (code !== 0x5c) {
      bytes.push(code & 0xff);
      continue;
    }
    const next = text[++at] ?? '';
    if (next >= '0' && next <= '7') {
      let value = 0;
      let digits = 0;
      for (; digits < 3; digits++) {
        const digit = text.charCodeAt(at + digits) - 48;
        if (!(digit >= 0 && digit <= 7)) break;
        value = value * 8 + digit;
      }
      at += digits - 1;
      bytes.push(value & 0xff);
    } else if (next === 'x') {
      const digits = /^[0-9a-fA-F]{1,2}/.exec(text.slice(at + 1, at + 3))?.[0] ?? '';
      bytes.push(digits === '' ? 0x78 : Number.parseInt(digits, 16));
      at += digits.length;
    } else if (next !== '') bytes.push(SIMPLE[next] ?? next.charCodeAt(0) & 0xff);
  }
  // The line ends inside the string.
  return { bytes: Uint8Array.from(bytes), cut: true, end: text.length };
}

/**
 * What a call of the read, write, send and recv families carries, message by message. `args` is as {@link TraceText.parts} gives it. The pieces of one message
 * (iovec) are joined; a piece that strace cut ends its message, as what follows does not stand where it stood. Empty where no string is in it.
 */
export function payloadsOf(call: string, args: string): Payload[] {
  if (/^(?:send|recv)mmsg$/.test(call)) return messages(args);
  if (/^(?:sendmsg|recvmsg|p?writev2?|p?readv2?|process_vm_)/.test(call)) {
    const one = pieces(args);
    return one ? [one] : [];
  }
  const open = args.indexOf('"', commaOf(args));
  if (open < 0) return [];
  const one = literalAt(args, open);
  return one ? [{ bytes: one.bytes, cut: one.cut }] : [];
}

/** The comma behind the descriptor: its decoration may hold quotes and commas of a path. */
function commaOf(args: string): number {
  let depth = 0;
  for (let at = 0; at < args.length; at++) {
    const code = args.charCodeAt(at);
    if (code === 0x3c) depth++;
    else if (code === 0x3e && args.charCodeAt(at - 1) !== 0x2d) depth--;
    else if (code === 0x2c && depth <= 0) return at;
  }
  return 0;
}

/** `[{msg_hdr={…msg_iov=[…]…}, msg_len=28}, {…}]`: one of each `msg_iov`. */
function messages(args: string): Payload[] {
  const found: Payload[] = [];
  let at = args.indexOf('msg_iov=');
  while (at >= 0 && found.length < MAX_STRINGS) {
    const next = args.indexOf('msg_iov=', at + 8);
    const one = pieces(args.slice(at, next < 0 ? undefined : next));
    if (one) found.push(one);
    at = next;
  }
  return found;
}

/** All `iov_base` joined. */
function pieces(args: string): Payload | null {
  const parts: Uint8Array[] = [];
  let length = 0;
  let cut = false;
  for (let at = args.indexOf('iov_base='); at >= 0 && parts.length < MAX_STRINGS && !cut;) {
    const one = literalAt(args, at + 9);
    if (!one) {
      at = args.indexOf('iov_base=', at + 9);
      continue;
    }
    parts.push(one.bytes);
    length += one.bytes.length;
    cut = one.cut;
    at = args.indexOf('iov_base=', one.end);
  }
  if (parts.length === 0) return null;
  const bytes = new Uint8Array(length);
  let to = 0;
  for (const part of parts) {
    bytes.set(part, to);
    to += part.length;
  }
  return { bytes, cut };
}
