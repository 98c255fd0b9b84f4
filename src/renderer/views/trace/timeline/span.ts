// The part of a trace's time that is looked at, and how wheel, keys and drags change it. Pure; times in ns since the first event.

export interface Span {
  fromNs: number;
  toNs: number;
}

/** Changes what is looked at, from what it is when the change is made: two quick ones add up. */
export type ChangeSpan = (of: (span: Span) => Span) => void;

/** The least that can be looked at: a microsecond is as fine as strace tells. */
export const LEAST_NS = 1_000;

export const lengthOf = ({ fromNs, toNs }: Span): number => toNs - fromNs;

/** The same length (or as much as there is) inside of 0 … `endNs`, in whole nanoseconds. */
export function held(span: Span, endNs: number): Span {
  const length = Math.min(Math.max(LEAST_NS, Math.round(lengthOf(span))), Math.max(LEAST_NS, endNs));
  const fromNs = Math.round(Math.min(Math.max(0, span.fromNs), Math.max(0, endNs - length)));
  return { fromNs, toNs: fromNs + length };
}

/** `factor` below 1 shows less; the time `aroundNs` stays where it is on the screen. */
export function zoomed(span: Span, endNs: number, aroundNs: number, factor: number): Span {
  const length = Math.min(Math.max(LEAST_NS, lengthOf(span) * factor), Math.max(LEAST_NS, endNs));
  const around = Math.min(Math.max(aroundNs, span.fromNs), span.toNs);
  const share = lengthOf(span) === 0 ? 0.5 : (around - span.fromNs) / lengthOf(span);
  const fromNs = around - share * length;
  return held({ fromNs, toNs: fromNs + length }, endNs);
}

/** Moved by a share of its length; stops at the ends. */
export const panned = (span: Span, endNs: number, share: number): Span => held({ fromNs: span.fromNs + lengthOf(span) * share, toNs: span.toNs + lengthOf(span) * share }, endNs);

/** Moved as little as needed to hold `ns`, with some room around it. */
export function holding(span: Span, endNs: number, ns: number): Span {
  if (ns >= span.fromNs && ns <= span.toNs) return span;
  const fromNs = ns - lengthOf(span) * 0.2;
  return held({ fromNs, toNs: fromNs + lengthOf(span) }, endNs);
}

export const allOf = (endNs: number): Span => ({ fromNs: 0, toNs: endNs });
export const isWhole = (span: Span, endNs: number): boolean => span.fromNs <= 0 && span.toNs >= endNs;

/** The time at a pixel of a plot `width` wide that shows the span, and the pixel of a time. */
export const timeAt = (span: Span, width: number, x: number): number => span.fromNs + x * pixelNs(span, width);
export const placeOf = (span: Span, width: number, ns: number): number => (ns - span.fromNs) / pixelNs(span, width);
/** The time that a pixel stands for. */
export const pixelNs = (span: Span, width: number): number => lengthOf(span) / Math.max(1, width);

/** Two ends in either order, inside of the trace. */
export const between = (a: number, b: number, endNs: number): Span => ({
  fromNs: Math.round(Math.max(0, Math.min(a, b))),
  toNs: Math.round(Math.min(endNs, Math.max(a, b))),
});

/**
 * What is asked of the workbench to draw `span`: somewhat more than is seen, on a grid, so that small moves need no new answer and going back finds the old one.
 * Null: all of the trace.
 */
export function asked(span: Span, endNs: number): Span | null {
  const unit = 2 ** Math.ceil(Math.log2(Math.max(1, lengthOf(span))));
  if (unit * 1.75 >= endNs) return null;
  const fromNs = Math.max(0, (Math.floor(span.fromNs / (unit / 4)) - 1) * (unit / 4));
  return { fromNs: Math.floor(fromNs), toNs: Math.min(endNs, Math.ceil(fromNs + unit * 1.75)) };
}

/** As it stands in the address: whole nanoseconds, `1200000-1500000`. */
export const spanText = ({ fromNs, toNs }: Span): string => `${Math.round(fromNs)}-${Math.round(toNs)}`;

export function spanOfText(text: string, endNs: number): Span | null {
  const found = /^(\d{1,18})-(\d{1,18})$/.exec(text);
  if (found === null) return null;
  const span = { fromNs: Number(found[1]), toNs: Number(found[2]) };
  return span.toNs <= span.fromNs || span.fromNs >= endNs ? null : held(span, endNs);
}
