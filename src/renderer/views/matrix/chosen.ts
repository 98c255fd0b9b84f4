// What a person has changed of the matrix, as the address and `--set` have it, and what that makes of the plan's axes. Pure.
import { AXES, parseExpression, setText, type Axis, isAxis } from '../../../shared/domain/axes.ts';
import { InputError } from '../../../shared/domain/errors.ts';
import type { Plan, PlannedAxis } from '../../../shared/domain/plan.ts';

/** A value as `--set` writes it: what belongs to one value is joined by `+`. */
export const rawValue = (value: string): string => value.replaceAll(',', '+');

/** `axis=v,v` each, the same axis twice adds: raw values by axis. Texts that name no axis are left to the workbench, which says what is wrong. */
export function readSet(set: readonly string[]): Map<Axis, string[]> {
  const chosen = new Map<Axis, string[]>();
  for (const text of set) {
    const at = text.indexOf('=');
    const axis = text.slice(0, at).trim();
    if (at < 0 || !isAxis(axis)) continue;
    chosen.set(axis, [...(chosen.get(axis) ?? []), ...text.slice(at + 1).split(',')]);
  }
  return chosen;
}

/** The inverse, in the order of the axes. */
export const writeSet = (chosen: ReadonlyMap<Axis, readonly string[]>): string[] =>
  AXES.flatMap((axis) => {
    const values = chosen.get(axis);
    return values === undefined ? [] : [setText(axis, values)];
  });

export interface Chip {
  value: string;
  on: boolean;
  /** What the plan says of the value: `native`, `emulated`. */
  note: string | null;
  /** The only one that is on: an axis without a value plans nothing. */
  last: boolean;
}

/** The chips of an axis: what the plan offers, what it has, and what was typed; on as the address says, else as the plan has it. */
export function chipsOf(axis: PlannedAxis, chosen: readonly string[] | undefined): Chip[] {
  const on = new Set(chosen ?? axis.values.map(rawValue));
  const offered = axis.offered.map(({ value, note }) => ({ value, note }));
  const known = new Set(offered.map(({ value }) => rawValue(value)));
  const typed = [...on].filter((raw) => raw !== '' && !known.has(raw)).map((value) => ({ value, note: null }));
  return [...offered, ...typed].map(({ value, note }) => ({ value, note, on: on.has(rawValue(value)), last: on.size === 1 && on.has(rawValue(value)) }));
}

/** The raw values after a chip was toggled, in the order they stand; null where nothing would be left. */
export function toggled(chips: readonly Chip[], value: string): string[] | null {
  const next = chips.filter((chip) => (chip.value === value ? !chip.on : chip.on)).map((chip) => rawValue(chip.value));
  return next.length === 0 ? null : next;
}

/** What is wrong with an expression before anybody is asked; null where it can be read, or is empty. */
export function expressionFault(text: string): string | null {
  if (text.trim() === '') return null;
  try {
    parseExpression(text);
    return null;
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

/** Where an error of `plan.make` belongs: beside the expression, beside the axes, or above everything. */
export function faultPlace(error: unknown, only: readonly string[]): 'only' | 'axes' | 'all' {
  if (!(error instanceof InputError)) return 'all';
  if (only.length > 0 && (only.includes(error.input) || error.input === only.join(' ') || error.message.includes('--only'))) return 'only';
  return error.input === 'axes' || error.input.startsWith('--set') ? 'axes' : 'all';
}

/** How many cells can run, and how many of those run under an emulator. */
export function countPlan(plan: Pick<Plan, 'cells'>): { cells: number; runnable: number; unsupported: number; emulated: number } {
  const unsupported = plan.cells.filter((cell) => cell.unsupported !== null).length;
  return {
    cells: plan.cells.length,
    runnable: plan.cells.length - unsupported,
    unsupported,
    emulated: plan.cells.filter((cell) => cell.emulated && cell.unsupported === null).length,
  };
}
