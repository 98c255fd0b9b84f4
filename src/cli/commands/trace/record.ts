// `trace record`: a program of an image recorded, followed to its end, cancelled by an interrupt. And what is kept of recordings: list, show, cancel, remove.
import path from 'node:path';
import { CancelledError, InputError } from '../../../shared/domain/errors.ts';
import { shown } from '../../../shared/domain/text.ts';
import type { TraceClass, TraceRecording } from '../../../shared/domain/trace-detail.ts';
import { parseSize } from '../../../shared/domain/units.ts';
import { EXIT } from '../../exit.ts';
import type { OpenedApi } from '../../io.ts';
import { longWork } from '../../long-work.ts';
import type { Shell } from '../../shell.ts';
import { withConsent } from '../dns/consent.ts';
import type { EngineOptions, JsonOption } from '../options.ts';

export interface RecordOptions extends EngineOptions {
  env: string[];
  user?: string;
  workdir?: string;
  entrypoint?: string;
  readOnly?: boolean;
  network: 'none' | 'inside' | 'internet';
  platform?: string;
  class: TraceClass[];
  ready?: string;
  stopAfter?: number;
  seconds: number;
  once?: boolean;
  traceBytes: string;
  title: string;
  to?: string;
  yes?: boolean;
}

/** Of a command, as the api takes them. */
const MOST_WORDS = 1_000;
const MOST_NAME = 1_000;
const LEAST_TRACE = 1_024;
const MOST_TRACE = 4_000_000_000;

function traceBytesOf(text: string): number {
  const bytes = parseSize(text);
  const refuse = (what: string, expected: string): InputError =>
    new InputError(`--trace-bytes ${shown(text.slice(0, 80))} is too ${what}; expected ${expected}`, { input: '--trace-bytes', expected });
  if (bytes < LEAST_TRACE) throw refuse('small', 'at least 1KiB');
  if (bytes > MOST_TRACE) throw refuse('large', 'at most 4GB');
  return bytes;
}

export async function record(shell: Shell, image: string, words: string[], options: RecordOptions): Promise<void> {
  const { title } = options;
  // A mark between the image and its words is no word of theirs.
  const argv = words[0] === '--' ? words.slice(1) : words;
  if (argv.length > MOST_WORDS)
    throw new InputError(`the command has ${argv.length} words; expected at most ${MOST_WORDS}`, { input: 'command', expected: `at most ${MOST_WORDS} words` });
  if (title.length > 200) throw new InputError(`--title is ${title.length} characters long; expected at most 200`, { input: '--title', expected: 'at most 200 characters' });
  const request = {
    image,
    argv,
    entrypoint: options.entrypoint === undefined ? null : options.entrypoint === '' ? [] : [options.entrypoint],
    environment: environmentOf(options.env, shell.io.env),
    user: options.user ?? null,
    workdir: options.workdir ?? null,
    readOnly: options.readOnly === true,
    network: options.network,
    platform: options.platform ?? null,
    classes: [...new Set(options.class)],
    ready: options.ready ?? null,
    stopAfterS: options.stopAfter ?? null,
    seconds: options.seconds,
    once: options.once === true,
    traceBytes: traceBytesOf(options.traceBytes),
    title,
    endpoint: options.endpoint ?? null,
    env: shell.env,
  };
  const to = await targetFile(shell, options.to);
  const api = await shell.api(true);
  let interrupted = false;
  const document = await longWork(shell, api, async (signal) => {
    shell.work = { what: 'the recording', state: 'asked', look: 'cgoscope trace list' };
    const { id } = await withConsent(shell, 'trace record', options.yes === true, (yes) => api.call('trace.record', { ...request, yes }));
    shell.work = { what: `recording ${id}`, state: 'running', look: `cgoscope trace show ${id}` };
    const cancel = (): void => {
      interrupted = true;
      // One that fails leaves the wait below, which says how it ended.
      void api.call('trace.cancel', { id }).catch(() => undefined);
    };
    if (signal.aborted) cancel(); // while it was being started
    signal.addEventListener('abort', cancel, { once: true });
    const ended = await api.call('trace.recording', { id, wait: true });
    shell.work.state = 'ended';
    return ended;
  });
  await say(shell, document, options);
  await writeLog(shell, api, document, to);
  if (document.state === 'failed') {
    shell.io.err(`cgoscope: ${shown(document.reason ?? 'nothing was recorded')}\n`);
    shell.code = EXIT.badInput;
    return;
  }
  if (document.state === 'interrupted' && !interrupted) throw new CancelledError(document.reason ?? 'interrupted');
  if (document.state !== 'done') shell.code = EXIT.interrupted;
}

async function say(shell: Shell, document: TraceRecording, { json }: JsonOption): Promise<void> {
  if (json === true) return shell.document(document);
  const { recordingLines } = await import('../../text/recording.ts');
  shell.say(recordingLines(document, shell.paint, shell.io.columns()));
}

/** After the recording is told: it is kept, whatever becomes of the file. */
async function writeLog(shell: Shell, api: OpenedApi, document: TraceRecording, to: string | null): Promise<void> {
  if (to === null || document.log === null) return;
  const { file, bytes } = await api.call('trace.export', { source: { kind: 'recording', id: document.id }, to });
  shell.io.err(`wrote ${shown(file)}, ${bytes} bytes\n`);
}

/** `NAME=VALUE`; a name alone takes the value that it has here, as `docker run -e` does, and is nothing where it has none. */
export function environmentOf(given: readonly string[], here: Record<string, string | undefined>): Record<string, string> {
  const found = given.flatMap((text): [string, string][] => {
    const at = text.indexOf('=');
    const name = at < 0 ? text : text.slice(0, at);
    if (name.length > MOST_NAME)
      throw new InputError(`--env: the name of a variable is ${name.length} characters long; expected at most ${MOST_NAME}`, { input: '--env', expected: 'NAME=VALUE' });
    if (at === 0 || text === '') throw new InputError(`--env ${shown(text.slice(0, 80))} names no variable; expected NAME=VALUE`, { input: '--env', expected: 'NAME=VALUE' });
    if (at > 0) return [[text.slice(0, at), text.slice(at + 1)]];
    const value = here[text];
    return value === undefined ? [] : [[text, value]];
  });
  return Object.fromEntries(found);
}

/** Where `--to` writes; null where none was asked for. A program that has run for minutes can't be asked to run again for a slip in a path. Throws InputError. */
async function targetFile(shell: Shell, to: string | undefined): Promise<string | null> {
  if (to === undefined) return null;
  const file = path.resolve(shell.io.cwd, to);
  await (await import('../../../core/workbench-files.ts')).checkTarget(file, to);
  return file;
}

export async function list(shell: Shell, options: JsonOption & { limit: number }): Promise<void> {
  const document = await (await shell.api(false)).call('trace.recordings', { limit: options.limit });
  if (options.json === true) return shell.document(document);
  const { recordingsLines } = await import('../../text/recording.ts');
  shell.say(recordingsLines(document.recordings, shell.paint, shell.io.columns()));
}

export async function show(shell: Shell, id: string, options: JsonOption & { to?: string }): Promise<void> {
  const to = await targetFile(shell, options.to);
  const api = await shell.api(false);
  const document = await api.call('trace.recording', { id });
  await say(shell, document, options);
  if (to !== null && document.log === null)
    throw new InputError(`recording ${document.id} has no log${document.state === 'running' ? ' yet' : ''}; nothing was written`, {
      input: '--to',
      expected: 'a recording with a log',
    });
  await writeLog(shell, api, document, to);
}

export async function cancel(shell: Shell, id: string): Promise<void> {
  const { cancelled } = await (await shell.api(true)).call('trace.cancel', { id });
  shell.io.err(cancelled ? 'cancelled; what was recorded so far is kept\n' : 'it had ended already\n');
}

export async function remove(shell: Shell, id: string): Promise<void> {
  await (await shell.api(true)).call('trace.remove', { id });
  shell.io.err('removed\n');
}
