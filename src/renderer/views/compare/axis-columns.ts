// The axes that vary, a column each, as wide as their widest value: cells are told apart by looking down a column, not by reading labels.
import { NONE, type Axis } from '../../../shared/domain/axes.ts';
import { varyingAxes } from '../../../shared/domain/summary.ts';
import { displayWidth, shown } from '../../../shared/domain/text.ts';

export interface AxisColumn {
  axis: Axis;
  /** Letters of the monospaced face. */
  letters: number;
}

/** Longer values are cut, in full on hover. */
const MOST_LETTERS = 22;

export function axisColumns(cells: { axes: Record<string, string> }[]): AxisColumn[] {
  return varyingAxes(cells).map((axis) => {
    let widest = displayWidth(axis);
    for (const { axes } of cells) widest = Math.max(widest, displayWidth(axisText(axes, axis)));
    return { axis, letters: Math.min(MOST_LETTERS, widest) };
  });
}

/** The value as every table says it: a dash where the axis means nothing. */
export const axisText = (axes: Record<string, string>, axis: Axis): string => {
  const value = axes[axis] ?? NONE;
  return value === NONE ? '–' : shown(value) || '–';
};

/** A letter of 12 px DejaVu Sans Mono and its like, with room for the edge. */
const LETTER_PX = 7.4;
export const widthOf = ({ letters }: AxisColumn): string => `${Math.ceil(letters * LETTER_PX)}px`;
