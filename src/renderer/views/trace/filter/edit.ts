// Changes of a filter by a click: a term more, a term less, whatever else was typed stays as it is. Pure.
import { literalValue } from '../../../../shared/domain/trace-filter.ts';
import { lexFilter } from '../../../../shared/domain/trace-filter-lex.ts';

const termTexts = (filter: string): string[] => lexFilter(filter).map(({ from, to }) => filter.slice(from, to));

/** The very term stands in the filter. */
export const hasTerm = (filter: string, term: string): boolean => termTexts(filter).includes(term);

/** With the term at its end; once. */
export const withTerm = (filter: string, term: string): string => (hasTerm(filter, term) ? filter : [filter.trim(), term].filter((part) => part !== '').join(' '));

export const withoutTerm = (filter: string, term: string): string =>
  termTexts(filter)
    .filter((one) => one !== term)
    .join(' ');

export const toggled = (filter: string, term: string): string => (hasTerm(filter, term) ? withoutTerm(filter, term) : withTerm(filter, term));

/** With `term` in the place of every term of its key: a task is looked at instead of another one. */
export function onlyTerm(filter: string, term: string): string {
  const key = lexFilter(term)[0]?.key ?? null;
  const others = lexFilter(filter)
    .filter((raw) => key === null || raw.key !== key || raw.negated)
    .map(({ from, to }) => filter.slice(from, to));
  return [...others, term].join(' ');
}

export const callTerm = (name: string): string => `call:${literalValue(name)}`;
export const pathTerm = (path: string): string => `path:${literalValue(path)}`;
export const addressTerm = (address: string): string => `address:${literalValue(address)}`;
export const errorTerm = (name: string): string => `error:${literalValue(name)}`;
export const taskTerm = (task: number): string => `task:#${task}`;
export const madeTerm = (event: number): string => `made:#${event}`;
/** Both ends included, from 1. */
export const eventsTerm = (first: number, last: number): string => `event:${first}..${last}`;
