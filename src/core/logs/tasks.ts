// What the worker does with logs. Each task goes on in steps, so that a page is not kept waiting by a search, and a search that nobody wants any more ends.
import { setImmediate as turn } from 'node:timers/promises';
import { CancelledError } from '../../shared/domain/errors.ts';
import type { LogMarks } from '../../shared/api/views.ts';
import { diffLogSteps } from '../compare/index.ts';
import type { TaskFunctions } from '../workers/tasks.ts';
import { createGuard } from './guard.ts';
import { markSteps } from './marks.ts';
import { readPage } from './page.ts';
import { searchSteps } from './search.ts';
import { createShelf } from './shelf.ts';
import type { LogText } from './text.ts';
import type { Answer, LogSource } from './types.ts';

/** Logs in memory at a time: three of the largest that a capture keeps. */
const SHELF_BYTES = 200_000_000;
/** Marks of as many stored logs are kept: at most a megabyte each, mostly a few lines. */
const KEPT_MARKS = 100;
/** A task gives others their turn this often. */
const TURN_MS = 12;

export function logTasks(): Pick<TaskFunctions, 'log.page' | 'log.marks' | 'log.search' | 'log.diff'> {
  const shelf = createShelf(SHELF_BYTES);
  const marks = new Map<string, LogMarks>();
  const withLog = async <T>(source: LogSource, use: (text: LogText) => T | Promise<T>): Promise<Answer<T>> => {
    const text = shelf.open(source);
    return typeof text === 'number' ? { need: { key: source.key, from: text } } : { value: await use(text) };
  };
  return {
    'log.page': ({ source, from, count }) => withLog(source, (text) => readPage(text, from, count)),
    'log.marks': async ({ source, stream }, signal) => {
      // A stored log is named by its content: what was found in it stays true.
      const name = source.kind === 'stored' ? `${stream} ${source.key}` : null;
      const known = name === null ? undefined : marks.get(name);
      if (known !== undefined) return { value: known };
      const answer = await withLog(source, (text) => drive(markSteps(text, stream), signal));
      if (name !== null && 'value' in answer) {
        marks.set(name, answer.value);
        for (const oldest of marks.keys()) if (marks.size > KEPT_MARKS) marks.delete(oldest);
      }
      return answer;
    },
    'log.search': ({ source, query, budgetMs }, signal) => withLog(source, (text) => drive(searchSteps(text, query, createGuard(budgetMs, query.query)), signal)),
    'log.diff': async ({ a, b, stream, context }, signal) => {
      const left = shelf.open(a);
      if (typeof left === 'number') return { need: { key: a.key, from: left } };
      return withLog(b, (right) => drive(diffLogSteps(left, right, { kind: stream === 'build' || stream === 'trace' ? stream : 'output', context }), signal));
    },
  };
}

async function drive<T>(steps: Generator<void, T, undefined>, signal: AbortSignal): Promise<T> {
  let since = performance.now();
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
    if (performance.now() - since < TURN_MS) continue;
    await turn();
    if (signal.aborted) throw new CancelledError();
    since = performance.now();
  }
}
