// The bytes that a call sent or received, out of the strings that strace printed: as far as it printed them.

import { bytesOf, literalEnd } from '../strace/text.ts';

/** One string of a call. */
export interface Payload {
  bytes: Uint8Array;
  /** strace printed its beginning only (-s). */
  cut: boolean;
}

/** Strings of one call that are read; sendmmsg sends no more than 1,024 at once, and one long line may hold any number. */
const MAX_STRINGS = 1_024;
const MAX_TEXT = 1 << 22;

/** Bytes of the literal that begins (with its quote) at `start` of a line's latin1 text, and the place behind it. Null where none begins there. */
export function literalAt(text: string, start: number): (Payload & { end: number }) | null {
  if (text.charCodeAt(start) !== 0x22) return null;
  const end = literalEnd(text, start);
  // The line can end inside the string.
  const inside = text.slice(start + 1, Math.min(start + 1 + MAX_TEXT, end < 0 ? text.length : end - 1));
  return { bytes: bytesOf(inside), cut: end < 0 || end - 2 - start > MAX_TEXT || text.startsWith('...', end), end: end < 0 ? text.length : end };
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
