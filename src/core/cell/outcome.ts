// From how a container ended to the outcome of its cell. Docker gives a code and nothing else: what is inferred is called so.
import type { Outcome } from '../../shared/domain/run.ts';
import type { ContainerEnd } from '../engine/types.ts';
import { goCrash } from './go-crash.ts';

export interface Ending {
  outcome: Outcome;
  code: number | null;
  signal: string | null;
  error: string | null;
  reason: string | null;
}

/** Signal numbers of Linux on every platform that Go supports but MIPS (asm-generic/signal.h). */
const SIGNALS: Record<number, string> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  10: 'SIGUSR1',
  11: 'SIGSEGV',
  12: 'SIGUSR2',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
  16: 'SIGSTKFLT',
  24: 'SIGXCPU',
  25: 'SIGXFSZ',
  31: 'SIGSYS',
};

/**
 * What runc's init prints when the execve of the program fails after the container has started (facts/docker.md 5):
 * `exec /app: exec format error`, older `standard_init_linux.go:228: exec user process caused: no such file or directory`.
 */
const EXEC_FAILED =
  /^(?:exec (?<path>\S+): |(?:standard_init_linux\.go:\d+: )?exec user process caused:? "?)(?<error>no such file or directory|exec format error|permission denied|operation not permitted|text file busy|argument list too long|invalid argument|input\/output error)"?\s*$/;

/** The error of the execve, where the output is nothing but runc saying so; null otherwise. */
export function execFailure(stdout: string, stderr: string): string | null {
  if (stdout !== '') return null;
  const line = stderr.trim();
  return EXEC_FAILED.test(line) ? line : null;
}

/**
 * A start that the engine could not do for reasons of its own machine (full disk, no address left, daemon going down) says nothing about the program:
 * such a cell is grey. Everything else that a start is refused for (no such file, exec format, a user or folder that isn't there) is the cell's.
 */
export const isEngineTrouble = (engineText: string): boolean =>
  /no space left on device|disk quota exceeded|failed to create endpoint|failed programming external connectivity|could not find an available|address pool|too many open files|cannot allocate memory|marked for removal|context (?:canceled|deadline exceeded)|transport is closing/i.test(
    engineText,
  );

/** The signal that an exit code of 128 and more stands for; null for any other. Docker gives a code and nothing else. */
export const signalOfCode = (code: number): string | null => SIGNALS[code - 128] ?? null;

/** The outcome of a program that was waited for to its end. */
export function classifyEnd(end: ContainerEnd, output: { stdout: string; stderr: string }, limits: { timedOut: boolean; timeNs: number; memoryBytes: number | null }): Ending {
  const base = { code: end.code, signal: null, error: end.error === '' ? null : end.error };
  if (limits.timedOut) return { ...base, outcome: 'timed-out', reason: `still running after ${limits.timeNs / 1e9} s; it was killed` };
  // The engine's flag is set for any process of the container. Only where the program itself was killed is memory what ended it.
  if (end.oomKilled && end.code === 137)
    return { ...base, outcome: 'oom', reason: `the kernel killed it for memory${limits.memoryBytes === null ? '' : ` (limit ${Math.round(limits.memoryBytes / 1e6)} MB)`}` };
  const failed = end.code === 0 ? null : execFailure(output.stdout, output.stderr);
  if (failed !== null) return { ...base, outcome: 'start-failed', error: failed, reason: failed };
  const child = end.oomKilled ? 'the kernel killed one of its processes for memory' : null;
  if (end.code === 0) return { ...base, outcome: 'pass', reason: child };
  if (end.code >= 128) {
    const signal = signalOfCode(end.code);
    if (signal !== null) return { ...base, outcome: 'signal', signal, reason: withNote(`${signal}, inferred from exit code ${end.code}`, child) };
  }
  return { ...base, outcome: 'exit', reason: withNote(lastLine((end.code === 2 ? goCrash(output.stderr) : null) ?? output.stderr) ?? lastLine(output.stdout), child) };
}

const withNote = (reason: string | null, note: string | null): string | null => (note === null ? reason : reason === null ? note : `${reason}; ${note}`);

/** The last line of output that says something, capped. */
export function lastLine(text: string): string | null {
  // From the end: the output may have millions of lines.
  for (let end = text.length; end > 0;) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const line = text.slice(start, end).trim();
    if (line !== '') return line.length > 300 ? `${line.slice(0, 300)}…` : line;
    end = start - 1;
  }
  return null;
}

/** True where the outcome is the expected one: `pass`, or `exit 3`, `start-failed` … as the plan has it. */
export function asExpected(expected: string, outcome: Outcome, code: number | null): boolean {
  if (expected === outcome) return true;
  return outcome === 'exit' && expected === `exit ${code}`;
}
