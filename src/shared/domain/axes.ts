// The axes of the matrix, cell keys, and the one small grammar that picks cells by them.
import { InputError } from './errors.ts';

/** Every axis, in the order people read them. */
export const AXES = ['package', 'cgo', 'platform', 'libc', 'link', 'go', 'tags', 'base', 'level'] as const;
export type Axis = (typeof AXES)[number];

/** The value of an axis that means nothing in a cell. */
export const NONE = '-';

/** One point of the matrix: a value for every axis, {@link NONE} where an axis means nothing. */
export type Axes = Record<Axis, string>;

export const LINKS = ['dynamic', 'static', 'pie', 'static-pie'] as const;
export type Link = (typeof LINKS)[number];
export const LIBCS = ['glibc', 'musl'] as const;
export type Libc = (typeof LIBCS)[number];

export const isAxis = (text: string): text is Axis => (AXES as readonly string[]).includes(text);

/** Letters, digits and `._~/:@+-` stand for themselves; a lone `-` that is a value (not NONE) can't occur. */
export function encodeValue(value: string): string {
  return value.replace(/[^A-Za-z0-9._~/:@+-]/gu, (char) => encodeURIComponent(char).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`));
}

/** The canonical text of the axes: `base=musl,cgo=1,…`, sorted by axis name, values percent-encoded. Equal in every run. */
export function cellKey(axes: Axes): string {
  return [...AXES]
    .sort()
    .map((axis) => `${axis}=${encodeValue(axes[axis])}`)
    .join(',');
}

/** The inverse of {@link cellKey}. Throws InputError on text that is no cell key. */
export function parseCellKey(key: string): Axes {
  const axes = Object.fromEntries(AXES.map((axis) => [axis, NONE])) as Axes;
  for (const part of key.split(',')) {
    const at = part.indexOf('=');
    const axis = part.slice(0, at);
    if (at < 0 || !isAxis(axis)) throw new InputError(`"${part}" in cell key "${key}" is not axis=value`, { input: key, place: part, expected: `one of ${AXES.join(', ')}` });
    axes[axis] = decodeURIComponent(part.slice(at + 1));
  }
  return axes;
}

/** `axis=v,v` for `--set`: a comma inside a value (`netgo,osusergo`) is written `+` there. */
export const setText = (axis: string, values: readonly string[]): string => `${axis}=${values.map((value) => value.replaceAll(',', '+')).join(',')}`;

/** One condition of the grammar `axis=value[,value]`, `!axis=value`. */
export interface AxisCondition {
  axis: Axis;
  values: string[];
  negated: boolean;
}

/**
 * Reads the grammar of `--only`, include/exclude and `expect`: conditions `axis=value[,value]` that must all hold, separated by white space
 * or commas; a word without `=` is a further value of the condition before it; `!` before the axis negates.
 * Example: `cgo=1 libc=glibc,musl !platform=linux/arm64`. Throws InputError naming the word.
 */
export function parseExpression(text: string): AxisCondition[] {
  const conditions: AxisCondition[] = [];
  for (const word of text.split(/[\s,]+/).filter((part) => part !== '')) {
    const at = word.indexOf('=');
    if (at < 0) {
      const last = conditions.at(-1);
      if (!last) throw new InputError(`"${word}" in "${text}" is not axis=value`, { input: text, place: word, expected: `axis=value with an axis of ${AXES.join(', ')}` });
      last.values.push(decodeValue(word));
      continue;
    }
    const negatedByValue = word[at - 1] === '!';
    const name = word.slice(0, negatedByValue ? at - 1 : at).replace(/^!/, '');
    const value = word.slice(at + 1);
    if (!isAxis(name)) throw new InputError(`"${name}" in "${text}" is not an axis; expected one of ${AXES.join(', ')}`, { input: text, place: word, expected: AXES.join(', ') });
    if (value === '') throw new InputError(`"${word}" in "${text}" has no value`, { input: text, place: word, expected: 'axis=value' });
    conditions.push({ axis: name, values: [decodeValue(value)], negated: word.startsWith('!') || negatedByValue });
  }
  if (conditions.length === 0) throw new InputError('an empty expression picks nothing', { input: text, expected: 'axis=value' });
  return conditions;
}

function decodeValue(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a bare % in a value is the value itself
  }
}

/** True where every condition holds for the cell. */
export function matches(conditions: AxisCondition[], axes: Axes): boolean {
  return conditions.every(({ axis, values, negated }) => values.includes(axes[axis]) !== negated);
}

/** The axes in which two cells differ. */
export function axesApart(a: Axes, b: Axes): Axis[] {
  return AXES.filter((axis) => a[axis] !== b[axis]);
}
