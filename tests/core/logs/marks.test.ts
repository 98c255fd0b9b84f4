// Lines that deserve a reader's eye.
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { markSteps } from '../../../src/core/logs/marks.ts';
import { LogText } from '../../../src/core/logs/text.ts';
import { parseBuildLog } from '../../../src/core/evidence/index.ts';
import type { LogMarks, LogStream } from '../../../src/shared/api/views.ts';
import { BUILD_ERROR, buildLog, errorLine } from '../../builders/logs.ts';

function marks(text: string | Buffer, stream: LogStream): LogMarks {
  const steps = markSteps(new LogText(typeof text === 'string' ? Buffer.from(text) : text), stream);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

describe('marks of a build log', () => {
  const fixtures = new URL('../../fixtures/buildlog/', import.meta.url);
  it.each(readdirSync(fixtures).filter((name) => name.endsWith('.log') || name.endsWith('.txt')))('%s: where the parser of build logs sees them', (name) => {
    const bytes = readFileSync(new URL(name, fixtures));
    const facts = parseBuildLog(bytes.toString('utf8'));
    const found = marks(bytes, 'build');
    const lines = (kind: string) => found.marks.filter((mark) => mark.kind === kind).map(({ line }) => line);
    expect(lines('error')).toEqual(facts.errors.map(({ line }) => line).sort((a, b) => a - b));
    expect(lines('warning')).toEqual(facts.warnings.map(({ line }) => line));
    expect(lines('command')).toEqual(facts.commands.map(({ line }) => line));
    expect(found.first).toBe(facts.errors[0]?.line ?? null);
  });

  it('find the one error among many lines', () => {
    const log = buildLog(20_000);
    const found = marks(log, 'build');
    expect(found.first).toBe(errorLine(20_000));
    expect(new LogText(log).line(errorLine(20_000))).toBe(BUILD_ERROR);
  });
});

describe('marks of output', () => {
  it('are what the runtime says above the stacks', () => {
    expect(marks('starting\npanic: oh no\n\ngoroutine 1 [running]:\nmain.main()\n\t/src/main.go:4 +0x18\npanic: again\ngoroutine 2 [x]:\n', 'stderr')).toEqual({
      first: 2,
      marks: [{ line: 2, kind: 'error' }],
    });
    expect(marks('panic: only a word in a log\nand on it goes\n', 'stderr')).toEqual({ first: null, marks: [] });
  });

  it('are data races, and a start that failed', () => {
    expect(marks('==================\nWARNING: DATA RACE\n', 'stderr')).toEqual({ first: null, marks: [{ line: 2, kind: 'warning' }] });
    expect(marks('exec /app: no such file or directory\n', 'stderr').first).toBe(1);
    expect(marks('exec /app: no such file or directory\n', 'stdout').first).toBeNull();
  });
});

describe('marks of a trace', () => {
  it('are a program that could not be started, and signals that end one', () => {
    const trace = [
      '7     1795403932.89 execve("/app", ["/app"], 0x7ffd /* 3 vars */) = -1 ENOENT (No such file or directory) <0.000321>',
      '7     1795403932.90 openat(AT_FDCWD, "/etc/passwd", O_RDONLY) = -1 ENOENT (No such file or directory) <0.000021>',
      '8     1795403932.91 execve("/usr/local/bin/ls", ["ls"], 0x7ffd /* 3 vars */) = -1 ENOENT (No such file or directory) <0.000321>',
      '8     1795403932.92 --- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=NULL} ---',
      '8     1795403932.93 --- SIGURG {si_signo=SIGURG, si_code=SI_TKILL} ---',
      '8     1795403932.94 +++ killed by SIGSEGV +++',
    ].join('\n');
    expect(marks(trace, 'trace')).toEqual({
      first: 1,
      marks: [
        { line: 1, kind: 'error' },
        { line: 3, kind: 'warning' },
        { line: 4, kind: 'error' },
        { line: 6, kind: 'error' },
      ],
    });
  });
});
