// The arguments of a call taken apart for the eye: paths and strings speak, flags and numbers stand back. Pure, and never wrong in text: the pieces together
// are what came in, whatever it was.

export type PieceKind = 'path' | 'string' | 'what' | 'flag' | 'note' | 'plain';
/** `what`: what strace -y says of a descriptor, `<…>`; `note`: a comment of strace's own. */
export interface Piece {
  kind: PieceKind;
  text: string;
}

/** A string with its escapes (cut ones end in `"...`), a comment, a decoration, a constant, or anything else up to where one of those may begin. */
const TOKEN = /"(?:[^"\\]|\\.)*(?:"(?:\.{3})?|$)|\/\*.*?(?:\*\/|$)|<[^<>]*(?:<[^<>]*>[^<>]*)*>|\b[A-Z][A-Z0-9_]{2,}\b|[^"</A-Z]+|./gs;

function kindOf(text: string): PieceKind {
  switch (text[0]) {
    case '"':
      return text[1] === '/' || text.startsWith('"./') || text.startsWith('"../') ? 'path' : 'string';
    case '<':
      return text.length > 1 ? 'what' : 'plain';
    case '/':
      return text.length > 1 ? 'note' : 'plain';
    default:
      return /^[A-Z][A-Z0-9_]{2,}$/.test(text) ? 'flag' : 'plain';
  }
}

/** `max`: characters beyond which the rest is left out (the last piece then ends in `…`). */
export function pieces(args: string, max = Infinity): Piece[] {
  const text = args.length > max ? `${args.slice(0, max)}…` : args;
  const found: Piece[] = [];
  for (const [token] of text.matchAll(TOKEN)) {
    const kind = kindOf(token);
    const last = found.at(-1);
    if (last !== undefined && last.kind === kind && kind === 'plain') last.text += token;
    else found.push({ kind, text: token });
  }
  return found;
}
