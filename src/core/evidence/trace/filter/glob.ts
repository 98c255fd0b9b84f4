// Globs of the filter language, matched in time linear in the text: nothing backtracks over more than one `*`. Called by terms.ts for every entry of a table.

/** `*` any characters, slashes too; `?` one; a backslash takes the next character along. */
export function globTest(glob: string, { ignoreCase = false } = {}): (text: string) => boolean {
  const { chars, wild } = charsOf(ignoreCase ? glob.toLowerCase() : glob);
  const stars = wild.filter((each) => each === '*').length;
  const plain = !wild.includes('?');
  const test = plain && stars <= 2 ? simpleTest(chars, wild, stars) : null;
  const matches = test ?? ((text: string): boolean => matchGlob(chars, wild, text));
  return ignoreCase ? (text) => matches(text.toLowerCase()) : matches;
}

/** The name that a glob without signs stands for. */
export const literalOf = (glob: string): string => charsOf(glob).chars.join('');

/** UTF-16 units and, for each, `*` or `?` where it is that sign and nothing where it is itself. */
function charsOf(glob: string): { chars: string[]; wild: ('*' | '?' | '')[] } {
  const chars: string[] = [];
  const wild: ('*' | '?' | '')[] = [];
  for (let i = 0; i < glob.length; i += 1) {
    let char = glob[i] ?? '';
    let sign: '*' | '?' | '' = char === '*' || char === '?' ? char : '';
    if (char === '\\' && i + 1 < glob.length) {
      i += 1;
      char = glob[i] ?? '';
      sign = '';
    }
    if (sign === '*' && wild.at(-1) === '*') continue;
    chars.push(char);
    wild.push(sign);
  }
  return { chars, wild };
}

/** What nearly all globs are: `name`, `name*`, `*name`, `*name*`, `a*b`. Null for the rest. */
function simpleTest(chars: string[], wild: string[], stars: number): ((text: string) => boolean) | null {
  const literal = (from: number, to: number): string => chars.slice(from, to).join('');
  const first = wild.indexOf('*');
  const last = wild.lastIndexOf('*');
  const end = chars.length;
  if (stars === 0) {
    const whole = literal(0, end);
    return (text) => text === whole;
  }
  if (stars === 1) {
    const head = literal(0, first);
    const tail = literal(first + 1, end);
    if (tail === '') return head === '' ? () => true : (text) => text.startsWith(head);
    if (head === '') return (text) => text.endsWith(tail);
    const least = head.length + tail.length;
    return (text) => text.length >= least && text.startsWith(head) && text.endsWith(tail);
  }
  if (first !== 0 || last !== end - 1) return null;
  const middle = literal(1, end - 1);
  return (text) => text.includes(middle);
}

/** Remembers the last `*` only: whatever matched before it stays matched. */
function matchGlob(chars: readonly string[], wild: readonly string[], text: string): boolean {
  let at = 0;
  let i = 0;
  let star = -1;
  let resume = 0;
  while (i < text.length) {
    if (wild[at] === '*') {
      star = at;
      at += 1;
      resume = i;
    } else if (at < chars.length && (wild[at] === '?' || chars[at] === text[i])) {
      at += 1;
      i += 1;
    } else if (star >= 0) {
      at = star + 1;
      resume += 1;
      i = resume;
    } else return false;
  }
  while (wild[at] === '*') at += 1;
  return at === chars.length;
}
