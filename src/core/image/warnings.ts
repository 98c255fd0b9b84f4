// What was wrong in an image and did not stop the reading: bounded, each with the path it is about. Shared by all readers of one image.
import type { ImageIndex } from './types.ts';

export type ImageWarning = ImageIndex['warnings'][number];

/** Text of an image as it may stand in a warning: control characters shown, shortened. */
export const shown = (text: string): string => {
  const safe = text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return safe.length > 200 ? `${safe.slice(0, 199)}…` : safe;
};

export class Warnings {
  readonly list: ImageWarning[] = [];
  private readonly limit: number;
  private readonly perCode = new Map<string, number>();
  private left = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** At most 50 of a code: a million bad names are one fact. */
  add(code: string, text: string, path: string | null = null): void {
    const count = (this.perCode.get(code) ?? 0) + 1;
    this.perCode.set(code, count);
    if (count > 50 || this.list.length >= this.limit) this.left += 1;
    else this.list.push({ code, text: text.length > 1_000 ? `${text.slice(0, 999)}…` : text, path: path === null ? null : shown(path) });
  }

  /** The list, with a last one that counts what was left out. */
  finish(): ImageWarning[] {
    return this.left === 0 ? [...this.list] : [...this.list, { code: 'warnings-cut', text: `${this.left} more warnings of the same kinds are left out`, path: null }];
  }
}
