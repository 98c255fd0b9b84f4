// The filter language of traces: what parses to what, what is refused with which words, and that print and parse go together.
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/shared/domain/errors.ts';
import { filterTokens, literalValue, parseTraceFilter, printText, printTraceFilter, readTraceFilter, type FilterTerm } from '../../src/shared/domain/trace-filter.ts';
import { lexFilter } from '../../src/shared/domain/trace-filter-lex.ts';

const terms = (text: string): Omit<FilterTerm, 'from' | 'to'>[] =>
  readTraceFilter(text).terms.map((term) => {
    const bare: Partial<FilterTerm> = { ...term };
    delete bare.from;
    delete bare.to;
    return bare as Omit<FilterTerm, 'from' | 'to'>; // everything but the two that were taken away
  });
const refused = (text: string): string => {
  try {
    readTraceFilter(text);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'taken';
};

describe('the filter language', () => {
  it('reads terms, lists, negations and quotes', () => {
    expect(terms('call:openat,stat* -error:ENOENT path:"/a b/*" "two words" word')).toEqual([
      { negated: false, key: 'call', globs: ['openat', 'stat*'] },
      { negated: true, key: 'error', globs: ['ENOENT'] },
      { negated: false, key: 'path', globs: ['/a b/*'] },
      { negated: false, key: 'text', text: 'two words' },
      { negated: false, key: 'text', text: 'word' },
    ]);
  });
  it('reads numbers, ranges, comparisons and times', () => {
    expect(terms('fd:3 event:#100..#200 took:>10ms at:1.5s..2s result:-1,>0 line:10.. task:#2')).toEqual([
      { negated: false, key: 'fd', ranges: [{ least: 3, most: 3 }] },
      { negated: false, key: 'event', ranges: [{ least: 100, most: 200 }] },
      { negated: false, key: 'took', ranges: [{ least: 10_000_001, most: Infinity }] },
      { negated: false, key: 'at', ranges: [{ least: 1_500_000_000, most: 2_000_000_000 }] },
      {
        negated: false,
        key: 'result',
        ranges: [
          { least: -1, most: -1 },
          { least: 1, most: Infinity },
        ],
      },
      { negated: false, key: 'line', ranges: [{ least: 10, most: Infinity }] },
      { negated: false, key: 'task', ranges: [{ least: 2, most: 2 }] },
    ]);
  });
  it('takes an address, a flag and a lone minus for text', () => {
    expect(terms('127.0.0.1:53 O_RDONLY|O_CLOEXEC - -"-x"').map((term) => ('text' in term ? term.text : term.key))).toEqual(['127.0.0.1:53', 'O_RDONLY|O_CLOEXEC', '-', '-x']);
  });
  it('reads what was pasted out of a log as it stands there', () => {
    expect(terms('"GET / HTTP\\r\\n"')).toEqual([{ negated: false, key: 'text', text: 'GET / HTTP\\r\\n' }]);
    expect(terms('"say \\"hi\\""')).toEqual([{ negated: false, key: 'text', text: 'say "hi"' }]);
  });
  it('leaves nothing for everything', () => {
    expect(terms('  \t\n ')).toEqual([]);
  });

  it.each([
    ['call:', 'the filter at character 1: a value of call is missing; expected names of calls, as openat or stat*'],
    ['call:a,,b', 'a value of call is missing'],
    ['x  cal:open', 'the filter at character 4: there is no key cal; expected one of call, error'],
    ['class:files', 'the filter at character 7: class knows no files; expected one of file, network'],
    ['took:10', 'the filter at character 6: 10 is no value of took; expected a time with its unit'],
    ['fd:x', 'x is no value of fd'],
    ['event:9..3', 'the filter at character 7: 9..3 ends before it begins'],
    ['"abc', 'the filter at character 1: a quote has no end; expected a closing "'],
    ['path:"a"b', 'the filter at character 9: something follows right behind the closing quote'],
    ['""', 'an empty text is everywhere'],
    ['fd:-1', '-1 is no value of fd'],
    ['event:99999999999999999999', 'is no value of event'],
  ])('refuses %s, naming the place and what was expected', (text, words) => {
    expect(refused(text)).toContain(words);
  });

  it('prints what parses to the same', () => {
    for (const text of ['call:openat,stat* -error:none', 'path:"/a b,c/*",/x', 'took:>10ms at:..2s event:#3..#9', '"a \\"q\\" b" -"-x" "call:x"', 'path:a\\*b,"c\\\\ d",e\\f']) {
      const printed = printTraceFilter(readTraceFilter(text));
      expect(terms(printed)).toEqual(terms(text));
      expect(printTraceFilter(readTraceFilter(printed))).toBe(printed);
    }
    expect(printTraceFilter(readTraceFilter('  call:openat   event:12  took:>=1000us '))).toBe('call:openat event:#12 took:1ms..');
  });
  it('prints any text and any name so that they stand for themselves', () => {
    for (const text of ['a b', '-x', 'call:x', 'say "hi"', 'back\\slash', 'end\\', '\\\\"', 'a,b', '*', '\\n', '"']) {
      expect(terms(printText(text))).toEqual([{ negated: false, key: 'text', text }]);
      const [only] = terms(`path:${literalValue(text)}`);
      expect(only).toMatchObject({ key: 'path', globs: [text.replace(/[\\*?]/g, '\\$&')] });
    }
  });
  it('never fails on any text, and its terms and tokens cover all but blanks', () => {
    const alphabet = 'a:,"\\-*? .#>0call:path:took:is:failed';
    let seed = 7;
    const next = (below: number): number => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % below;
    for (let round = 0; round < 3_000; round += 1) {
      let text = '';
      for (let length = next(24); length > 0; length -= 1) text += alphabet[next(alphabet.length)] ?? '';
      const parsed = parseTraceFilter(text);
      if (parsed.ok) expect(terms(printTraceFilter(parsed.filter))).toEqual(terms(text));
      else expect(parsed.error.from).toBeLessThanOrEqual(parsed.error.to);
      for (const cover of [filterTokens(text), lexFilter(text)]) {
        let at = 0;
        for (const { from, to } of cover) {
          expect(text.slice(at, from).trim(), text).toBe('');
          expect(to).toBeGreaterThan(from);
          at = to;
        }
        expect(text.slice(at).trim(), text).toBe('');
      }
    }
  });
  it('says what is a key, a value, a text, and what is wrong', () => {
    const told = (text: string): string[] => filterTokens(text).map(({ from, to, what }) => `${what} ${text.slice(from, to)}`);
    expect(told('-call:open,stat* word')).toEqual(['not -', 'key call:', 'value open,stat*', 'text word']);
    expect(told('fd:3,x,4 y')).toEqual(['key fd:', 'value 3,', 'wrong x', 'value ,4', 'text y']);
    expect(told('nokey:3')).toEqual(['wrong nokey:', 'value 3']);
  });
});
