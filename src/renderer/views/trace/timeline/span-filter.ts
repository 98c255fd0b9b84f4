// The span of time that a filter names (`at:1.2s..1.5s`): read from it, put into it, taken out. The timeline shows it as a selection and draws what the rest leaves.
import { parseTraceFilter, type FilterTerm } from '../../../../shared/domain/trace-filter.ts';
import type { Span } from './span.ts';

/** `-at:` is none: it hides something, and stays. */
function spanTerms(filter: string): (FilterTerm & { key: 'at' })[] {
  const parsed = parseTraceFilter(filter);
  if (!parsed.ok) return [];
  return parsed.filter.terms.filter((term): term is FilterTerm & { key: 'at' } => term.key === 'at' && !term.negated);
}

/** Null where the filter names none, or more than one span could say. An open end is the end of the trace. */
export function spanOfFilter(filter: string, endNs: number): Span | null {
  const terms = spanTerms(filter);
  const range = terms.length === 1 && terms[0] !== undefined && 'ranges' in terms[0] && terms[0].ranges.length === 1 ? terms[0].ranges[0] : undefined;
  return range === undefined ? null : { fromNs: Math.max(0, range.least), toNs: Math.min(endNs, range.most) };
}

/** The filter without its spans of time, everything else as it was written. */
export function withoutSpan(filter: string): string {
  let rest = filter;
  for (const { from, to } of spanTerms(filter).reverse()) rest = `${rest.slice(0, from).trimEnd()} ${rest.slice(to).trimStart()}`.trim();
  return rest;
}

export const withSpan = (filter: string, span: Span): string => [withoutSpan(filter), `at:${spanTerm(span)}`].filter((part) => part !== '').join(' ');

/** As short as it can be said without losing a nanosecond: `1.2s..1.5s`, `350us..2ms`. */
export const spanTerm = ({ fromNs, toNs }: Span): string => `${timeTerm(fromNs)}..${timeTerm(toNs)}`;

function timeTerm(ns: number): string {
  const [unit, name] = ns >= 1e9 || ns === 0 ? [1e9, 's'] : ns >= 1e6 ? [1e6, 'ms'] : ns >= 1e3 ? [1e3, 'us'] : [1, 'ns'];
  return `${Number((ns / unit).toPrecision(15))}${name}`;
}

/** A drag says where it began and ended by the pixel, not by the nanosecond: rounded to what a pixel shows. */
export function rounded({ fromNs, toNs }: Span, nsOfPixel: number): Span {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, nsOfPixel))));
  return { fromNs: Math.floor(fromNs / step) * step, toNs: Math.ceil(toNs / step) * step };
}
