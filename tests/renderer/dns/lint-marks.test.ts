// Signs beside the lines of resolv.conf, and what is to be said below, each once.
import { describe, expect, it } from 'vitest';
import { countVerdicts, marksByLine, resolverName, saidOf } from '../../../src/renderer/views/dns/lint-marks.ts';
import { aLint } from '../../builders/dns.ts';

const note = (line: number | null, verdict: 'honoured' | 'ignored' | 'clamped' | 'dangerous', text: string, word: string | null = null) => ({
  line,
  word,
  verdict,
  code: text,
  text,
});
const lint = aLint({
  go: [note(1, 'honoured', 'taken'), note(3, 'honoured', 'T is 2'), note(3, 'ignored', 'unknown here', 'inet6')],
  glibc: [note(1, 'honoured', 'taken'), note(3, 'clamped', 'at most 30', 'timeout:99')],
  musl: [note(3, 'ignored', 'unknown here', 'inet6'), note(3, 'dangerous', 'division by zero', 'attempts:0'), note(null, 'ignored', 'RES_OPTIONS')],
});

describe('the marks of a line', () => {
  it('are the gravest verdict of each resolver, in their order', () => {
    expect(marksByLine(lint)).toEqual(
      new Map([
        [1, ['honoured', 'honoured', null]],
        [3, ['ignored', 'clamped', 'dangerous']],
      ]),
    );
  });
});

describe('what is said', () => {
  it('is said once for all whom it concerns, the gravest of a line first, what belongs to no line last', () => {
    expect(saidOf(lint).map(({ line, verdict, by }) => [line, verdict, by.map(({ resolver }) => resolver).join(' ')])).toEqual([
      [3, 'dangerous', 'musl'],
      [3, 'clamped', 'glibc'],
      [3, 'ignored', 'go musl'],
      [null, 'ignored', 'musl'],
    ]);
    expect(countVerdicts(lint)).toEqual({ honoured: 0, ignored: 2, clamped: 1, dangerous: 1 });
  });

  it('names a version only where a resolver stands there twice', () => {
    expect(resolverName({ resolver: 'go', version: '1.24' }, lint.resolvers)).toBe('go');
    expect(resolverName({ resolver: 'go', version: '1.24' }, [{ resolver: 'go' }, { resolver: 'go' }])).toBe('go 1.24');
  });
});
