// A chart as a list of marks: made by pure geometry here, drawn on a canvas by the window and as SVG by reports. Lengths are CSS pixels.

/** Colours by what they are for; the window takes them from theme.css, a report from its own style. */
export const PAINTS = ['text', 'dim', 'line', 'strong', 'panel', 'sunken', 'accent', 'amber', 'amber-ground', 'grey', 'green', 'red', 'red-ground'] as const;
export type Paint = (typeof PAINTS)[number];

/** Grounds that are told apart without colour. */
export type Pattern = 'solid' | 'stripes' | 'dots';

export interface Fill {
  paint: Paint;
  pattern?: Pattern;
  opacity?: number;
}
export interface Stroke {
  paint: Paint;
  width: number;
  dash?: readonly number[];
}

export type Mark =
  | { kind: 'rect'; x: number; y: number; w: number; h: number; fill: Fill | null; stroke: Stroke | null }
  /** x and y by turns. */
  | { kind: 'line'; points: readonly number[]; stroke: Stroke | null; fill: Fill | null; closed: boolean }
  | { kind: 'circle'; x: number; y: number; r: number; fill: Fill | null; stroke: Stroke | null }
  /** `y` is of the baseline. */
  | { kind: 'text'; x: number; y: number; text: string; anchor: 'start' | 'middle' | 'end'; paint: Paint; size: number; bold: boolean; mono: boolean }
  | { kind: 'clip'; x: number; y: number; w: number; h: number; marks: readonly Mark[] };

export interface Scene {
  width: number;
  height: number;
  marks: readonly Mark[];
}

export const rect = (x: number, y: number, w: number, h: number, fill: Fill | null, stroke: Stroke | null = null): Mark => ({ kind: 'rect', x, y, w, h, fill, stroke });
export const line = (points: readonly number[], stroke: Stroke): Mark => ({ kind: 'line', points, stroke, fill: null, closed: false });
export const area = (points: readonly number[], fill: Fill | null, stroke: Stroke | null = null): Mark => ({ kind: 'line', points, stroke, fill, closed: true });
export const circle = (x: number, y: number, r: number, fill: Fill | null, stroke: Stroke | null = null): Mark => ({ kind: 'circle', x, y, r, fill, stroke });
export function text(x: number, y: number, words: string, options: Partial<Omit<Extract<Mark, { kind: 'text' }>, 'kind' | 'x' | 'y' | 'text'>> = {}): Mark {
  return { kind: 'text', x, y, text: words, anchor: 'start', paint: 'dim', size: 11, bold: false, mono: false, ...options };
}

/** Width of a letter of text of this size, about: geometry measures no font. */
const letter = (size: number): number => size * 0.6;
export const textWidth = (words: string, size = 11): number => words.length * letter(size);

/** As much of the words as has room, an ellipsis where something is left out; nothing where hardly a letter would be left. */
export function cutText(words: string, width: number, size = 11): string {
  const letters = Math.floor(width / letter(size));
  if (words.length <= letters) return words;
  return letters < 3 ? '' : `${words.slice(0, letters - 1)}…`;
}
