// A Go library that a C program loads with dlopen: Go compiles it with initial-exec TLS, which musl's loader takes only from a program's start (facts/claims.md C64).
import type { Failure } from '../types.ts';
import { withShell } from '../go/_shell.ts';

const FILES = {
  'go.mod': 'module example.com/loaded\n\ngo 1.22\n',
  'lib.go': 'package main\n\nimport "C"\n\n//export One\nfunc One() int { return 1 }\n\nfunc main() {}\n',
  // Outside the package's folder: Go would compile it, too.
  'host/load.c': `#include <dlfcn.h>
#include <stdio.h>
int main(void) {
	void *library = dlopen("./libloaded.so", RTLD_NOW);
	if (library == NULL) { fprintf(stderr, "load: %s\\n", dlerror()); return 1; }
	puts("loaded");
	return 0;
}
`,
};
const SCRIPT = 'set -e; go build -buildvcs=false -buildmode=c-shared -o libloaded.so .; ${CC:-gcc} -o load host/load.c; ./load';

const failure: Failure = {
  kind: 'text',
  name: 'build/tls-model',
  cause: 'tls-model',
  make: async (engine, toolchains) => {
    const made = await withShell(engine, toolchains, 'musl', ({ run }) => run(FILES, SCRIPT));
    const control = await withShell(engine, toolchains, 'glibc', ({ run }) => run(FILES, SCRIPT));
    return { log: made.log, control: { log: control.log } };
  },
};
export default failure;
