// What makes two traces hard to compare, in words, and what was left out of the comparison.
import { FLAG, type ReadableTrace } from '../../evidence/index.ts';
import type { TraceDiff } from '../../../shared/domain/trace-detail.ts';
import type { Compared } from './compare.ts';
import { nothingIn } from './nothing.ts';
import { LEFT_OUT, type SideTokens } from './tokens.ts';

/** Fewer events than this say nothing of how a log was recorded. */
const ENOUGH = 8;

type Warning = TraceDiff['warnings'][number];

export function warningsOf({ a, b, vocabulary, without, pairs }: Compared): Warning[] {
  const warnings: Warning[] = [];
  const say = (code: string, text: string): void => void warnings.push({ code, text });
  for (const [name, { tokens }] of [['A', a] as const, ['B', b] as const]) {
    const nothing = nothingIn(tokens.trace);
    if (nothing !== null) say(nothing.code, `${name} ${nothing.text}`);
  }
  if (warnings.length > 0) return warnings;
  const programA = a.processes.list[0]?.program ?? null;
  const programB = b.processes.list[0]?.program ?? null;
  const common = pairs.reduce((sum, pair) => sum + pair.equal, 0);
  const compared = Math.min(comparedEvents(a.tokens), comparedEvents(b.tokens));
  if (programA !== null && programB !== null && programA !== programB)
    say(
      common * 2 < compared ? 'programs' : 'names',
      common * 2 < compared
        ? `A is a trace of ${programA}, B of ${programB}: they share ${String(common)} of ${String(compared)} calls, so most of what differs is the programs themselves`
        : `A calls the program ${programA}, B ${programB}`,
    );
  const formats = [a.tokens.trace.index.format, b.tokens.trace.index.format];
  if (formats.includes('qemu') && formats.includes('strace'))
    say('tracers', 'one log is the emulator’s own, the other one of strace: names and arguments of calls are printed in different ways, so that less is recognised as the same');
  if (without.size > 0) {
    const partial = a.partial && b.partial ? 'The logs were' : `${a.partial ? 'A' : 'B'} was`;
    say('classes', `${partial} recorded with some classes of calls only: ${[...without].map((name) => CLASS_WORDS[name]).join(', ')} are left out of the comparison`);
  }
  const decorated = [a.tokens.trace.index.has.descriptors, b.tokens.trace.index.has.descriptors];
  if (decorated[0] !== decorated[1] && Math.min(a.tokens.trace.index.count, b.tokens.trace.index.count) >= ENOUGH)
    say(
      'descriptors',
      `only ${decorated[0] === true ? 'A' : 'B'} shows what descriptors are (strace -yy): they are compared by the calls that made them, as far as the logs hold those`,
    );
  if (noisy(a.tokens.trace) !== noisy(b.tokens.trace))
    say(
      'emulated',
      `only ${noisy(a.tokens.trace) ? 'A' : 'B'} ran under an emulator: its own calls ${(a.tokens.leftOut[-LEFT_OUT.noise] ?? 0) + (b.tokens.leftOut[-LEFT_OUT.noise] ?? 0) > 0 ? 'are left out' : 'count as differences'}, and timing says nothing`,
    );
  if (vocabulary.stringLimit < 1_024) say('strings', `data is compared in its first ${String(vocabulary.stringLimit)} characters: strace cut it there (-s)`);
  const started = [pairs[0]?.endA !== null, pairs[0]?.endB !== null];
  if (started[0] !== started[1] && a.tokens.trace.index.count > 0 && b.tokens.trace.index.count > 0)
    say('cut', `${started[0] === true ? 'B' : 'A'} ends before its program does: what it lacks behind that is no difference of the program`);
  return warnings;
}

const CLASS_WORDS = {
  file: 'calls on files',
  network: 'calls on the network',
  process: 'calls on processes',
  signal: 'calls on signals',
  memory: 'calls on memory',
  desc: 'calls on descriptors',
  other: 'other calls',
} as const;

const noisy = ({ index }: ReadableTrace): boolean => {
  for (let event = 0; event < Math.min(index.count, 100_000); event++) if (((index.flags[event] ?? 0) & FLAG.noise) !== 0) return true;
  return false;
};

function comparedEvents({ asked }: SideTokens): number {
  let count = 0;
  for (const token of asked) if (token >= 0) count++;
  return count;
}

const ALWAYS = [
  'pids',
  'times',
  'addresses of memory',
  'temporary names',
  'numbers of descriptors',
  'ports that the kernel chose',
  'ids of DNS queries',
  'what the kernel writes back (sizes, inodes, times, random bytes)',
  'how much came at a time',
  'the order of what threads and processes do',
];

export function maskedOf({ a, b, pairs }: Compared): string[] {
  const masked = [...ALWAYS];
  const both = (reason: number): number => (a.tokens.leftOut[-reason] ?? 0) + (b.tokens.leftOut[-reason] ?? 0);
  const count = (reason: number): string => `${String(a.tokens.leftOut[-reason] ?? 0)} events of A, ${String(b.tokens.leftOut[-reason] ?? 0)} of B`;
  for (const [reason, words] of [
    [LEFT_OUT.scheduling, 'scheduling and waiting'],
    [LEFT_OUT.memory, 'room in memory'],
    [LEFT_OUT.threads, 'threads that come and go'],
    [LEFT_OUT.signals, 'signals of timers, children and the Go scheduler'],
    [LEFT_OUT.noise, "the emulator's own calls"],
  ] as const)
    if (both(reason) > 0) masked.push(`${words} (${count(reason)})`);
  if (pairs.length === 0) return [];
  return masked;
}
