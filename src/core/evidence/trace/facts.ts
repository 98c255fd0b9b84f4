// The trace's part of the Facts, as far as the sums of trace@1 don't hold it: what rules, comparisons of cells and reports read.
import type { Facts } from '../../../shared/domain/facts.ts';
import { decidingOf } from './deciding.ts';
import { dnsOf } from './dns.ts';
import { endingOf } from './endings.ts';
import { weightOf } from './harmless.ts';
import { eventRow } from './rows.ts';
import { processOf } from './processes.ts';
import { forEachEvent, withoutNoise } from './set.ts';
import { allSought, type Sought } from './sought.ts';
import { FLAG, KIND, type EventSet, type ReadableTrace, type TraceIndex } from './types.ts';

type TraceFacts = NonNullable<Facts['trace']>;
/** What a trace tells beyond its sums. */
export type ToldByTrace = { [K in 'emulated' | 'program' | 'ended' | 'sought' | 'deciding' | 'signals' | 'refused' | 'dns']: Exclude<TraceFacts[K], undefined> };

const MAX_SOUGHT = 400;
const MAX_PLACES = 20;
const MAX_DECIDING = 12;
const MAX_SIGNALS = 50;
const MAX_REFUSED = 50;
const MAX_DNS = 200;
const MAX_TEXT = 600;
const MAX_ARGV = 64;

/** Without what an emulator did of its own. */
export function toldByTrace(trace: ReadableTrace): ToldByTrace {
  const { index } = trace;
  const set = withoutNoise(index);
  const first = firstTask(trace, set);
  const ending = first < 0 ? null : endingOf(trace, first);
  const program = first < 0 ? null : (index.tasks[first]?.program ?? null);
  return {
    emulated: index.flags.subarray(0, index.count).some((flags) => (flags & FLAG.noise) !== 0),
    program: program === null ? null : { path: program.path, argv: program.argv.slice(0, MAX_ARGV) },
    ended: ending === null ? null : { code: ending.code, signal: ending.signal },
    sought: allSought(trace, set).filter(telling).slice(0, MAX_SOUGHT).map(soughtFact),
    deciding: decidingOf(trace, set, MAX_DECIDING).rows.map(({ why, event }) => ({ why, event, text: callText(trace, event - 1) })),
    signals: signalsOf(trace, set),
    refused: refusedOf(trace, set),
    dns: dnsOf(trace, set, MAX_DNS).rows.map(({ name, type, server, answers, waitNs, event }) => ({
      name,
      type,
      server,
      answered: answers[0]?.rcode ?? null,
      addresses: answers[0]?.addresses ?? [],
      answerBytes: answers[0] === undefined ? null : sizeOf(index, answers[0].event - 1),
      waitMs: waitNs === null ? null : Math.round(waitNs / 1e5) / 10,
      event,
    })),
  };
}

/** What the call that brought the answer returned. */
function sizeOf({ result }: TraceIndex, event: number): number | null {
  const bytes = result[event] ?? Number.NaN;
  return bytes >= 0 && Number.isSafeInteger(bytes) ? bytes : null;
}

const telling = ({ thing, foundAt }: Sought): boolean => !thing.idle && (foundAt === null || (thing.kind !== 'other' && thing.kind !== 'device'));

const soughtFact = ({ thing, places, foundAt }: Sought): ToldByTrace['sought'][number] => ({
  kind: thing.kind,
  name: thing.name,
  found: foundAt !== null,
  foundAt: foundAt?.path ?? null,
  places: [...new Set(places.map(({ path }) => path))].slice(0, MAX_PLACES),
});

/** A call without pid, times and the place in the log, so that it reads the same in two runs. */
export function callText(trace: ReadableTrace, event: number): string {
  const { kind, name, args, result, error } = eventRow(trace, event);
  const text = kind === 'call' ? `${name}(${args})${result === '' ? '' : ` = ${result}`}${error === null ? '' : ` ${error}`}` : `${name} ${args}`.trim();
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

function firstTask({ index }: ReadableTrace, set: EventSet | null): number {
  let task = -1;
  forEachEvent(set, index.count, (event) => {
    if (index.kind[event] !== KIND.call) return undefined;
    task = processOf(index)[index.task[event] ?? 0] ?? -1;
    return false;
  });
  return task;
}

function signalsOf(trace: ReadableTrace, set: EventSet | null): ToldByTrace['signals'] {
  const { index, text } = trace;
  const processes = processOf(index);
  const found = new Map<string, ToldByTrace['signals'][number]>();
  // A program with timers gets thousands of one signal: the text is read for the first of each name in each process, and for the last, which can be the fatal one.
  const last = new Map<string, number>();
  const asked = new Map<string, number>();
  forEachEvent(set, index.count, (event) => {
    if (index.kind[event] !== KIND.signal || last.size >= 4_096) return undefined;
    const key = `${processes[index.task[event] ?? 0]} ${index.name[event]}`;
    if (!asked.has(key)) asked.set(key, event);
    last.set(key, event);
    return undefined;
  });
  for (const event of [...new Set([...asked.values(), ...last.values()])].sort((a, b) => a - b)) {
    const name = index.names[index.name[event] ?? 0] ?? '';
    const code = /si_code=([A-Z_]+)/.exec(text.line(event))?.[1] ?? null;
    const process = processes[index.task[event] ?? 0] ?? 0;
    const fatal = index.tasks[process]?.ended?.signal === name && last.get(`${process} ${index.name[event]}`) === event;
    const key = `${name} ${code}`;
    const known = found.get(key);
    if (!known) found.set(key, { name, code, fatal, event: event + 1 });
    else if (fatal && !known.fatal) found.set(key, { ...known, fatal, event: event + 1 });
  }
  return [...found.values()].sort((a, b) => Number(b.fatal) - Number(a.fatal) || a.event - b.event).slice(0, MAX_SIGNALS);
}

function refusedOf({ index }: ReadableTrace, set: EventSet | null): ToldByTrace['refused'] {
  const refusals = index.errors.map((each) => each === 'EPERM' || each === 'EACCES' || each === 'ENOSYS');
  const found = new Map<string, ToldByTrace['refused'][number]>();
  forEachEvent(set, index.count, (event) => {
    if (index.kind[event] !== KIND.call || refusals[index.error[event] ?? 0] !== true || index.path[event] !== 0 || ((index.flags[event] ?? 0) & FLAG.restarted) !== 0)
      return undefined;
    const call = index.names[index.name[event] ?? 0] ?? '';
    const error = index.errors[index.error[event] ?? 0] ?? '';
    if (weightOf(call, error) === 0) return undefined;
    const known = found.get(`${call} ${error}`);
    if (known) known.times++;
    else found.set(`${call} ${error}`, { call, error, times: 1, event: event + 1 });
    return undefined;
  });
  return [...found.values()].slice(0, MAX_REFUSED);
}
