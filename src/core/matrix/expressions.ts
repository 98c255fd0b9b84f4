// The grammar of --only, include, exclude, expect and cells: conditions read once, their values in canonical spelling.
import { matches, parseExpression, type Axes, type AxisCondition } from '../../shared/domain/axes.ts';
import { InputError } from '../../shared/domain/errors.ts';
import type { MainPackage } from '../project/types.ts';
import { findMain } from './packages.ts';
import { show } from './suggest.ts';
import { conditionValue, NATIVE, refusal } from './values.ts';

/** Checks an expression without knowing project or engine. Throws InputError naming the word. */
export function checkExpression(text: string): AxisCondition[] {
  const conditions = parseExpression(text);
  for (const { axis, values } of conditions) {
    for (const value of values) {
      const checked = conditionValue(axis, value);
      if (!checked.ok) throw new InputError(refusal(axis, show(value), checked), { input: text, place: value, expected: checked.expected });
    }
  }
  return conditions;
}

/** As {@link checkExpression}, with `native` and package names resolved, as a test of cells. */
export function compileExpression(text: string, native: string, mains: MainPackage[]): (axes: Axes) => boolean {
  const conditions = checkExpression(text).map((condition) => ({
    ...condition,
    values: condition.values.map((value) => {
      const checked = conditionValue(condition.axis, value);
      const canonical = checked.ok ? checked.value : value;
      if (condition.axis === 'platform' && canonical === NATIVE) return native;
      if (condition.axis === 'package') return findMain(mains, canonical)?.dir ?? canonical;
      return canonical;
    }),
  }));
  return (axes) => matches(conditions, axes);
}
