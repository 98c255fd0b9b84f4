// Times of events as text: of one width each, so that they can be read down a column. Pure.
export const TIME_MODES = ['start', 'clock', 'delta'] as const;
export type TimeMode = (typeof TIME_MODES)[number];

/** Seconds since the first event: `0.000123`, `12.500000`. */
export const sinceStart = (ns: number): string => (ns / 1e9).toFixed(6);

/** Time of day on this machine: `14:02:01.123456`. */
export function clock(startedAt: string, ns: number): string {
  const at = Date.parse(startedAt) * 1_000 + Math.floor(ns / 1_000);
  const date = new Date(Math.floor(at / 1_000));
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(((at % 1_000_000) + 1_000_000) % 1_000_000).padStart(6, '0')}`;
}

/** `16 µs`, `1.24 ms`, `30.2 s`: three digits at most behind the largest unit that fits. */
export function callTime(ns: number): string {
  const [value, unit] = ns < 1e6 ? [ns / 1e3, 'µs'] : ns < 1e9 ? [ns / 1e6, 'ms'] : [ns / 1e9, 's'];
  return `${value >= 100 || (unit === 'µs' && Number.isInteger(value)) ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)} ${unit}`;
}

/** How long a bar of a duration is, 0..1: from 1 µs to 10 s, each tenfold as long as the one before. */
export const barLength = (ns: number): number => Math.min(1, Math.max(0.02, Math.log10(Math.max(1, ns / 1_000)) / 7));
