// Spans of a text that must not leave, and how they are cut out. Finding and cutting are apart, so that overlapping finds never leave a rest of one.

export const KINDS = ['secret', 'private-key', 'authorization', 'token', 'userinfo', 'netrc', 'docker-auth', 'assignment', 'home', 'host', 'user'] as const;
export type RedactionKind = (typeof KINDS)[number];

export interface Span {
  start: number;
  end: number;
  kind: RedactionKind;
}

/** Overlapping spans as one, with the weightiest kind of them (first in {@link KINDS}). Touching ones stay two. */
export function mergeSpans(spans: Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of spans.sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1);
    if (last && span.start < last.end) {
      if (span.end > last.end) last.end = span.end;
      if (KINDS.indexOf(span.kind) < KINDS.indexOf(last.kind)) last.kind = span.kind;
    } else merged.push({ ...span });
  }
  return merged;
}

/** The text with each span replaced. */
export function cut(text: string, spans: Span[], replacement: (span: Span) => string): string {
  const parts: string[] = [];
  let at = 0;
  for (const span of spans) {
    parts.push(text.slice(at, span.start), replacement(span));
    at = span.end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}
