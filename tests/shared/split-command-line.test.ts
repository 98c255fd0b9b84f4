import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellWord, splitCommandLine } from '../../src/shared/domain/command-line.ts';

describe('a command line taken apart', () => {
  it('has the words that a shell would make of it', () => {
    for (const [line, words] of [
      ['', []],
      ['  /app   --port 80 ', ['/app', '--port', '80']],
      [`sh -c 'echo "hi" | cat'`, ['sh', '-c', 'echo "hi" | cat']],
      [`a "b c"'d e'f\\ g`, ['a', 'b cd ef g']],
      [`"" ''`, ['', '']],
      [`"a\\"b\\\\c\\n"`, ['a"b\\c\\n']],
      ["$'a\\nb\\x41\\303\\274'", ['a\nbAü']],
      ['a\\\nb', ['ab']],
    ] as const)
      expect(splitCommandLine(line), line).toEqual({ words, unread: [] });
  });

  it('names what only a shell would have understood, and passes it on as it stands', () => {
    expect(splitCommandLine('cat *.go | grep $HOME > out && echo "${X} `date`" ~ a~b')).toEqual({
      words: ['cat', '*.go', '|', 'grep', '$HOME', '>', 'out', '&&', 'echo', '${X} `date`', '~', 'a~b'],
      unread: ['*', '|', '$HOME', '>', '&&', '${X}', '`', '~'],
    });
    expect(splitCommandLine(`'$HOME' \\$HOME "\\$HOME" 5$`)).toMatchObject({ unread: [] });
  });

  it('says where a quote is left open', () => {
    expect(splitCommandLine(`sh -c 'x`)).toEqual({ wrong: 'open-quote', at: 6 });
    expect(splitCommandLine(`a "b`)).toEqual({ wrong: 'open-quote', at: 2 });
    expect(splitCommandLine(`a \\`)).toEqual({ wrong: 'open-escape', at: 2 });
  });

  it('is the way back from quoting, for any words', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }).filter((word) => !word.includes('\0'))), (words) => {
        expect(splitCommandLine(words.map(shellWord).join(' '))).toEqual({ words, unread: [] });
      }),
    );
  });
});
