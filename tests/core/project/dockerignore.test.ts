import { describe, expect, it } from 'vitest';
import { compileIgnore, readIgnoreLines } from '../../../src/core/project/index.ts';

const matcher = (...patterns: string[]) => compileIgnore(patterns.map((pattern, index) => ({ pattern, line: index + 1, source: '.dockerignore' })));
const excludes = (pattern: string, path: string): boolean => matcher(pattern).excludes(path);

describe('ignore patterns', () => {
  // [pattern, path, excluded], after Docker's documentation of .dockerignore and Go's filepath.Match
  it.each<[string, string, boolean]>([
    ['a', 'a', true],
    ['a', 'b/a', false],
    ['a', 'a/b/c', true],
    ['/a', 'a', true],
    ['a/', 'a/b', true],
    ['./a//b/', 'a/b', true],
    ['a/../b', 'b', true],
    ['*', 'anything', true],
    ['*', 'anything/below', true],
    ['*/temp*', 'somedir/temporary.txt', true],
    ['*/temp*', 'a/b/temp', false],
    ['*/*/temp*', 'a/b/temporary', true],
    ['temp?', 'tempa', true],
    ['temp?', 'temp', false],
    ['temp?', 'temp/', false],
    ['*.log', 'x.log', true],
    ['*.log', 'a/x.log', false],
    ['**/*.log', 'x.log', true],
    ['**/*.log', 'a/b/x.log', true],
    ['**/*.log', 'x.log.txt', false],
    ['**/foo', 'foo', true],
    ['**/foo', 'a/foo/b', true],
    ['**/foo', 'barfoo', false],
    ['**foo', 'a/barfoo', true],
    ['a/**', 'a/b/c', true],
    ['a/**', 'a', false],
    ['a/**/b', 'a/b', true],
    ['a/**/b', 'a/x/y/b', true],
    ['a/**/b', 'a/xb', false],
    ['**', 'x/y', true],
    ['a[bc]d', 'acd', true],
    ['a[^bc]d', 'acd', false],
    ['a[^bc]d', 'axd', true],
    ['a[b-d]', 'ac', true],
    ['a[!b]', 'a!', true],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'axb', false],
    ['a.b', 'axb', false],
    ['a+b(c)|{d}$', 'a+b(c)|{d}$', true],
    ['.', 'a', false],
    ['with space', 'with space/x', true],
    ['ünï', 'ünï', true],
  ])('%s against %s: %s', (pattern, path, expected) => expect(excludes(pattern, path)).toBe(expected));

  it('let the last match decide', () => {
    const rules = matcher('*', '!cmd', '!*.md', 'README.md', 'cmd/secret');
    expect(['x', 'cmd/a', 'a.md', 'README.md', 'cmd/secret/key'].map((path) => rules.excludes(path))).toEqual([true, false, false, true, true]);
    expect(rules.mayKeepBelow).toBe(true);
    expect(matcher('a', 'b').mayKeepBelow).toBe(false);
  });
  it('are read line by line without comments, blanks and a byte order mark', () => {
    expect(readIgnoreLines('\uFEFF# comment\n\n  a  \r\n #not a comment\n!b\n')).toEqual([
      { pattern: 'a', line: 3 },
      { pattern: '#not a comment', line: 4 },
      { pattern: '!b', line: 5 },
    ]);
  });
  it.each([['!'], ['a['], ['a[]'], ['a\\']])('refuse %s with its place', (pattern) => expect(() => matcher('ok', pattern)).toThrow(/^\.dockerignore:2: /));
  it('take time in proportion, whatever the pattern', () => {
    // Trying one way after the other would take longer than there is time.
    const rules = matcher(`${'**/a*'.repeat(40)}b`, '*a'.repeat(200));
    expect(rules.excludes('a/'.repeat(2000))).toBe(false);
    expect(rules.excludes('a'.repeat(2000))).toBe(true);
  });
});
