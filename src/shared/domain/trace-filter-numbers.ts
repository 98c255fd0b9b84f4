// Numbers and times in the filter language of traces: `3`, `3..9`, `>10ms`, `<=0`, `1.5s..`. Called by trace-filter.ts.

/** Whole numbers, both ends included. */
export interface NumberRange {
  least: number;
  most: number;
}

/** `count`: not negative. `number`: of an event or a task, `#12` or `12`. `integer`: negative and hexadecimal too. `time`: with its unit, in nanoseconds. */
export type NumberKind = 'count' | 'number' | 'integer' | 'time';

const UNITS: Record<string, number> = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, min: 60e9, h: 3600e9 };

/** Null for what is no number or range of this kind. `least` may be above `most`. */
export function numbersOf(text: string, kind: NumberKind): NumberRange | null {
  const compared = /^(>=|<=|>|<)(.*)$/.exec(text);
  if (compared) {
    const value = one(compared[2] ?? '', kind);
    if (value === null) return null;
    switch (compared[1]) {
      case '>':
        return { least: value + 1, most: Infinity };
      case '>=':
        return { least: value, most: Infinity };
      case '<':
        return { least: -Infinity, most: value - 1 };
      default:
        return { least: -Infinity, most: value };
    }
  }
  const dots = text.indexOf('..');
  if (dots < 0) {
    const value = one(text, kind);
    return value === null ? null : { least: value, most: value };
  }
  const [left, right] = [text.slice(0, dots), text.slice(dots + 2)];
  const least = left === '' ? -Infinity : one(left, kind);
  const most = right === '' ? Infinity : one(right, kind);
  return least === null || most === null ? null : { least, most };
}

function one(text: string, kind: NumberKind): number | null {
  if (kind === 'time') {
    const found = /^(\d+(?:\.\d+)?)(ns|us|µs|μs|ms|s|min|h)$/.exec(text);
    if (found === null) return text === '0' ? 0 : null;
    const ns = Math.round(Number(found[1]) * (UNITS[found[2] ?? ''] ?? Number.NaN));
    return Number.isSafeInteger(ns) ? ns : null;
  }
  const digits = kind === 'number' ? /^#?(\d+)$/.exec(text)?.[1] : kind === 'integer' ? /^(-?\d+|0x[0-9a-fA-F]+)$/.exec(text)?.[1] : /^(\d+)$/.exec(text)?.[1];
  const value = Number(digits ?? Number.NaN);
  return Number.isSafeInteger(value) ? value + 0 : null;
}
