// The span of time that a filter names (`at:1.2s..1.5s`): read from it, put into it, taken out. The timeline shows it as a selection and draws what the rest leaves.
import type { Span } from './span.ts';

/** Terms as they stand, blanks between them; a quote holds blanks together. */
const TERMS = /(?:[^\s"]|"(?:[^"\\]|\\.)*"?)+/g;
const AT = /^at:/;
const UNIT: Record<string, number> = { s: 1e9, ms: 1e6, us: 1e3, µs: 1e3, ns: 1, '': 1e9 };

const timeOf = (text: string): number | null => {
  const found = /^(\d+(?:\.\d+)?)(s|ms|us|µs|ns|)$/.exec(text);
  const unit = UNIT[found?.[2] ?? ''];
  return found === null || unit === undefined ? null : Math.round(Number(found[1]) * unit);
};

const termsOf = (filter: string): string[] => filter.match(TERMS) ?? [];

/** Null where the filter names none, or more than one range could say. An open end is the end of the trace. */
export function spanOfFilter(filter: string, endNs: number): Span | null {
  const term = termsOf(filter).find((each) => AT.test(each));
  const found = term === undefined ? null : /^at:([^.]*(?:\.\d[^.]*)?)\.\.(.*)$/.exec(term);
  if (found === null) return null;
  const [from, to] = [found[1] === '' ? 0 : timeOf(found[1] ?? ''), found[2] === '' ? endNs : timeOf(found[2] ?? '')];
  return from === null || to === null || to < from ? null : { fromNs: from, toNs: to };
}

/** The filter without its spans of time; `-at:` stays, it hides something. */
export const withoutSpan = (filter: string): string =>
  termsOf(filter)
    .filter((term) => !AT.test(term))
    .join(' ');

export const withSpan = (filter: string, span: Span): string => [withoutSpan(filter), `at:${spanTerm(span)}`].filter((part) => part !== '').join(' ');

/** As short as it can be said without losing a nanosecond: `1.2s..1.5s`, `350us..2ms`. */
export const spanTerm = ({ fromNs, toNs }: Span): string => `${timeTerm(fromNs)}..${timeTerm(toNs)}`;

function timeTerm(ns: number): string {
  if (ns === 0) return '0s';
  const [unit, name] = ns >= 1e9 ? [1e9, 's'] : ns >= 1e6 ? [1e6, 'ms'] : ns >= 1e3 ? [1e3, 'us'] : [1, 'ns'];
  return `${Number((ns / unit).toPrecision(15))}${name}`;
}

/** A drag says where it began and ended by the pixel, not by the nanosecond: rounded to what a pixel shows. */
export function rounded({ fromNs, toNs }: Span, nsOfPixel: number): Span {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, nsOfPixel))));
  return { fromNs: Math.floor(fromNs / step) * step, toNs: Math.ceil(toNs / step) * step };
}
