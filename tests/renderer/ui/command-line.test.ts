// What "copy as command line" gives is read by a shell as exactly the words that were meant.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandLine, shellWord } from '../../../src/renderer/ui/command-line.ts';

/** The words a POSIX shell makes of a line without expansions (XCU 2.2, 2.3): quotes, backslashes, blanks. Throws at anything a shell would expand or act on. */
export function shellWords(line: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at] ?? '';
    if (char === "'") {
      const end = line.indexOf("'", at + 1);
      if (end < 0) throw new Error('an open quote');
      word = (word ?? '') + line.slice(at + 1, end);
      at = end;
    } else if (char === '\\') {
      at += 1;
      if (at >= line.length) throw new Error('a backslash at the end');
      word = (word ?? '') + (line[at] ?? '');
    } else if (char === ' ') {
      if (word !== null) words.push(word);
      word = null;
    } else if (/[\s|&;<>()$`"*?[\]#~{}!^]/.test(char)) throw new Error(`a shell would act on ${char}`);
    else word = (word ?? '') + char;
  }
  if (word !== null) words.push(word);
  return words;
}

describe('a command line', () => {
  it('is plain where no shell sees more in it', () => {
    expect(commandLine(['show', 'last/3'])).toBe('cgoscope show last/3');
    expect(commandLine(['plan', '/home/ana/my project', '--only', 'cgo=1 && !libc=musl'])).toBe("cgoscope plan '/home/ana/my project' --only 'cgo=1 && !libc=musl'");
    expect(shellWord('')).toBe("''");
    expect(shellWord("it's")).toBe(String.raw`'it'\''s'`);
    expect(shellWord('~/x')).toBe("'~/x'");
  });

  it('is read back as the same words, whatever stands in them', () => {
    const word = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[ '"\\$`*~!#;&|<>\n\t=-]*$/));
    fc.assert(
      fc.property(fc.array(word), (argv) => {
        expect(shellWords(commandLine(argv))).toEqual(['cgoscope', ...argv]);
      }),
      { numRuns: 500 },
    );
  });
});
