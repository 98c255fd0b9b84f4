import { describe, expect, it } from 'vitest';
import { cleanLine, readingsOf } from '../../../../src/core/diagnosis/log/clean.ts';

const SAID = 'exec /app: no such file or directory';

describe('what the program said', () => {
  it.each([
    ['a time of RFC 3339', `2024-05-01T10:00:00.123456789Z ${SAID}`],
    ['a time with a zone', `2024-05-01 10:00:00,123 +02:00 ${SAID}`],
    ["Go's log package", `2024/05/01 10:00:00 ${SAID}`],
    ["Go's log package with microseconds", `2024/05/01 10:00:00.123456 ${SAID}`],
    ['a time of day', `10:00:00.123 ${SAID}`],
    ['a time in brackets', `[2024-05-01T10:00:00Z] ${SAID}`],
    ['seconds of an epoch', `1714557600.123 ${SAID}`],
    ['dmesg', `[12345.678901] ${SAID}`],
    ['syslog', `May  1 10:00:00 host app[123]: ${SAID}`],
    ['journald, short-iso', `2024-05-01T10:00:00+0000 host app[123]: ${SAID}`],
    ['klog', `E0501 10:00:00.123456       1 main.go:12] ${SAID}`],
    ['compose', `app-1  | ${SAID}`],
    ['compose of old', `my_app_1     | ${SAID}`],
    ['compose with a time', `app-1  | 2024-05-01T10:00:00Z ${SAID}`],
    ['kubectl', `[pod/app-5d4f/main] ${SAID}`],
    ['kubectl with a time', `[pod/app-5d4f/main] 2024-05-01T10:00:00.1Z ${SAID}`],
    ['CRI', `2024-05-01T10:00:00.123456789Z stderr F ${SAID}`],
    ['GitHub Actions', `2024-05-01T10:00:00.1234567Z ##[error]${SAID}`],
    ['gh run view --log', `build\tRun go build\t2024-05-01T10:00:00.1234567Z ${SAID}`],
    ['a workflow command', `::error file=a.go,line=1::${SAID}`],
    ['GitLab', `section_start:1714557600:build[collapsed=true]\r\u001b[0K${SAID}`],
    ['BuildKit, plain', `#12 3.456 ${SAID}`],
    ['BuildKit, plain, without a time', `#12 ${SAID}`],
    ['the end of a failed step', ` 0.345 ${SAID}`],
    ['BuildKit, on a terminal', ` => => # ${SAID}`],
    ['Jenkins', `[Pipeline] ${SAID}`],
    ['Jenkins with times', `[2024-05-01T10:00:00.123Z] ${SAID}`],
    ['Bazel', `(10:00:00) ${SAID}`],
    ["Docker's json-file", JSON.stringify({ log: `${SAID}\n`, stream: 'stderr', time: '2024-05-01T10:00:00Z' })],
    ['zap and slog', JSON.stringify({ level: 'error', ts: 1, msg: SAID })],
    ['logrus', `time="2024-05-01T10:00:00Z" level=error msg="${SAID}"`],
    ['sh -x', `+ ${SAID}`],
    ['a quote', `> ${SAID}`],
    ['a quote of a quote', `> > ${SAID}`],
    ['a box', `│ ${SAID}`],
    ['a level', `[ERROR] ${SAID}`],
    ['colours', `\u001b[31m\u001b[1m${SAID}\u001b[0m`],
    ['colours whose ESC was lost', `[31;1m${SAID}[0m`],
    ['Buildkite', `\u001b_bk;t=1714557600000\u0007${SAID}`],
    ['an indent', `    ${SAID}  `],
    ['several at once', `app-1  | 2024-05-01T10:00:00Z #12 3.456 \u001b[31m${SAID}\u001b[0m`],
  ])('%s is taken off', (_what, raw) => {
    expect(cleanLine(raw)).toBe(SAID);
  });

  it.each([
    '# command-line-arguments',
    './main.go:5:2: undefined: foo',
    '/usr/bin/ld: cannot find -lfoo',
    'go: example.com/x@v1.0.0: reading https://proxy: 404',
    'panic: runtime error: index out of range [5] with length 3',
    '1 error generated.',
    'Error: No such image: x',
    '> [build 4/5] RUN go build:'.slice(2),
  ])('%j stays as it is', (text) => {
    expect(cleanLine(text)).toBe(text);
  });

  it('makes quotes plain', () => {
    expect(cleanLine('‘a’ “b” `c´ `d`')).toBe(`'a' "b" 'c' 'd'`);
  });

  it('unescapes what a logger quoted, and keeps what stands behind it', () => {
    expect(cleanLine('time="x" level=error msg="exec: \\"gcc\\": not found" error="a b"')).toBe('exec: "gcc": not found error="a b"');
  });

  it('reads what a progress bar overwrote after what it shows', () => {
    expect(readingsOf('a\rb\r\u001b[Kc')).toEqual(['c', 'b', 'a']);
    expect(readingsOf('a\r')).toEqual(['a']);
    expect(readingsOf('')).toEqual(['']);
  });

  it('reads several lines that a logger put into one, together and each', () => {
    expect(readingsOf(JSON.stringify({ msg: 'a:\n\tb\n' }))).toEqual(['a: \tb', 'a:', 'b']);
  });

  it('ends with a line of any length, and makes it no longer', () => {
    const half = 1_000_000;
    for (const evil of ['[', '> ', '\u001b[', '{"a":', 'a ', '1', 'time="', '\r', ' ']) {
      const line = evil.repeat(half / evil.length);
      expect(cleanLine(line).length, evil).toBeLessThanOrEqual(line.length);
      expect(cleanLine(`${line}\r\u001b[Kexec format error`), evil).toContain('exec format error');
    }
  });
});
