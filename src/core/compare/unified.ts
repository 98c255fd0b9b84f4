// Unified diffs as `git apply` and `patch` take them (POSIX diff -u; git's header lines and its mark for a missing last newline). Pure.
import { alignSteps } from './align.ts';

const CONTEXT = 3;

/** What a file was and is; null: there was, or is, none. */
export interface FileChange {
  /** With `/`, from the folder that the patch is applied in. */
  path: string;
  before: string | null;
  after: string | null;
}

/** The diff of one file, with its header; empty where nothing differs. */
export function unifiedDiff({ path, before, after }: FileChange): string {
  if (before === after) return '';
  const mode = before === null ? ['new file mode 100644'] : after === null ? ['deleted file mode 100644'] : [];
  const hunks = hunksOf(linesOf(before ?? ''), linesOf(after ?? ''));
  const names = hunks.length === 0 ? [] : [`--- ${before === null ? '/dev/null' : headed(`a/${path}`)}`, `+++ ${after === null ? '/dev/null' : headed(`b/${path}`)}`];
  return `${[`diff --git ${quoted(`a/${path}`)} ${quoted(`b/${path}`)}`, ...mode, ...names, ...hunks].join('\n')}\n`;
}

/**
 * The same without git's header and without folders before the name: `patch -p0`, `patch` alone and `git apply` all take it in the folder of the file.
 * `name` without `/`.
 */
export function plainDiff(name: string, before: string, after: string): string {
  if (before === after) return '';
  return `${[`--- ${headed(name)}`, `+++ ${headed(name)}`, ...hunksOf(linesOf(before), linesOf(after))].join('\n')}\n`;
}

/** Lines with their ends, so that a last one without is another than one with. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

const UNQUOTED = /["\\\u0000-\u001f\u007f]/;

/** C-quoted where git would (control characters, quotes, backslashes). */
function quoted(name: string): string {
  if (!UNQUOTED.test(name)) return name;
  const escaped = name.replace(new RegExp(UNQUOTED, 'g'), (char) => `\\${char === '"' || char === '\\' ? char : char.charCodeAt(0).toString(8).padStart(3, '0')}`);
  return `"${escaped}"`;
}

/** A tab ends a name with spaces, as git writes it for `patch`. */
const headed = (name: string): string => `${quoted(name)}${name.includes(' ') && quoted(name) === name ? '\t' : ''}`;

function align(a: readonly string[], b: readonly string[]): Int32Array {
  const ids = new Map<string, number>();
  const numbered = (lines: readonly string[]): Int32Array =>
    Int32Array.from(lines, (line) => {
      const known = ids.get(line);
      if (known !== undefined) return known;
      ids.set(line, ids.size);
      return ids.size - 1;
    });
  const steps = alignSteps(numbered(a), numbered(b));
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

type Row = { sign: ' ' | '-' | '+'; line: string };

function hunksOf(a: readonly string[], b: readonly string[]): string[] {
  const match = align(a, b);
  const rows: Row[] = [];
  let at = 0;
  a.forEach((line, i) => {
    const beside = match[i] ?? -1;
    if (beside < 0) {
      rows.push({ sign: '-', line });
      return;
    }
    for (; at < beside; at += 1) rows.push({ sign: '+', line: b[at] ?? '' });
    rows.push({ sign: ' ', line });
    at = beside + 1;
  });
  for (; at < b.length; at += 1) rows.push({ sign: '+', line: b[at] ?? '' });

  const out: string[] = [];
  let [lineA, lineB] = [0, 0];
  for (let i = 0; i < rows.length;) {
    const next = rows.findIndex((row, index) => index >= i && row.sign !== ' ');
    if (next < 0) break;
    const start = Math.max(i, next - CONTEXT);
    let end = next;
    for (let quiet = 0, j = next; j < rows.length && quiet <= 2 * CONTEXT; j += 1) {
      if (rows[j]?.sign === ' ') quiet += 1;
      else [quiet, end] = [0, j];
    }
    end = Math.min(rows.length, end + 1 + CONTEXT);
    lineA += start - i; // between hunks all rows are context
    lineB += start - i;
    const hunk = rows.slice(start, end);
    const [countA, countB] = [hunk.filter((row) => row.sign !== '+').length, hunk.filter((row) => row.sign !== '-').length];
    const range = (line: number, count: number) => `${count === 0 ? line : line + 1}${count === 1 ? '' : `,${count}`}`;
    out.push(`@@ -${range(lineA, countA)} +${range(lineB, countB)} @@`);
    for (const { sign, line } of hunk) out.push(...(line.endsWith('\n') ? [`${sign}${line.slice(0, -1)}`] : [`${sign}${line}`, '\\ No newline at end of file']));
    lineA += countA;
    lineB += countB;
    i = end;
  }
  return out;
}
