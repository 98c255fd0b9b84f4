// The table of facts of two to four cells: which fact differs, how much that says, and what each side has. Pure. What differs and what it weighs is
// said by the workbench (`diff.make` of each side with the first); this puts it beside the facts that are equal.
import { AXES } from '../../../shared/domain/axes.ts';
import { valueText } from '../../../shared/domain/describe.ts';
import type { Difference, Show } from '../../../shared/domain/documents.ts';
import type { Facts } from '../../../shared/domain/facts.ts';
import { outcomeText } from '../../../shared/domain/run.ts';
import { itemsOfSides, markMiddle, type ListDifference, type Piece } from './value-diff.ts';

const ROOMS = ['outcome', 'axes', 'elf', 'image', 'trace', 'build', 'run', 'host', 'resolver', 'time'] as const;
export type Room = (typeof ROOMS)[number];

/** What one side has of a fact. */
export type FactValue =
  | { kind: 'text'; pieces: readonly Piece[] }
  /** `items`: what it has and not all have; `size`: of the whole list, null where that is not known. */
  | { kind: 'items'; items: readonly string[]; size: number | null }
  | { kind: 'flag'; yes: boolean }
  /** Observed, and there is nothing. */
  | { kind: 'none' }
  /** Not observed. */
  | { kind: 'unknown' }
  /** A whole part of the evidence (the binary, the trace) that is there, or not. */
  | { kind: 'evidence'; there: boolean }
  /** The same as on the first side. */
  | { kind: 'same' };

export interface FactRow {
  /** As `diff@0` names it. */
  fact: string;
  room: Room;
  /** Without its room. */
  name: string;
  /** The weightiest of the sides; 0 where all are equal. */
  weight: number;
  /** The difference in one line, for each side but the first; null where it is the same as the first. */
  texts: readonly (string | null)[];
  values: readonly FactValue[];
}

export interface FactTable {
  /** By room, the room with the weightiest difference first, and so within it. */
  groups: readonly { room: Room; rows: readonly FactRow[] }[];
  /** What differs between any two runs of the same: times, hashes, counts. By room. */
  noise: readonly FactRow[];
  equal: readonly FactRow[];
}

/** What differs and weighs no more says nothing. */
const NOISE = 1;
const PARTS = ['elf', 'image', 'host', 'build', 'run', 'trace', 'resolver'] as const satisfies readonly (keyof Facts)[];
type Part = (typeof PARTS)[number];
const isPart = (text: string): text is Part => (PARTS as readonly string[]).includes(text);
/** What the cell itself says better. */
const SAID_BY_CELL = new Set(['run.outcome', 'run.code', 'run.signal']);

/** Facts that stand in the cell, by the room they are read in. */
const ROOM_OF: Record<string, Room> = {
  artifact: 'elf',
  runImage: 'image',
  toolchain: 'build',
  timesNs: 'time',
  traceFactor: 'time',
  cached: 'build',
  linkage: 'elf',
  profile: 'run',
};

export function roomOf(fact: string): Room {
  const head = fact.split(/[.>]/)[0] ?? fact;
  if (head === 'axes' || isPart(head)) return head;
  return ROOM_OF[head] ?? 'outcome';
}

const nameOf = (fact: string, room: Room): string =>
  fact.startsWith(`${room}.`) ? fact.slice(room.length + 1) : fact.startsWith('timesNs.') ? fact.slice('timesNs.'.length) : fact;

/** Every fact of a cell by the name that `diff@0` gives it. A fact that no one observed is absent. */
export function factsOf({ cell, facts }: Show): Map<string, unknown> {
  const found = new Map<string, unknown>();
  found.set('outcome', outcomeText(cell));
  for (const axis of AXES) found.set(`axes.${axis}`, cell.axes[axis] ?? '-');
  found.set('reason', cell.reason);
  found.set('expected', cell.expected);
  found.set('emulated', cell.emulated);
  found.set('profile', cell.profile);
  found.set('runImage', cell.runImage?.image ?? null);
  found.set('runImage.digest', cell.runImage?.digest ?? null);
  found.set('toolchain', cell.toolchain?.image ?? null);
  found.set('toolchain.digest', cell.toolchain?.digest ?? null);
  found.set('truncated', cell.truncated.join(' '));
  found.set('cached', cell.cached);
  found.set('artifact.sha256', cell.artifact?.sha256 ?? null);
  found.set('traceFactor', cell.traceFactor);
  for (const [stage, ns] of Object.entries(cell.timesNs)) found.set(`timesNs.${stage}`, ns);
  for (const part of PARTS)
    for (const [key, value] of Object.entries<unknown>(facts[part] ?? {})) {
      const fact = `${part}.${key}`;
      if (SAID_BY_CELL.has(fact) || value === undefined) continue;
      if (fact === 'host.binfmt' && Array.isArray(value)) found.set(fact, value.map(binfmtText));
      else if (typeof value === 'object' && value !== null && !Array.isArray(value)) for (const [name, one] of Object.entries(value)) found.set(`${fact}.${name}`, one);
      else found.set(fact, value);
    }
  return found;
}

const binfmtText = (value: unknown): string =>
  typeof value === 'object' && value !== null && 'name' in value && 'flags' in value && 'interpreter' in value
    ? [value.name, value.flags, value.interpreter].map(String).join(' ')
    : String(value);

const strings = (value: unknown): string[] | null => (Array.isArray(value) ? value.map((item) => (typeof item === 'string' ? item : JSON.stringify(item))) : null);

/**
 * `shows`: the sides, the first is what the others are compared with. `differences`: of each other side with the first (`diff.make` with `all`), in
 * their order.
 */
export function factTable(shows: readonly Show[], differences: readonly (readonly Difference[])[]): FactTable {
  const known = shows.map(factsOf);
  const byFact = new Map<string, (Difference | null)[]>();
  differences.forEach((list, index) => {
    for (const difference of list) {
      const row = byFact.get(difference.fact) ?? differences.map(() => null);
      row[index] = difference;
      byFact.set(difference.fact, row);
    }
  });
  const different = [...byFact].map(([fact, row]) => differentRow(fact, row, shows, known));
  const telling = different.filter((row) => row.weight > NOISE && !saidTwice(row, byFact)).sort(byWeight);
  const rooms = [...new Set(telling.map(({ room }) => room))];
  return {
    groups: rooms.map((room) => ({ room, rows: telling.filter((row) => row.room === room) })),
    noise: different.filter(({ weight }) => weight <= NOISE).sort(byRoom),
    equal: equalRows(known, new Set(byFact.keys())).sort(byRoom),
  };
}

/** The image that was asked for and the one that was looked into are one, nearly always. */
function saidTwice({ fact }: FactRow, byFact: ReadonlyMap<string, readonly (Difference | null)[]>): boolean {
  if (fact !== 'runImage') return false;
  const seen = byFact.get('image.ref');
  return byFact.get(fact)?.every((difference, side) => difference?.a === seen?.[side]?.a && difference?.b === seen?.[side]?.b) ?? false;
}

const byWeight = (a: FactRow, b: FactRow): number => b.weight - a.weight || byRoom(a, b);
const byRoom = (a: FactRow, b: FactRow): number => ROOMS.indexOf(a.room) - ROOMS.indexOf(b.room) || a.fact.localeCompare(b.fact, 'en', { numeric: true });

function differentRow(fact: string, row: readonly (Difference | null)[], shows: readonly Show[], known: readonly Map<string, unknown>[]): FactRow {
  const room = roomOf(fact);
  const first = row.find((difference) => difference !== null);
  const base = {
    fact,
    room,
    name: nameOf(fact, room),
    weight: Math.max(...row.map((difference) => difference?.weight ?? 0)),
    texts: row.map((difference) => difference?.text ?? null),
  };
  if (isPart(fact)) return { ...base, values: shows.map(({ facts }) => ({ kind: 'evidence', there: facts[fact] !== undefined })) };
  const lists = row.map((difference): ListDifference | null => {
    const [a, b] = [strings(difference?.a), strings(difference?.b)];
    return a === null || b === null ? null : { a, b };
  });
  if (lists.some((list) => list !== null)) {
    const items = itemsOfSides(lists);
    return {
      ...base,
      values: items.map((own, side): FactValue =>
        partMissing(fact, shows[side]) ? { kind: 'unknown' } : { kind: 'items', items: own, size: strings(known[side]?.get(fact))?.length ?? null },
      ),
    };
  }
  // A side whose difference is absent has what the first has.
  const values = [first?.a, ...row.map((difference) => (difference === null ? undefined : difference.b))];
  const same = [false, ...row.map((difference) => difference === null)];
  return { ...base, values: textValues(fact, values, same, shows, known) };
}

/** True where the side lacks the whole part that the fact is from. */
function partMissing(fact: string, show: Show | undefined): boolean {
  const head = fact.split('.')[0] ?? fact;
  return isPart(head) && show?.facts[head] === undefined;
}

function textValues(fact: string, values: readonly unknown[], same: readonly boolean[], shows: readonly Show[], known: readonly Map<string, unknown>[]): FactValue[] {
  const plain = values.map((value, side): FactValue | string => {
    if (partMissing(fact, shows[side])) return { kind: 'unknown' };
    if (same[side] === true) return { kind: 'same' };
    return plainValue(fact, value, known[side]?.has(fact) === true || fact.includes('>') || !isPart(fact.split('.')[0] ?? ''));
  });
  const texts = plain.filter((value) => typeof value === 'string');
  const marked = markMiddle(texts);
  let next = 0;
  return plain.map((value) => (typeof value === 'string' ? { kind: 'text', pieces: marked[next++] ?? [] } : value));
}

/** A value in words, or as what needs no words. `observed`: someone looked. */
function plainValue(fact: string, value: unknown, observed: boolean): FactValue | string {
  if (value === null || value === undefined || value === '') return { kind: observed ? 'none' : 'unknown' };
  if (typeof value === 'boolean') return { kind: 'flag', yes: value };
  return valueText(value, fact);
}

/** Facts that every side has, and that no difference names. */
function equalRows(known: readonly Map<string, unknown>[], different: ReadonlySet<string>): FactRow[] {
  const [first, ...others] = known;
  return [...(first ?? [])].flatMap(([fact, value]) => {
    if (different.has(fact) || !others.every((side) => side.has(fact))) return [];
    const room = roomOf(fact);
    const list = strings(value);
    const shown: FactValue =
      list !== null && list.length > 0 ? { kind: 'items', items: list, size: list.length } : list !== null ? { kind: 'none' } : asValue(plainValue(fact, value, true));
    return [{ fact, room, name: nameOf(fact, room), weight: 0, texts: others.map(() => null), values: [shown, ...others.map((): FactValue => ({ kind: 'same' }))] }];
  });
}

const asValue = (value: FactValue | string): FactValue => (typeof value === 'string' ? { kind: 'text', pieces: [{ text: value, differs: false }] } : value);
