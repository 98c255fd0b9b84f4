// How the program of a cell is started: the file's settings over the defaults of DESIGN.md, with the cell's own settings over both.
import type { MatrixFile, RunSettings } from '../../shared/domain/matrix-file.ts';
import type { ResolvedRun } from './types.ts';
import { parseDuration, parseSize } from './units.ts';

const SECOND_NS = 1e9;

const RUN_DEFAULTS: ResolvedRun = {
  args: [],
  env: {},
  stdin: null,
  user: null,
  workdir: null,
  files: {},
  network: 'isolated',
  timeNs: 30 * SECOND_NS,
  memoryBytes: null,
  pids: 512,
  outputBytes: 16e6,
  traceBytes: 64e6,
  ready: null,
  stop: 'SIGTERM',
  profile: 'docker-default',
  trace: true,
  added: [],
  resolvConf: null,
};

/** Scalars of the file as the text they were written as (the parser keeps `1.20` a text; numbers come from callers without a file). */
export const textRecord = (record: Record<string, string | number | boolean> | undefined): Record<string, string> =>
  Object.fromEntries(Object.entries(record ?? {}).map(([name, value]) => [name, String(value)]));

/** `./conf//app.conf` -> `conf/app.conf`, `/etc/../a` -> `/a`: one spelling per path, `.` for nothing. */
export function cleanPath(text: string): string {
  const parts: string[] = [];
  for (const part of text.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '..' || !text.startsWith('/')) parts.push(part);
  }
  return `${text.startsWith('/') ? '/' : ''}${parts.join('/')}` || '.';
}

/** Later settings win; env, files and limits are merged by name. */
export function resolveRun(file: MatrixFile, ofCell: RunSettings[]): ResolvedRun {
  let run: ResolvedRun = { ...RUN_DEFAULTS };
  for (const settings of [file.run ?? {}, ...ofCell]) run = apply(run, settings);
  return run;
}

function apply(run: ResolvedRun, settings: RunSettings): ResolvedRun {
  const limits = settings.limits ?? {};
  return {
    args: settings.args?.map(String) ?? run.args,
    env: { ...run.env, ...textRecord(settings.env) },
    stdin: settings.stdin ?? run.stdin,
    user: settings.user === undefined ? run.user : String(settings.user),
    workdir: settings.workdir ?? run.workdir,
    files: { ...run.files, ...Object.fromEntries(Object.entries(settings.files ?? {}).map(([target, source]) => [cleanPath(target), cleanPath(source)])) },
    network: settings.network ?? run.network,
    timeNs: limits.time === undefined ? run.timeNs : parseDuration(limits.time),
    memoryBytes: limits.memory === undefined ? run.memoryBytes : parseSize(limits.memory),
    pids: limits.pids ?? run.pids,
    outputBytes: limits.output === undefined ? run.outputBytes : parseSize(limits.output),
    traceBytes: limits.trace === undefined ? run.traceBytes : parseSize(limits.trace),
    ready: settings.ready ?? run.ready,
    stop: settings.stop ?? run.stop,
    profile: settings.profile ?? run.profile,
    trace: settings.trace === undefined ? run.trace : settings.trace === true || settings.trace === 'on',
    added: run.added,
    resolvConf: run.resolvConf,
  };
}
