// `trace FILE`: no engine, no database, no owner. With RUN/CELL or a recording in the place of FILE the data folder is read.
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import type { TraceSource } from '../../../shared/api/contract.ts';
import { InputError } from '../../../shared/domain/errors.ts';
import { capped, shown } from '../../../shared/domain/text.ts';
import { TRACE_PARTS, type TraceDetail, type TracePart, type TraceRows } from '../../../shared/domain/trace-detail.ts';
import { readTraceFilter } from '../../../shared/domain/trace-filter.ts';
import type { Trace } from '../../../shared/domain/trace.ts';
import { longWork } from '../../long-work.ts';
import type { Shell } from '../../shell.ts';
import { targetOf, type JsonOption } from '../options.ts';
import { localProgress } from './local.ts';

export interface TraceOptions extends JsonOption {
  /** In the filter language; undefined: everything. */
  filter?: string;
  /** Parts of trace-detail, or `all`. */
  show?: string[];
  events?: boolean;
  /** Place among the events that are left, from 1; a negative one counts from the end. */
  from?: number;
  count?: number;
  noise?: boolean;
}

/** Rows of a list in a document. */
const MOST_ROWS = 1_000;
/** Events in text, and asked for at a time. */
const TEXT_EVENTS = 50;
const PAGE = 5_000;
/** What stands in the text without being asked for. */
const TOLD: readonly TracePart[] = ['sums', 'deciding', 'sought', 'tasks', 'calls', 'errors', 'files', 'addresses', 'dns', 'gaps'];

export async function trace(shell: Shell, command: Command, file: string | undefined, options: TraceOptions): Promise<void> {
  if (file === undefined) {
    command.error("missing required argument 'file'", { code: 'commander.missingArgument' });
    return;
  }
  const parts = options.show === undefined ? null : partsOf(options.show);
  const filter = options.filter ?? '';
  readTraceFilter(filter); // said before a long log is read
  if (options.events !== true && (options.from !== undefined || options.count !== undefined))
    throw new InputError('--from and --count pick rows of --events', { input: '--from', expected: '--events' });
  if (options.events === true && parts !== null)
    throw new InputError('--show and --events are two questions; ask one at a time', { input: '--show', expected: '--show PARTS or --events' });
  const seen = { filter, noise: options.noise === true };
  const log = command.args.length > 1 ? await several(shell, command) : { name: file, source: await sourceOf(shell, file) };
  await asking(shell, log, async (ask) => {
    const plain = options.filter === undefined && options.noise !== true;
    if (options.events === true) await events(shell, log.name, ask, seen, options);
    else if (options.json === true && parts === null && plain) shell.document(await ask.sums());
    else {
      // The text's first line needs the sums.
      const asked =
        parts === null ? (options.json === true ? TRACE_PARTS : TOLD) : options.json === true ? parts : TRACE_PARTS.filter((part) => part === 'sums' || parts.includes(part));
      const detail = await ask.detail({ ...seen, parts: asked, limit: MOST_ROWS });
      if (options.json === true) shell.document(detail);
      else {
        const { traceDetailLines } = await import('../../text/trace-detail.ts');
        shell.say(traceDetailLines(detail, { parts, filter, paint: shell.paint, columns: shell.io.columns() }));
      }
    }
  });
}

/** `pids`: of a set of `strace -ff`, those of its files that were named. */
interface Named {
  name: string;
  source: TraceSource;
  pids?: readonly number[];
}

/** The files of one `strace -ff`, as a shell unfolds `out.*`. Where the first word is no file, that is most likely a command that was mistyped. */
async function several(shell: Shell, command: Command): Promise<Named> {
  const { args } = command;
  const [file = ''] = args;
  if (file !== '' && existsSync(path.resolve(shell.io.cwd, file))) {
    const { setNamed } = await import('../../../core/workbench-traces.ts');
    const { path: all, pids, name } = setNamed(args, shell.io.cwd);
    const gone = args.find((each) => !existsSync(path.resolve(shell.io.cwd, each)));
    if (gone !== undefined) throw new InputError(`${capped(shown(gone), 200)}: there is no such file`, { input: gone, expected: 'a file of one strace -ff' });
    return { name, source: { kind: 'file', path: all }, pids };
  }
  const names = command.commands.map((each) => each.name()).join(', ');
  throw new InputError(`${capped(shown(file), 200)} is no file here and no command of trace; expected a file, or one of ${names}`, { input: 'file', expected: names });
}

interface Ask {
  sums(): Promise<Trace>;
  detail(asked: { filter: string; noise: boolean; parts: readonly TracePart[]; limit: number }): Promise<TraceDetail>;
  rows(asked: { filter: string; noise: boolean; from: number; at: null; count: number }): Promise<TraceRows>;
}

/** A file is asked here, in this process; what the data folder has through the api. */
async function asking(shell: Shell, { name: text, source, pids }: Named, work: (ask: Ask) => Promise<void>): Promise<void> {
  if (source.kind !== 'file') {
    const api = await shell.api(false);
    return longWork(shell, api, (signal) =>
      work({
        sums: async () => {
          const { sums } = await api.call('trace.detail', { source, parts: ['sums'] }, { signal });
          if (sums === undefined) throw new Error('trace.detail: the part sums was asked for and is missing');
          return sums;
        },
        detail: (asked) => api.call('trace.detail', { source, name: text, ...asked, parts: [...asked.parts] }, { signal }),
        rows: (asked) => api.call('trace.rows', { source, ...asked }, { signal }),
      }),
    );
  }
  const { detailOfTraceFile, rowsOfTraceFile, sumsOfTraceFile } = await import('../../../core/workbench-traces.ts');
  const { on, tell } = localProgress(text);
  return longWork(shell, { on }, (signal) => {
    const lone = { file: source.path, ...(pids && { pids }), name: text, env: shell.io.env, signal, tell };
    return work({
      sums: () => sumsOfTraceFile(lone),
      detail: (asked) => detailOfTraceFile(lone, asked),
      rows: (asked) => rowsOfTraceFile(lone, asked),
    });
  });
}

/** Ids of runs and recordings, and prefixes of them: they begin with a zero until the year 3085 (ULID). */
const ID = /^(?:last|0[0-9A-Za-z]{0,25})$/;

/** What there is as a file is one (and so is the name of a set of `strace -ff`, which the one who opens it finds); then RUN/CELL, then a recording. Anything else is the name of a file that is not there. */
export async function sourceOf(shell: Shell, text: string): Promise<TraceSource> {
  const file = path.resolve(shell.io.cwd, text);
  if (text === '' || existsSync(file)) return { kind: 'file', path: file };
  if (ID.test(text)) return { kind: 'recording', id: text };
  const slash = text.indexOf('/');
  if (slash < 0 || !ID.test(text.slice(0, slash))) return { kind: 'file', path: file };
  const { run, cell } = targetOf(text);
  if (cell !== null && /^\d{1,9}$/.test(cell)) return { kind: 'cell', run, cell: Number(cell) };
  // Any unambiguous axis=value list.
  const api = await shell.api(false);
  const found = await api.call('cell.get', { run, cell: cell ?? '', logBytes: 0 });
  return { kind: 'cell', run: found.run.id, cell: found.cell.number };
}

async function events(shell: Shell, name: string, ask: Ask, seen: { filter: string; noise: boolean }, options: TraceOptions): Promise<void> {
  const wanted = options.count ?? (options.json === true ? MOST_ROWS : TEXT_EVENTS);
  const start = options.from ?? 1;
  const first = await ask.rows({ ...seen, from: start < 0 ? start : start - 1, at: null, count: Math.min(PAGE, wanted) });
  const rows = [...first.rows];
  while (rows.length < wanted && first.from + rows.length < first.matching) {
    const next = await ask.rows({ ...seen, from: first.from + rows.length, at: null, count: Math.min(PAGE, wanted - rows.length) });
    if (next.rows.length === 0) break;
    rows.push(...next.rows);
  }
  if (options.json === true) shell.document({ schema: 'cgoscope/trace-rows@0', name, ...seen, ...first, rows });
  else shell.say((await import('../../text/trace-events.ts')).traceEventLines({ ...first, rows }, shell.paint, shell.io.columns()));
}

/** `calls,dns` or `all`; throws InputError naming the word that is no part. */
function partsOf(words: readonly string[]): readonly TracePart[] {
  const asked = words.flatMap((word) => word.split(',')).filter((word) => word !== '');
  const known: readonly string[] = TRACE_PARTS;
  const wrong = asked.find((word) => word !== 'all' && !known.includes(word));
  if (wrong !== undefined || asked.length === 0)
    throw new InputError(`--show ${shown(wrong ?? '')}: there is no such part of a trace; expected all, or some of ${TRACE_PARTS.join(', ')}`, {
      input: '--show',
      expected: `all, ${TRACE_PARTS.join(', ')}`,
    });
  return asked.includes('all') ? TRACE_PARTS : TRACE_PARTS.filter((part) => asked.includes(part));
}
