// The arguments of a call apart, as text.
import { decorationEnd, literalEnd } from './text.ts';

/** Index of the comma behind the argument that begins at `from`, or of the bracket that closes them all; `end` where neither comes. Commas in literals, structures and decorations do not count. */
export function argumentEnd(text: string, from: number, end: number): number {
  let depth = 0;
  for (let at = from; at < end; at++) {
    switch (text.charCodeAt(at)) {
      case 0x22: {
        const close = literalEnd(text, at);
        if (close < 0) return end;
        at = close - 1;
        break;
      }
      case 0x3c: {
        // `3</path>` and `AT_FDCWD</path>`; `1<<12` is a number.
        const before = text.charCodeAt(at - 1);
        if (((before >= 0x30 && before <= 0x39) || before === 0x44) && text.charCodeAt(at + 1) !== 0x3c) at = decorationEnd(text, at) - 1;
        break;
      }
      case 0x28:
      case 0x5b:
      case 0x7b:
        depth++;
        break;
      case 0x29:
      case 0x5d:
      case 0x7d:
        if (depth-- === 0) return at;
        break;
      case 0x2c:
        if (depth === 0) return at;
        break;
    }
  }
  return end;
}

/** The arguments apart, each trimmed. At most `max`; a bracket that closes what was never opened ends nothing, and what stands behind it belongs to the last one. */
export function splitArguments(args: string, max = 16): string[] {
  const parts: string[] = [];
  for (let start = 0; parts.length < max;) {
    const end = argumentEnd(args, start, args.length);
    const more = args.charCodeAt(end) === 0x2c;
    parts.push(args.slice(start, more ? end : args.length).trim());
    if (!more) break;
    start = end + 1;
  }
  return parts;
}
