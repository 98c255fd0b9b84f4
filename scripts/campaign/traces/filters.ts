// Filters, and what they should leave, asked event by event without the columns' tables and marks: the slow and plain way. Called by ../traces.ts.
import type { ReadableTrace } from '../../../src/core/evidence/index.ts';
import { FLAG, KIND } from '../../../src/core/evidence/trace/types.ts';
import type { Random } from '../../fuzz/random.ts';

export interface NaiveFilter {
  filter: string;
  test: (event: number) => boolean;
}

/** Twenty of them, about things that are in this trace. */
export function naiveFilters(trace: ReadableTrace, random: Random): NaiveFilter[] {
  const { index, text } = trace;
  const { count } = index;
  const of = (column: ArrayLike<number>, event: number): number => column[event] ?? Number.NaN;
  const name = (event: number): string => index.names[of(index.name, event)] ?? '';
  const isCall = (event: number): boolean => of(index.kind, event) === KIND.call;
  const has = (event: number, flag: number): boolean => (of(index.flags, event) & flag) !== 0;
  const error = (event: number): string => index.errors[of(index.error, event)] ?? '';
  const failed = (event: number): boolean => error(event) !== '' && !has(event, FLAG.restarted);
  const pid = (event: number): number | null => index.tasks[of(index.task, event)]?.pid ?? null;
  const files = chained(trace, index.path, index.paths, false);
  const addresses = chained(trace, index.address, index.addresses, true);
  const file = (event: number): string => files[event] ?? '';
  const lines = (event: number): string => `${text.line(event)}\n${text.resumedLine(event) ?? ''}`;

  const some = (test: (event: number) => boolean): number => {
    for (let tries = 0; tries < 2_000; tries++) {
      const event = random.below(count);
      if (test(event)) return event;
    }
    return random.below(count);
  };
  const call = name(some(isCall)) || 'execve';
  const second = name(some((event) => isCall(event) && name(event) !== call)) || 'openat';
  const path = file(some((event) => /^\/[\w./-]+$/.test(file(event)))) || '/etc/hosts';
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const errno = error(some(failed)) || 'ENOENT';
  const who = pid(some((event) => pid(event) !== null)) ?? 1;
  const took = Math.max(
    1_000,
    Math.round(
      of(
        index.duration,
        some((event) => of(index.duration, event) > 0),
      ) / 1_000 || 0,
    ) * 1_000,
  );
  const from = Math.floor(
    (of(
      index.time,
      some((event) => of(index.time, event) >= 0),
    ) || 0) / 1e6,
  );
  const fd = Math.max(
    0,
    of(
      index.fd,
      some((event) => of(index.fd, event) >= 0),
    ),
  );
  const maker = Math.max(
    0,
    of(
      index.madeBy,
      some((event) => of(index.madeBy, event) >= 0),
    ),
  );
  const [low, high] = [random.below(count) + 1, random.below(count) + 1].sort((a, b) => a - b) as [number, number]; // two numbers stay two
  const line = of(index.line, random.below(count));
  const word = /[A-Z_]{6,}/.exec(text.line(some((event) => /[A-Z_]{6,}/.test(text.line(event)))))?.[0] ?? 'execve';
  const shown = text.line(some(failed)).split('(', 1)[0]?.split(' ').at(-1) || 'exit';
  const result =
    of(
      index.result,
      some((event) => Number.isSafeInteger(of(index.result, event)) && Math.abs(of(index.result, event)) < 1e6),
    ) || 0;
  const resumed = new Map<number, number>();
  for (let at = 0; at < index.resumed.count; at++) resumed.set(index.resumed.event[at] ?? -1, index.resumed.line[at] ?? 0);

  return [
    { filter: `call:${call}`, test: (event) => isCall(event) && name(event) === call },
    { filter: `call:${call.slice(0, 3)}*,${second}`, test: (event) => isCall(event) && (name(event).startsWith(call.slice(0, 3)) || name(event) === second) },
    { filter: `-call:${call}`, test: (event) => !(isCall(event) && name(event) === call) },
    { filter: 'error:*', test: failed },
    { filter: 'error:none -kind:message', test: (event) => !failed(event) && of(index.kind, event) !== KIND.message },
    { filter: `error:"${errno.toLowerCase()}"`, test: (event) => error(event) === errno },
    { filter: `path:${folder}*`, test: (event) => file(event).startsWith(folder) },
    {
      filter: `path:${path.slice(folder.length) || '*'} call:${call},${second}`,
      test: (event) =>
        isCall(event) &&
        [call, second].includes(name(event)) &&
        file(event) !== '' &&
        (path.length === folder.length || file(event).slice(file(event).lastIndexOf('/') + 1) === path.slice(folder.length)),
    },
    { filter: 'address:*', test: (event) => (addresses[event] ?? '') !== '' },
    { filter: 'address:*:53,unix*', test: (event) => /:53$|^unix/.test(addresses[event] ?? '') },
    { filter: `pid:${who}`, test: (event) => pid(event) === who },
    { filter: `fd:${fd}`, test: (event) => of(index.fd, event) === fd },
    { filter: `made:#${maker + 1}`, test: (event) => of(index.madeBy, event) === maker },
    { filter: `took:>${took / 1_000}us`, test: (event) => of(index.duration, event) > took },
    { filter: `at:${from}ms..${from + 5}ms`, test: (event) => of(index.time, event) >= from * 1e6 && of(index.time, event) <= (from + 5) * 1e6 },
    { filter: `event:${low}..${high}`, test: (event) => event + 1 >= low && event + 1 <= high },
    {
      filter: `line:${line}..${line + 20}`,
      test: (event) => [of(index.line, event), resumed.get(event) ?? -1].some((each) => each >= line && each <= line + 20),
    },
    { filter: `result:${result}`, test: (event) => of(index.result, event) === result },
    { filter: 'kind:signal,exit', test: (event) => of(index.kind, event) === KIND.signal || of(index.kind, event) === KIND.exit },
    {
      filter: `is:unfinished,restarted,failed "${shown}"`,
      test: (event) => (has(event, FLAG.unfinished) || has(event, FLAG.restarted) || failed(event)) && lines(event).includes(shown),
    },
    { filter: word, test: (event) => lines(event).includes(word) },
  ];
}

/** What an event is about: its own, or what its descriptor was made for; what it was connected to last, where `moves`. */
function chained({ index }: ReadableTrace, column: ArrayLike<number>, table: readonly string[], moves: boolean): string[] {
  const about: string[] = [];
  const now = new Map<number, string>();
  for (let event = 0; event < index.count; event++) {
    const maker = index.madeBy[event] ?? -1;
    const own = table[column[event] ?? 0] ?? '';
    about[event] = own !== '' ? own : (now.get(maker) ?? '');
    if (moves && own !== '' && index.names[index.name[event] ?? 0] === 'connect') now.set(maker, own);
    if (about[event] !== '') now.set(event, about[event] ?? '');
  }
  return about;
}
