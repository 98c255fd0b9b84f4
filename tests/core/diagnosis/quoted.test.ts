import { describe, expect, it } from 'vitest';
import { isQuoted, isSpokenOf } from '../../../src/core/diagnosis/quoted.ts';
import { cleanLine } from '../../../src/core/diagnosis/log/clean.ts';
import type { Hit, LogLine } from '../../../src/core/diagnosis/types.ts';

const lineOf = (raw: string, number: number): LogLine => ({ log: 'log', number, raw, text: cleanLine(raw) });

function hit(raw: string, pattern: RegExp, before: string[] = []): Hit {
  const line = lineOf(raw, before.length + 1);
  const match = pattern.exec(line.text);
  if (match === null) throw new Error(`${String(pattern)} is not in ${line.text}`);
  return { signal: 'a', line, match, before: before.map((each, index) => lineOf(each, index + 1)), after: [] };
}
const EXEC = /exec format error|exec user process caused: no such file or directory/;
const X509 = /x509: certificate signed by unknown authority/;
const jsonFile = (line: string): string => JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: '2025-03-12T10:00:00.1Z' });

describe('a message that somebody speaks of', () => {
  it.each([
    ['a key of a map', '  "exec format error": "another architecture",', EXEC],
    ['a value of rules', '{"rules":[{"match":"exec format error","say":"wrong architecture"}]}', EXEC],
    ['a commit', '1234567 fix: explain "exec format error"', EXEC],
    ['a README', 'If you see exec format error, build for the platform.', EXEC],
    ['markup', '+**exec user process caused: no such file or directory** means that the loader is missing', EXEC],
    ['a table', '| exec format error | rebuild |', EXEC],
    ['a script that is traced', "+ grep -c 'x509: certificate signed by unknown authority' app.log", X509],
    ['a changelog', '- requests failed with "x509: certificate signed by unknown authority" before', X509],
    ['what a program has', 'INFO exec format error handling enabled', EXEC],
    ['an alert that is over', 'level=info msg="x509: certificate signed by unknown authority alert resolved"', X509],
    ['the name of a test', "    it('says exec format error', () => {", EXEC],
  ])('is known in %s, as it stands and in a line of json-file', (_name, text, pattern) => {
    expect(isQuoted(hit(text, pattern))).toBe(true);
    expect(isQuoted(hit(jsonFile(text), pattern))).toBe(true);
  });

  it('is known by the head of a diff', () => {
    expect(isSpokenOf(hit('+exec format error', EXEC, ['@@ -1,2 +1,3 @@', ' text']))).toBe(true);
    expect(isSpokenOf(hit('+exec format error', EXEC))).toBe(false);
  });
});

describe('a message that a tool printed', () => {
  it.each([
    ['alone', 'exec /app: exec format error', EXEC],
    ['in quotes of runc', 'standard_init_linux.go:211: exec user process caused "exec format error"', EXEC],
    ['as a field', '{"level":"error","msg":"exec format error"}', EXEC],
    ['as the argument of an error', "SSLError(1, 'x509: certificate signed by unknown authority')", X509],
    ['by a build that is traced', '+ CGO_ENABLED=1 go build ./exec format error', EXEC],
  ])('is heard %s, as it stands and in a line of json-file', (_name, text, pattern) => {
    expect(isQuoted(hit(text, pattern))).toBe(false);
    expect(isQuoted(hit(jsonFile(text), pattern))).toBe(false);
  });
});
