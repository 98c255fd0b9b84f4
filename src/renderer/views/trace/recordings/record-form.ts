// The dialog to record: what was typed, what is asked of the workbench for it, and the command line that asks the same. Pure.
import type { ProcedureInput } from '../../../../shared/api/contract.ts';
import { splitCommandLine, type CommandWord } from '../../../../shared/domain/command-line.ts';
import { TRACE_CLASSES, type TraceClass, type TraceRecording } from '../../../../shared/domain/trace-detail.ts';

export type Network = NonNullable<TraceRecording['asked']>['network'];
export const READY_KINDS = ['no', 'tcp', 'http', 'log'] as const;
export type ReadyKind = (typeof READY_KINDS)[number];
const DEFAULT_CLASSES: readonly TraceClass[] = ['file', 'network', 'process', 'signal'];

/** As it stands in the fields. */
export interface RecordDraft {
  image: string;
  command: string;
  /** The command line stands in the place of the image's entrypoint too. */
  whole: boolean;
  /** A `NAME=VALUE` a line. */
  environment: string;
  user: string;
  workdir: string;
  readOnly: boolean;
  network: Network;
  platform: string;
  classes: readonly TraceClass[];
  ready: ReadyKind;
  readyWhere: string;
  /** Seconds; empty: until it ends by itself. */
  stopAfter: string;
  seconds: string;
  once: boolean;
  title: string;
}

export const EMPTY_DRAFT: RecordDraft = {
  image: '',
  command: '',
  whole: false,
  environment: '',
  user: '',
  workdir: '',
  readOnly: false,
  network: 'inside',
  platform: '',
  classes: DEFAULT_CLASSES,
  ready: 'no',
  readyWhere: '',
  stopAfter: '',
  seconds: '30',
  once: false,
  title: '',
};

export type Field = 'image' | 'command' | 'environment' | 'classes' | 'readyWhere' | 'stopAfter' | 'seconds';
/** What is wrong with a field, by the name of its text. */
export type Problem = 'missing' | 'openQuote' | 'openEscape' | 'noWords' | 'noName' | 'none' | 'port' | 'httpPort' | 'text' | 'seconds';

export type RecordRequest = ProcedureInput<'trace.record'>;

export interface ReadDraft {
  /** Null where something is wrong. */
  request: RecordRequest | null;
  problems: Partial<Record<Field, Problem>>;
  /** Words of the command line; null where it can't be taken apart. */
  argv: readonly string[] | null;
  /** What no shell reads here. */
  unread: readonly string[];
  /** Lines of the environment (from 1) that are no `NAME=VALUE`. */
  wrongLines: readonly number[];
}

/** Seconds as they are typed; null for what is none. */
function secondsOf(text: string, least: number): number | null {
  const value = /^\d{1,5}(?:\.\d{1,3})?$/.test(text.trim()) ? Number(text) : Number.NaN;
  return value >= least && value <= 86_400 ? value : null;
}

const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;

function readyOf({ ready, readyWhere }: RecordDraft): { text: string | null; problem: Problem | null } {
  const where = readyWhere.trim();
  switch (ready) {
    case 'no':
      return { text: null, problem: null };
    case 'tcp':
      return isPort(where) ? { text: `tcp:${where}`, problem: null } : { text: null, problem: 'port' };
    case 'http':
      return isPort(/^(\d{1,5})(?:\/.*)?$/s.exec(where)?.[1] ?? '') ? { text: `http:${where}`, problem: null } : { text: null, problem: 'httpPort' };
    case 'log':
      return readyWhere === '' ? { text: null, problem: 'text' } : { text: `log:${readyWhere}`, problem: null };
  }
}

export function environmentOf(text: string): { environment: Record<string, string>; wrong: number[] } {
  const environment: Record<string, string> = {};
  const wrong: number[] = [];
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '') return;
    const equals = line.indexOf('=');
    const name = line.slice(0, Math.max(0, equals)).trim();
    if (equals < 1 || name === '' || /\s/.test(name)) wrong.push(index + 1);
    else environment[name] = line.slice(equals + 1).replace(/\r$/, '');
  });
  return { environment, wrong };
}

/** The fields of what readyOf would say. */
export function readyFields(text: string | null): Pick<RecordDraft, 'ready' | 'readyWhere'> {
  const kind = READY_KINDS.find((each) => text?.startsWith(`${each}:`) === true);
  return text === null || kind === undefined ? { ready: 'no', readyWhere: '' } : { ready: kind, readyWhere: text.slice(kind.length + 1) };
}

export function readDraft(draft: RecordDraft): ReadDraft {
  const problems: Partial<Record<Field, Problem>> = {};
  const split = splitCommandLine(draft.command);
  const argv = 'wrong' in split ? null : split.words;
  if (draft.image.trim() === '') problems.image = 'missing';
  if ('wrong' in split) problems.command = split.wrong === 'open-quote' ? 'openQuote' : 'openEscape';
  else if (draft.whole && split.words.length === 0) problems.command = 'noWords';
  const { environment, wrong } = environmentOf(draft.environment);
  if (wrong.length > 0) problems.environment = 'noName';
  if (draft.classes.length === 0) problems.classes = 'none';
  const ready = readyOf(draft);
  if (ready.problem !== null) problems.readyWhere = ready.problem;
  const stopAfterS = draft.stopAfter.trim() === '' ? null : secondsOf(draft.stopAfter, 0);
  if (draft.stopAfter.trim() !== '' && stopAfterS === null) problems.stopAfter = 'seconds';
  const seconds = secondsOf(draft.seconds, 1);
  if (seconds === null) problems.seconds = 'seconds';
  const read = { problems, argv, unread: 'wrong' in split ? [] : split.unread, wrongLines: wrong };
  if (Object.keys(problems).length > 0 || argv === null || seconds === null) return { ...read, request: null };
  const blankIsNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());
  return {
    ...read,
    request: {
      image: draft.image.trim(),
      argv: draft.whole ? argv.slice(1) : [...argv],
      entrypoint: draft.whole ? argv.slice(0, 1) : null,
      environment,
      user: blankIsNull(draft.user),
      workdir: blankIsNull(draft.workdir),
      readOnly: draft.readOnly,
      network: draft.network,
      platform: blankIsNull(draft.platform),
      classes: classesOf(draft.classes),
      ready: ready.text,
      stopAfterS,
      seconds,
      once: draft.once,
      title: draft.title.trim(),
    },
  };
}

/** In one order, and `all` alone: it holds the others. */
const classesOf = (chosen: readonly TraceClass[]): TraceClass[] => (chosen.includes('all') ? ['all'] : TRACE_CLASSES.filter((each) => chosen.includes(each)));

/** argv after `cgoscope` that records the same. Only what is not as it would be anyway is said. */
export function recordWords(request: RecordRequest): CommandWord[] {
  const { image, argv = [], entrypoint, environment = {}, user, workdir, readOnly, network = 'inside', platform, classes = [], ready, stopAfterS, seconds, once, title } = request;
  const option = (name: string, value: string | null | undefined): string[] => (value === null || value === undefined || value === '' ? [] : [name, value]);
  const usual = classes.length === DEFAULT_CLASSES.length && DEFAULT_CLASSES.every((each) => classes.includes(each));
  return [
    'trace',
    'record',
    ...Object.entries(environment).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...option('--user', user),
    ...option('--workdir', workdir),
    ...(entrypoint === null || entrypoint === undefined ? [] : ['--entrypoint', entrypoint[0] ?? '']),
    ...(readOnly === true ? ['--read-only'] : []),
    ...(network === 'inside' ? [] : ['--network', network]),
    ...option('--platform', platform),
    ...(usual ? [] : ['--class', classes.join(',')]),
    ...option('--ready', ready),
    ...(stopAfterS === null || stopAfterS === undefined ? [] : ['--stop-after', String(stopAfterS)]),
    ...(seconds === undefined || seconds === 30 ? [] : ['--seconds', String(seconds)]),
    ...(once === true ? ['--once'] : []),
    ...option('--title', title),
    image,
    ...argv,
  ];
}
