// Go as a library of a C program on musl: Go's initialiser reads argc and argv, which only glibc hands to initialisers (facts/claims.md C58c, golang/go#13492).
import type { Failure } from '../types.ts';
import { withShell } from '../go/_shell.ts';

const FILES = {
  'go.mod': 'module example.com/archived\n\ngo 1.22\n',
  'lib.go': 'package main\n\nimport "C"\n\n//export One\nfunc One() int { return 1 }\n\nfunc main() {}\n',
  'host/main.c': '#include <stdio.h>\n#include "../libarchived.h"\nint main(void) { printf("%d\\n", (int)One()); return 0; }\n',
};
const SCRIPT =
  'set -e; go build -buildvcs=false -buildmode=c-archive -o libarchived.a .; ${CC:-gcc} -o app host/main.c libarchived.a -lpthread; set +e; ./app; code=$?; echo "exit status $code"; exit $code';
const SIGSEGV = 139;

const failure: Failure = {
  kind: 'text',
  name: 'build/c-shared-musl-crash',
  cause: 'c-shared-musl-crash',
  make: async (engine, toolchains) => {
    const made = await withShell(engine, toolchains, 'musl', ({ run }) => run(FILES, SCRIPT));
    const control = await withShell(engine, toolchains, 'glibc', ({ run }) => run(FILES, SCRIPT));
    const facts = (cc: string, code: number) => ({
      build: { flags: ['build', '-buildmode=c-archive'], cc, exitStatus: 0 },
      run: code === SIGSEGV ? { outcome: 'signal', signal: 'SIGSEGV', code } : { outcome: code === 0 ? 'pass' : 'exit', signal: null, code },
    });
    return { log: made.log, facts: facts('musl-gcc', made.code), control: { log: control.log, facts: facts('gcc', control.code) } };
  },
};
export default failure;
