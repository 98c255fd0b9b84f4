// Numbers of the charts: bytes by section, time by stage, system calls by kind, for each side. Pure; drawn by charts-tab.tsx, said by its tables.
import type { Show } from '../../../shared/domain/documents.ts';
import type { Elf } from '../../../shared/domain/elf.ts';
import { STAGES } from '../../../shared/domain/run.ts';
import type { Trace } from '../../../shared/domain/trace.ts';

/** One group of bars: a value for each side; null where the side has no such thing. */
export interface Group {
  name: string;
  values: readonly (number | null)[];
}

export interface ChartData {
  groups: readonly Group[];
  /** Sums over everything, also what is under `rest`; null where the side has no evidence. */
  totals: readonly (number | null)[];
  /** What the last group stands for, where there were too many. */
  rest: number;
}

const MOST_SECTIONS = 20;
export const MOST_CALLS = 25;
const MOST_ERRORS = 15;
/** What the name of the group of all others is in {@link Group}; no section and no system call is called so. */
export const REST = '\u0000rest';

/** The biggest of any side first; all beyond `most` in one group. `sides`: null where there is no evidence. */
export function topGroups(sides: readonly (ReadonlyMap<string, number> | null)[], most: number): ChartData {
  const names = [...new Set(sides.flatMap((side) => [...(side?.keys() ?? [])]))];
  const biggest = (name: string): number => Math.max(...sides.map((side) => side?.get(name) ?? 0));
  const ordered = names.map((name) => ({ name, size: biggest(name) })).sort((a, b) => b.size - a.size || (a.name < b.name ? -1 : 1));
  const head = ordered.length > most ? ordered.slice(0, most) : ordered;
  const rest = ordered.slice(head.length);
  const groups: Group[] = head.map(({ name }) => ({ name, values: sides.map((side) => side?.get(name) ?? null) }));
  if (rest.length > 0) groups.push({ name: REST, values: sides.map((side) => (side === null ? null : rest.reduce((sum, { name }) => sum + (side.get(name) ?? 0), 0))) });
  return { groups, totals: sides.map((side) => (side === null ? null : [...side.values()].reduce((sum, value) => sum + value, 0))), rest: rest.length };
}

/** Bytes in the file by section. Sections that take no space in it (.bss, the null section) are left out; several of one name count together. */
export function sectionBytes(elf: Elf): Map<string, number> {
  const bytes = new Map<string, number>();
  for (const { name, type, size } of elf.sections)
    if (type !== 'SHT_NOBITS' && type !== 'SHT_NULL' && size > 0) bytes.set(name === '' ? '(no name)' : name, (bytes.get(name) ?? 0) + size);
  return bytes;
}

export const sectionsOf = (shows: readonly Show[]): ChartData =>
  topGroups(
    shows.map(({ elf }) => (elf === null || elf.format !== 'elf' ? null : sectionBytes(elf))),
    MOST_SECTIONS,
  );

/** Nanoseconds by stage, in the order of the stages; a stage that no side reached is left out. */
export function stagesOf(shows: readonly Show[]): ChartData {
  const groups = STAGES.filter((stage) => shows.some(({ cell }) => cell.timesNs[stage] !== undefined)).map((stage) => ({
    name: stage,
    values: shows.map(({ cell }) => cell.timesNs[stage] ?? null),
  }));
  const totals = shows.map((_, side) => (groups.some(({ values }) => values[side] !== null) ? groups.reduce((sum, { values }) => sum + (values[side] ?? 0), 0) : null));
  return { groups, totals, rest: 0 };
}

const byCall = (trace: Trace, count: (call: Trace['syscalls'][number]) => number): Map<string, number> => {
  const calls = new Map<string, number>();
  for (const call of trace.syscalls) if (count(call) > 0) calls.set(call.name, (calls.get(call.name) ?? 0) + count(call));
  return calls;
};

export const callsOf = (shows: readonly Show[]): ChartData =>
  topGroups(
    shows.map(({ trace }) => (trace === null ? null : byCall(trace, ({ calls }) => calls))),
    MOST_CALLS,
  );

/** Failed calls by error name. */
export const errorsOf = (shows: readonly Show[]): ChartData =>
  topGroups(
    shows.map(({ trace }) => (trace === null ? null : new Map(Object.entries(trace.errors)))),
    MOST_ERRORS,
  );
