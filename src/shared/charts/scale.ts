// Scales of charts: from values to pixels, and which values stand at an axis.

export interface Scale {
  at: (value: number) => number;
  /** The value at a place. */
  value: (at: number) => number;
}

/** A domain of no width stands in the middle of its range. */
export function linear([from, to]: readonly [number, number], [start, end]: readonly [number, number]): Scale {
  const span = to - from;
  return {
    at: (value) => (span === 0 ? (start + end) / 2 : start + ((value - from) / span) * (end - start)),
    value: (at) => (end === start ? from : from + ((at - start) / (end - start)) * span),
  };
}

/** Both ends above zero; what is below the domain stands at its lower end. */
export function logarithmic([from, to]: readonly [number, number], range: readonly [number, number]): Scale {
  const inner = linear([Math.log10(from), Math.log10(to)], range);
  return { at: (value) => inner.at(Math.log10(Math.max(value, from))), value: (at) => 10 ** inner.value(at) };
}

/** Round values of the 1-2-5 series, about `most` of them at most, within the domain. */
export function ticks([from, to]: readonly [number, number], most: number): number[] {
  const span = to - from;
  if (!(span > 0) || most < 1) return [from];
  const rough = span / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999_999) ?? 10);
  const found: number[] = [];
  for (let i = Math.ceil(from / step - 1e-9); i * step <= to + step * 1e-9; i += 1) found.push(Number((i * step).toPrecision(12)));
  return found;
}

/** Powers of ten within the domain, and 2 and 5 of each where there are few. */
export function logTicks([from, to]: readonly [number, number], most: number): number[] {
  const first = Math.floor(Math.log10(from));
  const last = Math.ceil(Math.log10(to));
  const of = (factors: readonly number[]): number[] => {
    const found: number[] = [];
    for (let power = first; power <= last; power += 1) for (const factor of factors) found.push(Number((factor * 10 ** power).toPrecision(12)));
    return found.filter((value) => value >= from * 0.999_999 && value <= to * 1.000_001);
  };
  const wide = of([1, 2, 5]);
  if (wide.length <= most) return wide;
  const tens = of([1]);
  const step = Math.max(1, Math.ceil(tens.length / most));
  return tens.filter((_, index) => index % step === 0);
}

/** Times of an axis in one unit, that of its widest: `0`, `500 ms`, `2 s`. */
export function timeText(ns: number, spanNs: number): string {
  if (ns === 0) return '0';
  const [unit, name] = spanNs >= 1e9 ? [1e9, 's'] : spanNs >= 1e6 ? [1e6, 'ms'] : [1e3, 'µs'];
  return `${Number((ns / unit).toPrecision(6))} ${name}`;
}
