// Runs that were taken out of the lists: how long they can come back, and by which names.
import { InputError } from '../../shared/domain/errors.ts';
import type { State } from '../../shared/domain/run.ts';
import type { Sqlite } from './sqlite.ts';

/** How long a removed run is kept at least, where no `clean` and no lack of room takes it before. */
export const KEPT_MS = 24 * 3_600_000;

/** Until when a run that was removed at `removedAt` can come back. */
export const keptUntil = (removedAt: string): string => new Date(Date.parse(removedAt) + KEPT_MS).toISOString();

/** The id in a sentence that says how the run comes back. */
export const removedSentence = (id: string): string => `run ${id} was removed; \`cgoscope runs restore ${id}\` brings it back`;

/** Takes the run out of the lists. Throws InputError for one that is going on. */
export function removeRun(db: Sqlite, id: string, state: State, now: string): void {
  if (state === 'running' || state === 'planned') throw new InputError(`run ${id} is going on; cancel it first`, { input: id, expected: 'a run that has ended' });
  db.prepare('UPDATE runs SET removed_at = ? WHERE id = ?').run(now, id);
}

/**
 * The removed run of an id, an unambiguous prefix among removed runs, or `last`: the one removed last. Throws InputError with what can be restored.
 */
export function resolveRemoved(db: Sqlite, idOrPrefix: string): string {
  const asked = idOrPrefix.trim();
  const removed = db.prepare<[], string>('SELECT id FROM runs WHERE removed_at IS NOT NULL ORDER BY removed_at DESC, id DESC').pluck().all();
  const found = asked === '' ? [] : asked.toLowerCase() === 'last' ? removed.slice(0, 1) : removed.filter((id) => id.startsWith(asked.toUpperCase()));
  const [first, second] = found;
  if (first !== undefined && (second === undefined || first === asked.toUpperCase())) return first;
  const expected = 'the id of a removed run, an unambiguous prefix of one, or last';
  if (first !== undefined)
    throw new InputError(`"${asked}" names several removed runs: ${found.slice(0, 5).join(', ')}${found.length > 5 ? ' and more' : ''}`, { input: idOrPrefix, expected });
  const there = db.prepare<[string], string>('SELECT id FROM runs WHERE id = ? AND removed_at IS NULL').pluck().get(asked.toUpperCase());
  if (there !== undefined) throw new InputError(`run ${there} was not removed; there is nothing to restore`, { input: idOrPrefix, expected });
  const hint = removed.length === 0 ? 'no removed run is kept' : `kept are ${removed.slice(0, 3).join(', ')}${removed.length > 3 ? ' and more' : ''}`;
  throw new InputError(`there is no removed run "${asked.slice(0, 80)}"; ${hint}`, { input: idOrPrefix, expected });
}
