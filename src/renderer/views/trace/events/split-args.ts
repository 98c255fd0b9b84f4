// The arguments of a call, one by one. Pure.

const OPEN = '([{';
const CLOSE = ')]}';

/** Cut at commas that stand in no string, bracket or `<…>`. What is not closed ends with the text; together with `, ` between them they are what came in. */
export function splitArgs(args: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < args.length; at += 1) {
    const char = args[at] ?? '';
    if (char === '"') {
      at += 1;
      while (at < args.length && args[at] !== '"') at += args[at] === '\\' ? 2 : 1;
    } else if (char === '<' && args.indexOf('>', at) !== -1 && !/[\s<=]/.test(args[at + 1] ?? ' ')) {
      // `3</etc/hosts>`, and not a shift or a comparison; a descriptor's own may hold `->` and `<`.
      at = endOfWhat(args, at);
    } else if (OPEN.includes(char)) depth += 1;
    else if (CLOSE.includes(char)) depth = Math.max(0, depth - 1);
    else if (char === ',' && depth === 0) {
      found.push(args.slice(from, at));
      from = args[at + 1] === ' ' ? at + 2 : at + 1;
    }
  }
  const last = args.slice(from);
  return last === '' && found.length === 0 ? [] : [...found, last];
}

/** Where the `<…>` ends that begins at `from`: at the `>` that no `-` makes an arrow and no inner `<` opened. */
function endOfWhat(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '<') depth += 1;
    else if (text[at] === '>' && text[at - 1] !== '-') {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return text.indexOf('>', from);
}

/** What a string argument says once its escapes are read; null for what is no string, or says the same. */
export function decoded(arg: string): string | null {
  const match = /^"((?:[^"\\]|\\.)*)"(\.{3})?$/s.exec(arg);
  const inner = match?.[1];
  if (inner === undefined || !inner.includes('\\')) return null;
  const bytes: number[] = [];
  for (let at = 0; at < inner.length; at += 1) {
    const char = inner[at] ?? '';
    if (char !== '\\') {
      bytes.push(...new TextEncoder().encode(char));
      continue;
    }
    const escape = /^(?:x([0-9a-f]{2})|([0-7]{1,3})|(.))/s.exec(inner.slice(at + 1, at + 4));
    if (escape === null) break;
    if (escape[1] !== undefined) bytes.push(parseInt(escape[1], 16));
    else if (escape[2] !== undefined) bytes.push(parseInt(escape[2], 8) & 0xff);
    else bytes.push((SHORT[escape[3] ?? ''] ?? escape[3] ?? '').charCodeAt(0));
    at += escape[0].length;
  }
  const text = new TextDecoder().decode(Uint8Array.from(bytes));
  // Binary stays as strace wrote it.
  return /[\u0000-\u0008\u000e-\u001f\ufffd]/.test(text) ? null : text;
}

const SHORT: Record<string, string> = { n: '\n', t: '\t', r: '\r', v: '\v', f: '\f', a: '\u0007', b: '\b' };
