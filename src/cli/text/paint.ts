// Colours for a terminal. A word or a sign always says the same as the colour.
import type { Colour } from '../../shared/domain/run.ts';

export interface Paint {
  bold: (text: string) => string;
  dim: (text: string) => string;
  green: (text: string) => string;
  red: (text: string) => string;
  yellow: (text: string) => string;
  cyan: (text: string) => string;
}

const wrap =
  (on: boolean, open: number, close: number) =>
  (text: string): string =>
    on && text !== '' ? `\u001b[${open}m${text}\u001b[${close}m` : text;

export const paint = (colours: boolean): Paint => ({
  bold: wrap(colours, 1, 22),
  dim: wrap(colours, 2, 22),
  green: wrap(colours, 32, 39),
  red: wrap(colours, 31, 39),
  yellow: wrap(colours, 33, 39),
  cyan: wrap(colours, 36, 39),
});

export const byColour = (paint: Paint, colour: Colour): ((text: string) => string) => (colour === 'green' ? paint.green : colour === 'red' ? paint.red : paint.dim);
