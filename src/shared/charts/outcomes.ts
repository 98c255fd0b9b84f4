// What an exchange's outcome looks like: a few shapes that are told apart without colour. Enumerations may grow; what is not known here is an error answer.
import { area, circle, line, rect, type Mark, type Paint } from './scene.ts';

export const OUTCOME_SHAPES = ['answer', 'empty', 'error', 'timeout', 'unreachable', 'truncated', 'unheard', 'never'] as const;
export type OutcomeShape = (typeof OUTCOME_SHAPES)[number];

const SHAPES: Record<string, OutcomeShape> = {
  answer: 'answer',
  nxdomain: 'empty',
  nodata: 'empty',
  timeout: 'timeout',
  truncated: 'truncated',
  ignored: 'unheard',
  late: 'unheard',
  dropped: 'unheard',
  'port-unreachable': 'unreachable',
  'host-unreachable': 'unreachable',
  'no-route': 'unreachable',
  'connection-refused': 'unreachable',
  hang: 'never',
};

export const shapeOf = (outcome: string): OutcomeShape => (Object.hasOwn(SHAPES, outcome) ? (SHAPES[outcome] ?? 'error') : 'error');

const PAINT: Record<OutcomeShape, Paint> = {
  answer: 'green',
  empty: 'text',
  error: 'red',
  timeout: 'red',
  unreachable: 'red',
  truncated: 'text',
  unheard: 'dim',
  never: 'red',
};

/** The shape around a point, `r` from its middle to its edge. */
export function shapeMarks(shape: OutcomeShape, x: number, y: number, r: number): Mark[] {
  const paint = PAINT[shape];
  const stroke = { paint, width: 1.5 };
  switch (shape) {
    case 'answer':
      return [circle(x, y, r * 0.85, { paint })];
    case 'empty':
      return [rect(x - r * 0.75, y - r * 0.75, r * 1.5, r * 1.5, { paint: 'panel' }, stroke)];
    case 'error':
      return [area([x, y - r, x + r, y + r * 0.8, x - r, y + r * 0.8], { paint })];
    case 'timeout':
      return [line([x - r * 0.8, y - r * 0.8, x + r * 0.8, y + r * 0.8], stroke), line([x - r * 0.8, y + r * 0.8, x + r * 0.8, y - r * 0.8], stroke)];
    case 'unreachable':
      return [circle(x, y, r * 0.85, { paint: 'panel' }, stroke), line([x - r * 0.6, y + r * 0.6, x + r * 0.6, y - r * 0.6], stroke)];
    case 'truncated':
      return [area([x - r * 0.8, y - r * 0.9, x + r * 0.9, y, x - r * 0.8, y + r * 0.9], { paint })];
    case 'unheard':
      return [line([x - r * 0.8, y, x + r * 0.8, y], stroke)];
    case 'never':
      return [line([x - r * 0.8, y - r * 0.8, x, y, x - r * 0.8, y + r * 0.8], stroke), line([x, y - r * 0.8, x + r * 0.8, y, x, y + r * 0.8], stroke)];
  }
}
