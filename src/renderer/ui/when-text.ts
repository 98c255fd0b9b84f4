// A moment for people: near ones by their distance, others by their date; the exact one is always a hover away.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const two = (value: number): string => String(value).padStart(2, '0');

/** `2026-11-23 04:12:09`, in the time zone of the window. Sortable, the same in every language. */
export function exactText(iso: string): string {
  const at = new Date(iso);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** `now`, `5 minutes ago`, `3 hours ago` within a day, else `2026-11-20 04:12`. `now` in milliseconds; clocks that disagree make no future. */
export function whenText(iso: string, now: number, language: string): string {
  const ago = Math.max(0, now - Date.parse(iso));
  if (ago >= DAY) return exactText(iso).slice(0, 16);
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  if (ago < MINUTE) return format.format(0, 'second');
  return ago < HOUR ? format.format(-Math.floor(ago / MINUTE), 'minute') : format.format(-Math.floor(ago / HOUR), 'hour');
}
