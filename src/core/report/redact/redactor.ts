// Takes secrets out of what leaves this machine. Runs over the final bytes of every export, always over the whole of a document: there are no
// chunks, so no chunk boundary can hide a secret.
import { findForm, formsOf, fromBytes, toBytes } from './forms.ts';
import { patternSpans } from './patterns.ts';
import { placeFinders } from './places.ts';
import { cut, mergeSpans } from './spans.ts';
import type { RedactionKind, Span } from './spans.ts';

export interface RedactorOptions {
  /** Known secrets; those under 4 bytes are not looked for. */
  secrets: string[];
  home?: string;
  user?: string;
  hostname?: string;
}

/** How many spans of each kind were taken out; kinds that did not occur are absent. */
export type RedactionCounts = Partial<Record<RedactionKind, number>>;

export interface Redactor {
  redact(text: string): { text: string; counts: Record<string, number> };
  /**
   * The same over bytes that need not be text. With `sameLength` every span is overwritten in place, for binaries whose offsets must hold:
   * then paths and names of the machine stay, as only secrets are worth a changed binary.
   */
  redactBuffer(buffer: Buffer, options?: { sameLength?: boolean }): { buffer: Buffer; counts: Record<string, number> };
}

/** What stands for a span. No secret may contain its edges: else the mark and its neighbours could spell one again. */
const MARKS = ['[redacted]', '*redacted*', '{redacted}', '(redacted)', '~redacted~', '\u2588\u2588\u2588'];

/** A redactor for one export. */
export function createRedactor(options: RedactorOptions): Redactor {
  const forms = [...new Set(options.secrets.flatMap(formsOf))].sort((a, b) => b.length - a.length);
  const places = placeFinders(options);
  const mark =
    MARKS.map(toBytes).find((text) => forms.every((form) => !form.includes(text.charAt(0)) && !form.includes(text.charAt(text.length - 1)) && !text.includes(form))) ??
    toBytes(MARKS[0] ?? '');

  const secretSpans = (text: string): Span[] => {
    const spans: Span[] = [];
    for (const form of forms) for (const [start, end] of findForm(text, form)) spans.push({ start, end, kind: 'secret' });
    for (const span of patternSpans(text)) spans.push(span);
    return spans;
  };
  const replacement = (span: Span): string => (span.kind === 'home' ? '~' : mark);
  /** A span that is our own mark already is not a find: redacting twice changes and counts nothing. */
  const fresh = (text: string, spans: Span[]): Span[] => spans.filter((span) => !isMarks(text.slice(span.start, span.end), mark));

  const redactBytes = (bytes: string, sameLength: boolean): { bytes: string; counts: Record<string, number> } => {
    const found = secretSpans(bytes);
    if (!sameLength) for (const find of places) found.push(...find(bytes));
    const spans = mergeSpans(fresh(bytes, found));
    const counts: RedactionCounts = {};
    for (const { kind } of spans) counts[kind] = (counts[kind] ?? 0) + 1;
    return { bytes: cut(bytes, spans, sameLength ? ({ start, end }) => 'x'.repeat(end - start) : replacement), counts };
  };

  return {
    redact: (text) => {
      const { bytes, counts } = redactBytes(toBytes(text), false);
      return { text: fromBytes(bytes), counts };
    },
    redactBuffer: (buffer, { sameLength = false } = {}) => {
      const { bytes, counts } = redactBytes(buffer.toString('latin1'), sameLength);
      return { buffer: Buffer.from(bytes, 'latin1'), counts };
    },
  };
}

/** `[redacted]`, or a scheme before it as in `Basic [redacted]`. */
const isMarks = (text: string, mark: string): boolean =>
  text.includes(mark) &&
  text
    .replaceAll(mark, '')
    .replace(/^(?:basic|bearer|token|digest|negotiate)?[ \t:]*/i, '')
    .trim() === '';

/** Sums of several exports' counts. */
export function addCounts(into: Record<string, number>, counts: Record<string, number>): void {
  for (const [kind, count] of Object.entries(counts)) into[kind] = (into[kind] ?? 0) + count;
}
