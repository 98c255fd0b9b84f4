// The list of runs as a person looks for one: by words in project, id, state and origin. Pure.
import type { Runs } from '../../../shared/domain/documents.ts';
import { tookText } from '../../../shared/domain/summary.ts';

export type RunLine = Runs['runs'][number];

export const isLive = ({ state }: Pick<RunLine, 'state'>): boolean => state === 'running' || state === 'planned';

/** What a word of the filter is looked for in. An id fits by its beginning, as on the command line. */
function fits(run: RunLine, word: string): boolean {
  const colour = run.red > 0 ? 'red' : run.green > 0 ? 'green' : 'grey';
  return run.id.toLowerCase().startsWith(word) || [run.project, run.origin, run.state, colour].some((text) => text.toLowerCase().includes(word));
}

/** Runs in which every word fits. */
export function filterRuns(runs: readonly RunLine[], q: string): readonly RunLine[] {
  const words = q
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return words.length === 0 ? runs : runs.filter((run) => words.every((word) => fits(run, word)));
}

/** The project that all of them are of; null where there are several, or none. */
export function onlyProject(runs: readonly RunLine[]): string | null {
  const projects = new Set(runs.map(({ project }) => project));
  return projects.size === 1 ? (runs[0]?.project ?? null) : null;
}

/** The newest run of the same project that started before; null where there is none. */
export function runBefore(run: RunLine, runs: readonly RunLine[]): RunLine | null {
  const earlier = runs.filter(({ id, project, startedAt }) => id !== run.id && project === run.project && startedAt < run.startedAt);
  return earlier.reduce<RunLine | null>((best, each) => (best === null || each.startedAt > best.startedAt ? each : best), null);
}

/** Milliseconds it took; null while it goes on. */
export const tookMs = (run: RunLine): number | null => (run.endedAt === null ? null : Date.parse(run.endedAt) - Date.parse(run.startedAt));
export const took = (run: RunLine): string => tookText(run) ?? '';

/** `started`, `-red`: a sort as it stands in the address. */
export const parseSort = (text: string): { key: string; down: boolean } | null =>
  text === '' ? null : text.startsWith('-') ? { key: text.slice(1), down: true } : { key: text, down: false };
export const sortText = (sort: { key: string; down: boolean } | null): string => (sort === null ? '' : `${sort.down ? '-' : ''}${sort.key}`);
