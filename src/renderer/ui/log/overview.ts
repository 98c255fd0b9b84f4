// Ticks beside the scrollbar: lines of a log of any length on a strip of some pixels, one tick a pixel row.

/** An SVG path with a tick from x `from` to `to` for every pixel row that has a line of these. */
export function tickPath(lines: Iterable<number>, total: number, height: number, from: number, to: number): string {
  if (total <= 0 || height <= 0) return '';
  const rows = new Set<number>();
  for (const line of lines) rows.add(Math.min(height - 1, Math.floor(((line - 1) / total) * height)));
  let path = '';
  for (const row of rows) path += `M${from} ${row + 0.5}H${to}`;
  return path;
}

/** The line (from 1) at a height of the strip. */
export const lineAtTick = (y: number, total: number, height: number): number => Math.min(total, Math.max(1, Math.floor((y / Math.max(1, height)) * total) + 1));
