// -ldflags as Go reads them: words separated by white space, a word may be quoted as a whole with ' or ", nothing is unescaped (cmd/internal/quoted).
import { InputError } from '../../shared/domain/errors.ts';

/** Splits as Go's -ldflags and -extldflags are split. Throws InputError for a quote that does not end. */
export function splitFlags(text: string): string[] {
  const words: string[] = [];
  for (let at = 0; at < text.length;) {
    const char = text[at] ?? '';
    if (/[ \t\n\r]/.test(char)) {
      at += 1;
    } else if (char === '"' || char === "'") {
      const end = text.indexOf(char, at + 1);
      if (end < 0) throw new InputError(`the ${char} at column ${at + 1} of ${JSON.stringify(text)} has no end`, { input: text, expected: 'closed quotes' });
      words.push(text.slice(at + 1, end));
      at = end + 1;
    } else {
      let end = at;
      while (end < text.length && !/[ \t\n\r]/.test(text[end] ?? '')) end += 1;
      words.push(text.slice(at, end));
      at = end;
    }
  }
  return words;
}

/** The inverse. Throws InputError for a word with both kinds of quotes, which Go can't read. */
function joinFlags(words: string[]): string {
  return words
    .map((word) => {
      if (!/[ \t\n\r'"]/.test(word) && word !== '') return word;
      if (!word.includes("'")) return `'${word}'`;
      if (!word.includes('"')) return `"${word}"`;
      throw new InputError(`the linker flag ${JSON.stringify(word)} has both kinds of quotes, which Go can't read`, { input: word, expected: 'flags with either \' or "' });
    })
    .join(' ');
}

/** What a linkage asks of the linker. */
export interface LinkerFlags {
  words: string[];
  /** Value of -extldflags. */
  external: string | null;
}

/**
 * The `-ldflags=…` arguments: ours, then the user's, in one. The linker keeps only the last -extldflags, so the user's is joined with ours
 * instead of replacing it. Flags for other packages (`pattern=flags`) need a second -ldflags, as one holds for one pattern only.
 */
export function ldflagsArguments(ours: LinkerFlags, user: string | null): string[] {
  const own = [...ours.words, ...(ours.external === null ? [] : [`-extldflags=${ours.external}`])];
  const text = (user ?? '').trim();
  if (text === '') return own.length === 0 ? [] : [`-ldflags=${joinFlags(own)}`];
  if (own.length === 0) return [`-ldflags=${text}`];
  const pattern = /^[^-'"\s][^=]*=/.exec(text)?.[0] ?? '';
  const merged = `-ldflags=${pattern}${merge(ours, text.slice(pattern.length))}`;
  return pattern === '' ? [merged] : [`-ldflags=${joinFlags(own)}`, merged];
}

function merge(ours: LinkerFlags, user: string): string {
  const rest: string[] = [];
  const external: string[] = ours.external === null ? [] : [ours.external];
  const words = splitFlags(user);
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const found = /^--?extldflags(?:=([\s\S]*))?$/.exec(word);
    if (!found) rest.push(word);
    else external.push(found[1] ?? words[++at] ?? '');
  }
  return joinFlags([...ours.words, ...(external.length === 0 ? [] : [`-extldflags=${external.join(' ')}`]), ...rest]);
}
