// The same as command-line.test.ts, asked of a real shell.
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shown } from '../../../src/shared/domain/text.ts';
import { commandLine } from '../../../src/renderer/ui/command-line.ts';

// bash reads what is written as bytes ($'…'); a shell that knows only POSIX of before 2024 gets words without controls.
it.each([
  ['bash', () => true],
  ['sh', (text: string) => shown(text) === text],
] as const)('%s makes of a copied command line the words that were meant', (shell, knows) => {
  // No shell can be given a NUL, and what is printed between words here is one.
  const word = fc
    .oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[ '"\\$`*~!#;&|<>\n\t=-]*$/))
    .filter((text) => !text.includes('\0') && text.isWellFormed() && knows(text));
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), (argv) => {
      const line = commandLine(argv).replace(/^cgoscope/, String.raw`printf '%s\0'`);
      const words = execFileSync(shell, ['-c', line], { encoding: 'utf8' }).split('\0').slice(0, -1);
      expect(words).toEqual(argv);
    }),
    { numRuns: 60 },
  );
});
