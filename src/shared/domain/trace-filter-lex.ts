// The filter language of traces cut into terms and values, with their places. Knows no key and no value; never fails. Called by trace-filter.ts and by the
// completion.

export interface RawValue {
  /** With its quotes. */
  from: number;
  to: number;
  /** Without quotes. Of a value behind a key, `\*`, `\?` and `\\` stand as they were written: they are the glob's. */
  text: string;
  /** `open`: a quote without an end; `glued`: something follows right behind the closing quote. */
  end: 'good' | 'open' | 'glued';
}

export interface RawTerm {
  /** With its `-`. */
  from: number;
  to: number;
  negated: boolean;
  /** Null: a text, which is the only value. */
  key: string | null;
  keyFrom: number;
  /** Behind the colon; of a text its beginning. */
  valuesFrom: number;
  values: RawValue[];
}

const BLANK = /\s/;

export function lexFilter(text: string): RawTerm[] {
  const terms: RawTerm[] = [];
  let at = 0;
  for (;;) {
    while (at < text.length && BLANK.test(text[at] ?? '')) at += 1;
    if (at >= text.length) return terms;
    const term = lexTerm(text, at);
    terms.push(term);
    at = term.to;
  }
}

function lexTerm(text: string, from: number): RawTerm {
  // A minus alone is a text.
  const negated = text[from] === '-' && from + 1 < text.length && !BLANK.test(text[from + 1] ?? '');
  const keyFrom = negated ? from + 1 : from;
  const key = keyAt(text, keyFrom);
  const valuesFrom = key === null ? keyFrom : keyFrom + key.length + 1;
  const values: RawValue[] = [];
  let at = valuesFrom;
  for (;;) {
    const value = text[at] === '"' ? quotedAt(text, at, key !== null) : bareAt(text, at, key !== null);
    values.push(value);
    at = value.to;
    if (key !== null && text[at] === ',') {
      at += 1;
      continue;
    }
    if (value.end === 'glued') while (at < text.length && !BLANK.test(text[at] ?? '')) at += 1;
    return { from, to: at, negated, key, keyFrom, valuesFrom, values };
  }
}

/** Lower-case letters before a colon: `127.0.0.1:53` and `C:` begin no term with a key. */
function keyAt(text: string, from: number): string | null {
  let at = from;
  while (at < text.length && text[at] !== undefined && /[a-z]/.test(text[at] ?? '')) at += 1;
  return at > from && text[at] === ':' ? text.slice(from, at) : null;
}

function bareAt(text: string, from: number, list: boolean): RawValue {
  let to = from;
  while (to < text.length && !BLANK.test(text[to] ?? '') && !(list && text[to] === ',')) to += 1;
  return { from, to, text: text.slice(from, to), end: 'good' };
}

/** `\"` is a quote and `\\` a backslash; any other backslash is one, so that what stands in a log can be pasted. A glob keeps what its own signs need. */
function quotedAt(text: string, from: number, glob: boolean): RawValue {
  let found = '';
  for (let at = from + 1; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (char === '"') {
      const next = text[at + 1];
      const good = next === undefined || BLANK.test(next) || (glob && next === ',');
      return { from, to: at + 1, text: found, end: good ? 'good' : 'glued' };
    }
    if (char === '\\' && (text[at + 1] === '"' || text[at + 1] === '\\')) {
      at += 1;
      found += glob && text[at] === '\\' ? '\\\\' : (text[at] ?? '');
    } else found += char;
  }
  return { from, to: text.length, text: found, end: 'open' };
}
