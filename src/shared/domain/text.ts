// Text of strangers (logs, names inside binaries, trace strings, image labels) made fit to be shown: nothing in it can move the cursor,
// change the colour or turn the reading direction. Called by every shell and every report.

/**
 * What is never shown as itself: C0 and C1 controls, DEL, the bidi controls (Unicode UAX #9), zero-width characters that hide text,
 * line and paragraph separators, the byte order mark, tags (U+E0000 block) and lone surrogates.
 */
const UNSHOWN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\u{e0000}-\u{e007f}]/gu;

const NAMED: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const escapeOne = (char: string): string => {
  const named = NAMED[char];
  if (named !== undefined) return named;
  const code = char.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
};

/** One line of untrusted text, controls as `\x1b`, `\n`, `\u{202e}`. The raw text stays wherever it came from. */
export const shown = (text: string): string => text.replace(UNSHOWN, escapeOne);

/** Several lines: newlines break lines (`\r\n` too), tabs become spaces, everything else as in {@link shown}. */
export const shownLines = (text: string): string[] => text.split('\n').map((line) => shown(line.replace(/\r$/, '').replace(/\t/g, '    ')));

/** East Asian wide and fullwidth, and emoji: two columns in a terminal (UAX #11, the ranges that occur). */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;
const ZERO = /[\p{Mn}\p{Me}\u200c\u200d\ufe00-\ufe0f]/u;
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/** Columns that shown text takes in a terminal. */
export function displayWidth(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  let width = 0;
  for (const char of text) width += ZERO.test(char) ? 0 : WIDE.test(char) ? 2 : 1;
  return width;
}

/** At most `width` columns of shown text, an ellipsis as the last one where something was cut. */
export function capped(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let used = 0;
  let result = '';
  for (const char of text) {
    const next = displayWidth(char);
    if (used + next > width - 1) break;
    used += next;
    result += char;
  }
  return `${result}…`;
}
