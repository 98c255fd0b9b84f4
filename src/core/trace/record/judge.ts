// How a start ended, in words, and what the plain and the traced one say of each other. Pure.
import type { TraceRecording } from '../../../shared/domain/trace-detail.ts';
import { formatBytes, formatNs } from '../../../shared/domain/units.ts';
import { signalOfCode } from '../../cell/outcome.ts';
import type { Watched } from '../../cell/watched.ts';
import type { KeptOutput } from './output.ts';

export type Start = NonNullable<TraceRecording['plain']>;

export interface StartWords {
  stopSignal: string;
  /** A time to be ready was asked for. */
  ready: boolean;
  seconds: number;
  traceBytes: number;
}

/** What `docker run` leaves where the engine could not start the program. Source: docker/cli, cli/command/container/run.go. */
export const startFailedCode = (engineText: string): number =>
  /executable file not found|no such file or directory/i.test(engineText) ? 127 : /permission denied|is a directory/i.test(engineText) ? 126 : 125;

/** The engine's sentence without the layers that it came through. */
export const startFailedText = (engineText: string): string =>
  engineText
    .replace(/^.*?(?:unable to start container process|starting container process caused): /s, '')
    .replace(/: unknown\s*$/, '')
    .trim();

export function startOf(watched: Watched, output: { stdout: KeptOutput; stderr: KeptOutput }, words: StartWords): Start {
  if (watched.kind === 'start-failed')
    return {
      wallNs: watched.wallNs,
      code: startFailedCode(watched.text),
      signal: null,
      ended: `did not start: ${startFailedText(watched.text)}`,
      readyNs: null,
      ...output,
    };
  const { end, by, ignoredStop, readyNs } = watched;
  const own = by === 'itself' || (by === 'stop' && !ignoredStop);
  const signal = own ? signalOfCode(end.code) : null;
  return {
    wallNs: watched.wallNs,
    code: own ? end.code : null,
    signal,
    ended: endedText(watched, signal, words),
    readyNs: words.ready ? readyNs : null,
    ...output,
  };
}

function endedText({ end, by, ignoredStop, readyNs }: Extract<Watched, { kind: 'ran' }>, signal: string | null, words: StartWords): string {
  const how = signal === null ? `ended with code ${end.code}` : `was ended by ${signal} (code ${end.code})`;
  const ready = words.ready && readyNs !== null ? `ready after ${formatNs(readyNs)}, ` : words.ready ? 'never ready, ' : '';
  switch (by) {
    case 'itself':
      return `${ready}${end.oomKilled && end.code === 137 ? 'the kernel killed it for memory' : how}`;
    case 'time':
      return `${ready}was stopped after ${words.seconds} s, its time limit`;
    case 'caller':
      return `${ready}was stopped when its trace was full (${formatBytes(words.traceBytes)})`;
    case 'stop':
      return `${ready}${words.ready ? 'then ' : ''}asked to stop with ${words.stopSignal}${ignoredStop ? ', did not end within 10 s and was killed' : ` and ${how}`}`;
  }
}

/** Starts that short are mostly the engine's own work. */
const SHORT_NS = 500e6;

/** Whoever ends by itself says how long it takes; one who is stopped by us says how long we let it. */
const endedItself = (start: Start): boolean => start.code !== null && !start.ended.includes('asked to stop');

/** How much slower the traced start was, and what is to be said of the two. */
export function compareStarts(plain: Start | null, traced: Start | null): { factor: number | null; notes: string[] } {
  if (plain === null || traced === null || plain.wallNs === 0) return { factor: null, notes: [] };
  const notes: string[] = [];
  const own = [endedItself(plain), endedItself(traced)] as const;
  const factor = own[0] || own[1] ? Math.round((traced.wallNs / plain.wallNs) * 100) / 100 : null;
  if (factor !== null && own[0] !== own[1]) notes.push('one of the two starts was stopped by us: how much slower it is under the tracer is at least what is said');
  if (factor !== null && plain.wallNs < SHORT_NS && traced.wallNs < 2 * SHORT_NS)
    notes.push(`without the tracer it took ${formatNs(plain.wallNs)}: so short a time is mostly the engine’s and the tracer’s own start, and the slow-down says little`);
  if (plain.readyNs !== null && traced.readyNs !== null && plain.readyNs > 0)
    notes.push(`ready after ${formatNs(plain.readyNs)} without the tracer and ${formatNs(traced.readyNs)} with it: ${(traced.readyNs / plain.readyNs).toFixed(1)} times as long`);
  if (plain.code !== traced.code || plain.signal !== traced.signal) notes.push(differentEnd(plain, traced));
  else if (own[0] && own[1] && (plain.stdout.text !== traced.stdout.text || plain.stderr.bytes !== traced.stderr.bytes))
    notes.push(
      `it wrote something else under the tracer: ${plain.stdout.bytes} and ${traced.stdout.bytes} bytes on stdout, ${plain.stderr.bytes} and ${traced.stderr.bytes} on stderr (times and numbers in its output are enough for that)`,
    );
  return { factor, notes };
}

function differentEnd(plain: Start, traced: Start): string {
  const told = `it did not end the same under the tracer: ${plain.ended} without it, ${traced.ended} with it`;
  // The plain start is process 1 of its container, which signals without a handler don't reach (pid_namespaces(7)); the traced one has an init before it.
  const signals = [plain.signal, traced.signal].some((signal) => signal !== null) || plain.ended.includes('was killed');
  return signals
    ? `${told}. Without the tracer it is process 1 of its container, which a signal without a handler does not end; with it, it is not. What is true is the first`
    : told;
}
