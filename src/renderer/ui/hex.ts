// Numbers of a binary as people read them: addresses and flags in hex, from decimal text as JSON numbers end at 2^53.

/** `0x401000` from `4198400` or 4198400. Text that is no number stays what it is. */
export function hex(value: string | number): string {
  const text = String(value);
  return /^\d+$/.test(text) ? `0x${BigInt(text).toString(16)}` : text;
}

/** Section flags as readelf's letters (gABI and GNU): W write, A alloc, X execute, M merge, S strings, I info, L link order, G group, T TLS, C compressed; others as hex. */
const SECTION: readonly [bigint, string][] = [
  [0x1n, 'W'],
  [0x2n, 'A'],
  [0x4n, 'X'],
  [0x10n, 'M'],
  [0x20n, 'S'],
  [0x40n, 'I'],
  [0x80n, 'L'],
  [0x200n, 'G'],
  [0x400n, 'T'],
  [0x800n, 'C'],
];
const SEGMENT: readonly [bigint, string][] = [
  [0x4n, 'R'],
  [0x2n, 'W'],
  [0x1n, 'X'],
];

function letters(flags: string, table: readonly [bigint, string][]): string {
  if (!/^\d+$/.test(flags)) return flags;
  let rest = BigInt(flags);
  let text = '';
  for (const [bit, letter] of table)
    if ((rest & bit) !== 0n) {
      text += letter;
      rest &= ~bit;
    }
  return rest === 0n ? text : `${text}${text === '' ? '' : ' '}0x${rest.toString(16)}`;
}

export const sectionFlags = (flags: string): string => letters(flags, SECTION);
export const segmentFlags = (flags: string): string => letters(flags, SEGMENT);
