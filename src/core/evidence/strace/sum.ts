// The document trace@1 of a trace that was read: one walk over its columns; the log itself is asked for the first execve only.
import type { Trace } from '../../../shared/domain/trace.ts';
import { FLAG, KIND, type ReadableTrace } from '../trace/types.ts';
import { argvOf, pathCall } from './files.ts';
import { splitArguments } from './arguments.ts';
import { addressParts } from './sockets.ts';

const MAX_PATHS = 100_000;
const MAX_CONNECTS = 20_000;

interface Count {
  calls: number;
  errors: number;
  totalNs: number | null;
}

/** Sums up a trace; see traceSchema for what each number says. */
export function sumTrace({ index, text }: ReadableTrace): Trace {
  const { names, errors: errorNames, paths } = index;
  const warnings: Trace['warnings'] = index.warnings.map((each) => ({ ...each }));
  const counts: Count[] = names.map(() => ({ calls: 0, errors: 0, totalNs: null }));
  const errors = new Map<string, number>();
  const calls = names.map((name) => pathCall(name));
  const enoent = errorNames.indexOf('ENOENT');
  const enotdir = errorNames.indexOf('ENOTDIR');
  const connectName = names.indexOf('connect');
  const execNames = [names.indexOf('execve'), names.indexOf('execveat')].filter((name) => name > 0);

  let events = 0;
  let unfinished = 0;
  let firstExec: Trace['firstExec'] = null;
  /** By path: 1 missing so far, 2 found, 3 found and opened. */
  const states = new Uint8Array(paths.length);
  const seen: number[] = [];
  const opened: number[] = [];
  let pathsCut = false;
  const connects: Trace['connects'] = [];
  let connectsCut = false;

  for (let event = 0; event < index.count; event++) {
    const kind = index.kind[event];
    if (kind === KIND.message) continue;
    events++;
    if (kind !== KIND.call) continue;
    const name = index.name[event] ?? 0;
    const flags = index.flags[event] ?? 0;
    const count = counts[name];
    if (!count) continue;
    count.calls++;
    if (flags & FLAG.unfinished) {
      unfinished++;
      continue;
    }
    const duration = index.duration[event] ?? Number.NaN;
    if (duration >= 0) count.totalNs = Math.min(Number.MAX_SAFE_INTEGER, (count.totalNs ?? 0) + duration);
    const error = flags & FLAG.restarted ? 0 : (index.error[event] ?? 0);
    if (error > 0) {
      count.errors++;
      const errorName = errorNames[error] ?? '';
      errors.set(errorName, (errors.get(errorName) ?? 0) + 1);
    }
    const call = calls[name];
    const path = index.path[event] ?? 0;
    if (call && path > 0) {
      const state = states[path] ?? 0;
      if (state === 0 && seen.length >= MAX_PATHS) pathsCut = true;
      else if (error > 0 && (error === enoent || error === enotdir)) {
        if (state === 0) {
          states[path] = 1;
          seen.push(path);
        }
      } else if (error === 0 && !Number.isNaN(index.result[event] ?? Number.NaN)) {
        if (state === 0) seen.push(path);
        if (state < 2) states[path] = 2;
        if (call.opens && state < 3) {
          states[path] = 3;
          opened.push(path);
        }
      }
    }
    if (firstExec === null && execNames.includes(name) && !(flags & FLAG.headless)) {
      const shown = paths[path] ?? '';
      // Where strace itself was traced, its own start is not the program's.
      if (!/(^|\/)strace$/.test(shown)) {
        const parts = splitArguments(text.parts(event)?.args ?? '', 4);
        firstExec = { path: shown, argv: argvOf(parts[names[name] === 'execveat' ? 2 : 1] ?? ''), error: error > 0 ? (errorNames[error] ?? null) : null };
      }
    } else if (name > 0 && name === connectName) {
      const address = index.address[event] ?? 0;
      if (address === 0) continue;
      if (connects.length < MAX_CONNECTS) connects.push({ ...addressParts(index.addresses[address] ?? ''), error: error > 0 ? (errorNames[error] ?? null) : null });
      else connectsCut = true;
    }
  }
  if (pathsCut) warnings.push({ code: 'paths-cut', text: `more than ${MAX_PATHS} different paths; the rest is left out`, line: null });
  if (connectsCut) warnings.push({ code: 'connects-cut', text: `more than ${MAX_CONNECTS} connects; the rest is left out`, line: null });
  const byNumber = (a: number, b: number): number => b - a;
  const processes = index.tasks.filter(({ thread }) => !thread);
  return {
    schema: 'cgoscope/trace@1',
    events,
    // On a terminal the first process has no number until there is a second one.
    processes: processes.length - (processes.length > 1 && processes.some(({ pid }) => pid === null) ? 1 : 0),
    unfinished,
    errors: Object.fromEntries([...errors].sort((a, b) => byNumber(a[1], b[1]) || (a[0] < b[0] ? -1 : 1))),
    syscalls: (index.format === 'strace-count' ? index.counted.map((row) => ({ ...row })) : counts.map((count, at) => ({ name: names[at] ?? '', ...count })))
      .filter(({ name, calls }) => name !== '' && calls > 0)
      .sort((a, b) => byNumber(a.calls, b.calls) || (a.name < b.name ? -1 : 1)),
    firstExec,
    filesOpened: opened.map((path) => paths[path] ?? ''),
    filesMissing: seen.filter((path) => states[path] === 1).map((path) => paths[path] ?? ''),
    connects,
    warnings,
  };
}
