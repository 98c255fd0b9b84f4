// Redaction of a JSON document, string by string: a find that spans two strings would take the commas between them along.
import { addCounts } from './redactor.ts';
import type { Redactor } from './redactor.ts';

/** Members whose value is a secret whatever it looks like: `GITHUB_TOKEN`, `auth`. */
const SECRET_NAME = /(?:^|[_-])(?:password|passwd|passphrase|secret|token|api_?key|access_?key|private_?key|credentials?|authorization|identitytoken|registrytoken|auth)$/i;

/** A JSON value with its strings (and keys) redacted. */
export function redactJson(value: unknown, redactor: Redactor): { value: unknown; counts: Record<string, number> } {
  const counts: Record<string, number> = {};
  const change = (text: string): string => {
    const done = redactor.redact(text);
    addCounts(counts, done.counts);
    return done.text;
  };
  const walk = (item: unknown, name: string): unknown => {
    if (typeof item === 'string') {
      if (item === '' || !SECRET_NAME.test(name)) return change(item);
      // as the assignment that it is, so that mark and count are the redactor's own
      const prefix = 'SECRET=';
      const whole = redactor.redact(`${prefix}${item.replace(/[\s"'\\&;]/g, '_')}`);
      addCounts(counts, whole.counts);
      return whole.text.slice(prefix.length);
    }
    if (Array.isArray(item)) return item.map((each) => walk(each, name));
    if (typeof item !== 'object' || item === null) return item;
    return Object.fromEntries(Object.entries(item).map(([key, each]) => [change(key), walk(each, key)]));
  };
  return { value: walk(value, ''), counts };
}

/**
 * A JSON document's bytes, redacted: first string by string, then over the final bytes. The second pass is kept only where the document stays
 * JSON: a number that equals a secret by chance can't be taken out.
 */
export function redactJsonText(text: string, redactor: Redactor): { text: string; counts: Record<string, number> } {
  const { value, counts } = redactJson(JSON.parse(text), redactor);
  const first = JSON.stringify(value);
  const second = redactor.redact(first);
  if (second.text === first) return { text: first, counts };
  try {
    JSON.parse(second.text);
  } catch {
    return { text: first, counts }; // see above
  }
  addCounts(counts, second.counts);
  return { text: second.text, counts };
}
