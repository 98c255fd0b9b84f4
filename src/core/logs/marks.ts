// Lines of a log that deserve a reader's eye, as `log.marks` answers them. A generator, as search.ts.
import type { LogMarks } from '../../shared/api/views.ts';
import type { LogStream } from '../../shared/api/views.ts';
import { createBuildLogParser } from '../evidence/index.ts';
import { isCrashLine, isStackLine } from '../cell/go-crash.ts';
import { execFailure } from '../cell/outcome.ts';
import type { LogText } from './text.ts';

const SLAB = 1 << 18;
/** Of each kind. A build that runs more commands has its first ones marked. */
const MOST = 10_000;
/** A line is looked at up to here. */
const HEAD = 4_096;

type Mark = LogMarks['marks'][number];

export function* markSteps(text: LogText, stream: LogStream): Generator<void, LogMarks, undefined> {
  switch (stream) {
    case 'build':
      return yield* buildMarks(text);
    case 'stdout':
    case 'stderr':
      return yield* outputMarks(text, stream);
    case 'trace':
      return yield* traceMarks(text);
  }
}

/** Every line with its number, stopping between slabs. */
function* eachLine(text: LogText, visit: (line: string, number: number) => boolean): Generator<void, void, undefined> {
  const { total } = text;
  for (let first = 1; first <= total;) {
    const next = text.slabEnd(first, total, SLAB);
    for (let line = first; line < next; line += 1) if (!visit(text.lineHead(line, HEAD).text, line)) return;
    first = next;
    yield;
  }
}

/** Lines are given whole: link commands are long, and their end decides the link mode. */
function* buildMarks(text: LogText): Generator<void, LogMarks, undefined> {
  const parser = createBuildLogParser();
  const { total } = text;
  for (let first = 1; first <= total;) {
    const next = text.slabEnd(first, total, SLAB);
    for (let line = first; line < next; line += 1) parser.line(text.line(line));
    first = next;
    yield;
  }
  const { errors, warnings, commands } = parser.finish();
  const marks: Mark[] = [
    ...errors.map(({ line }): Mark => ({ line, kind: 'error' })),
    ...warnings.map(({ line }): Mark => ({ line, kind: 'warning' })),
    ...commands.slice(0, MOST).map(({ line }): Mark => ({ line, kind: 'command' })),
  ];
  // The parser puts the reason before what only wraps it.
  return { first: errors[0]?.line ?? null, marks: marks.sort((a, b) => a.line - b.line) };
}

/** What Go's runtime says above the stacks; the engine's words where the program could not be started at all; data races. */
function* outputMarks(text: LogText, stream: 'stdout' | 'stderr'): Generator<void, LogMarks, undefined> {
  const marks: Mark[] = [];
  if (stream === 'stderr' && text.size < HEAD && execFailure('', text.slice(0, text.size)) !== null) marks.push({ line: 1, kind: 'error' });
  let crash: number | null = null;
  yield* eachLine(text, (line, number) => {
    if (line === 'WARNING: DATA RACE') marks.push({ line: number, kind: 'warning' });
    if (crash === null && isCrashLine(line)) crash = number;
    if (isStackLine(line)) {
      if (crash !== null) marks.push({ line: crash, kind: 'error' });
      return crash === null;
    }
    return marks.length < MOST;
  });
  return inOrder(marks);
}

const EXEC_FAILED = /^(?:\[pid +\d+\] |\d+ +)?(?:[\d:.]+ )?execve(?:at)?\(.*\) += -1 E[A-Z0-9]+/;
const KILLED = /\+\+\+ killed by SIG[A-Z0-9]+|--- SIG(?:SEGV|BUS|ILL|FPE|SYS|ABRT|TRAP) /;

/** Programs that could not be started (the first of them is the traced one, later ones may be a search along PATH), and signals that end a program. */
function* traceMarks(text: LogText): Generator<void, LogMarks, undefined> {
  const marks: Mark[] = [];
  let started = false;
  yield* eachLine(text, (line, number) => {
    if (line.includes('execve') && EXEC_FAILED.test(line)) {
      marks.push({ line: number, kind: started ? 'warning' : 'error' });
      started = true;
    } else if (line.includes('execve')) started = true;
    else if (KILLED.test(line)) marks.push({ line: number, kind: 'error' });
    return marks.length < MOST;
  });
  return inOrder(marks);
}

function inOrder(marks: Mark[]): LogMarks {
  marks.sort((a, b) => a.line - b.line);
  return { first: marks.find(({ kind }) => kind === 'error')?.line ?? null, marks };
}
