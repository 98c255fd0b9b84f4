// The arguments of a call apart, as text.
import { decorationEnd, literalEnd } from './text.ts';

/** The arguments apart, each trimmed; commas in literals, structures and decorations do not count. At most `max`. */
export function splitArguments(args: string, max = 16): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < args.length && parts.length < max; i++) {
    switch (args.charCodeAt(i)) {
      case 0x22: {
        const end = literalEnd(args, i);
        i = end < 0 ? args.length : end - 1;
        break;
      }
      case 0x3c: {
        const before = args.charCodeAt(i - 1);
        if (((before >= 0x30 && before <= 0x39) || before === 0x44) && args.charCodeAt(i + 1) !== 0x3c) i = decorationEnd(args, i) - 1;
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
        depth--;
        break;
      case 0x2c:
        if (depth === 0) {
          parts.push(args.slice(start, i).trim());
          start = i + 1;
        }
        break;
    }
  }
  if (parts.length < max) parts.push(args.slice(start).trim());
  return parts;
}
