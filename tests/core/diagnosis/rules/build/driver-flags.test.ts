// Every program has options that it does not know; only those of compilers and linkers are causes of ours.
import { describe, expect, it } from 'vitest';
import { explainText } from '../../../../../src/core/diagnosis/index.ts';

const causes = (text: string): string[] => explainText(text).findings.map(({ cause }) => cause);

describe('an option that is not known', () => {
  it.each([
    'Error: unknown flag: --foo',
    "unknown flag: --platform\nSee 'docker build --help'.",
    'kubectl: unknown flag: --foo',
    "tar: unrecognized option '--zstd'",
    "/usr/bin/psql: unrecognized option '--64'",
    'npm ERR! unknown option --foo',
    'git: unknown option: -marm',
    'Unrecognized option: -Xfoo',
    "web-1  | error: unknown option '--foo'",
  ])('is nobody’s fault here where another program says it: %s', (text) => {
    expect(causes(text)).toEqual([]);
  });

  it.each([
    "gcc: error: unrecognized command-line option '-fno-foo'",
    "#12 1.2 x86_64-linux-gnu-gcc-12: error: unrecognized command-line option '-fx'",
    "/usr/lib/gcc/x/bin/ld: unrecognized option '--foo'",
    'mold: fatal: unknown command line option: --foo',
    "clang-15: error: unknown argument: '-fno-foo'",
    "error: unknown argument: '-fno-foo'",
    "as: unrecognized option '--gdwarf-5'",
    "# runtime/cgo\nerror: unknown argument '--foo'",
  ])('is the toolchain’s where a compiler or a linker says it: %s', (text) => {
    expect(causes(text)[0]).toBe('toolchain-flag');
  });

  it('is another matter than a linker that is not there', () => {
    for (const name of ['ld', 'gold', 'ld.gold']) expect(causes(`collect2: fatal error: cannot find '${name}'\ncompilation terminated.`)[0]).toBe('toolchain-missing');
  });
});
