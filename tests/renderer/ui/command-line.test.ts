// What "copy as command line" gives is read by a shell as exactly the words that were meant.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shown } from '../../../src/shared/domain/text.ts';
import { commandLine, shellWord } from '../../../src/renderer/ui/command-line.ts';
import { runs } from '../../helpers/runs.ts';

/** The words a POSIX shell makes of a line without expansions (XCU 2.2, 2.3): quotes, backslashes, blanks. Throws at anything a shell would expand or act on. */
export function shellWords(line: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at] ?? '';
    if (char === '$' && line[at + 1] === "'") {
      const [whole = '', inner = ''] = /^\$'((?:[^'\\]|\\.)*)'/u.exec(line.slice(at)) ?? [];
      if (whole === '') throw new Error('an open quote');
      word = (word ?? '') + byteEscapes(inner);
      at += whole.length - 1;
    } else if (char === "'") {
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

/** What stands in `$'…'`: octal bytes of UTF-8, and a backslash before quote and backslash. */
const byteEscapes = (text: string): string =>
  text.replace(
    /(?:\\[0-3][0-7]{2})+|\\(['\\])/g,
    (found, plain?: string) =>
      plain ??
      Buffer.from(
        found
          .slice(1)
          .split('\\')
          .map((octal) => parseInt(octal, 8)),
      ).toString('utf8'),
  );

describe('a command line', () => {
  it('holds nothing that a terminal obeys or hides, though a bundle names its project so', () => {
    const line = commandLine(['run', "/p\u001b[201~\nrm -rf ~\u202e'\\1"]);
    expect(line).toBe(String.raw`cgoscope run $'/p\033[201~\012rm -rf ~\342\200\256\'\\1'`);
    expect(shown(line)).toBe(line);
  });

  it('is plain where no shell sees more in it', () => {
    expect(commandLine(['show', 'last/3'])).toBe('cgoscope show last/3');
    expect(commandLine(['plan', '/home/ana/my project', '--only', 'cgo=1 && !libc=musl'])).toBe("cgoscope plan '/home/ana/my project' --only 'cgo=1 && !libc=musl'");
    expect(shellWord('')).toBe("''");
    expect(shellWord("it's")).toBe(String.raw`'it'\''s'`);
    expect(shellWord('~/x')).toBe("'~/x'");
  });

  it('is read back as the same words, whatever stands in them', () => {
    const word = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[ '"\\$`*~!#;&|<>\n\t=-]*$/)).filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(fc.array(word), (argv) => {
        expect(shellWords(commandLine(argv))).toEqual(['cgoscope', ...argv]);
      }),
      { numRuns: runs(500) },
    );
  });
});
