// Small words that sides and lists share: when, which run, which project.

/** The folder's own name. */
export const projectName = (path: string): string => path.slice(path.replace(/\/+$/, '').lastIndexOf('/') + 1) || path;

/** The part of a ULID that says when: enough to tell runs apart, and a prefix that the command line takes. */
export const shortId = (run: string): string => run.slice(0, 10);

const two = (value: number): string => String(value).padStart(2, '0');

/** ISO time as `2026-11-23 04:18:09` of the person's own clock: of one width in every language, and sorted as it reads. */
export function localTime(iso: string): string {
  const at = new Date(iso);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}
