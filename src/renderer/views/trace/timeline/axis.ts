// What stands at the axis of time: round times, told as exactly as their distance needs. Pure.
import { ticks } from '../../../../shared/charts/scale.ts';
import type { Span } from './span.ts';

export interface Tick {
  ns: number;
  text: string;
}

const UNITS = [
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'µs'],
] as const;

/** About one in `most`; all in one unit, that of the later end, with as many decimals as tell neighbours apart. */
export function axisTicks({ fromNs, toNs }: Span, most: number): Tick[] {
  const values = ticks([fromNs, toNs], most);
  const step = values.length < 2 ? toNs - fromNs : (values[1] ?? 0) - (values[0] ?? 0);
  return values.map((ns) => ({ ns, text: timeText(ns, toNs, step) }));
}

/** `1.2340 s` on an axis that ends at seconds and goes in steps of 0.1 ms. */
export function timeText(ns: number, endNs: number, stepNs: number): string {
  if (ns === 0) return '0';
  const [unit, name] = UNITS.find(([size]) => endNs >= size) ?? UNITS[2];
  const decimals = Math.min(9, Math.max(0, Math.ceil(-Math.log10(Math.max(stepNs, 1e-3) / unit) - 1e-9)));
  return `${(ns / unit).toFixed(decimals)} ${name}`;
}

/** A time beside others of the same picture: as exact as a pixel of it. */
export const exactTime = (ns: number, span: Span, width: number): string => timeText(ns, span.toNs, (span.toNs - span.fromNs) / Math.max(1, width));
