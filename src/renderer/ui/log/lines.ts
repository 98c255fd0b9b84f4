// Lines as they stand in addresses: `120`, or `120-140`.
export interface LineRange {
  first: number;
  last: number;
}

export function parseLines(text: string): LineRange | null {
  const match = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(text);
  if (match === null) return null;
  const a = Number(match[1]);
  const b = Number(match[2] ?? match[1]);
  const first = Math.min(a, b);
  return first < 1 ? null : { first, last: Math.max(a, b) };
}

export const linesText = (range: LineRange | null): string => (range === null ? '' : range.first === range.last ? String(range.first) : `${range.first}-${range.last}`);

/** The next line of some (ascending) after or before `from`, around the ends; null where there are none. */
export function stepLine(lines: readonly number[], from: number, by: 1 | -1): number | null {
  if (lines.length === 0) return null;
  if (by === 1) return lines.find((line) => line > from) ?? lines[0] ?? null;
  return lines.findLast((line) => line < from) ?? lines.at(-1) ?? null;
}
