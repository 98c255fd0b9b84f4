// gcc warns of a line of C as it does of SQLite's, and compiles it: the program runs.
import type { Failure } from '../types.ts';
import { withShell } from './_shell.ts';

const FILES = {
  'go.mod': 'module example.com/warned\n\ngo 1.24\n',
  'answer.c': 'int *answer(void) { int local = 42; return &local; }\n',
  'main.go': 'package main\n\n// int *answer(void);\nimport "C"\n\nfunc main() { println(C.answer() == nil) }\n',
};

const failure: Failure = {
  kind: 'text',
  name: 'not-a-failure-warning',
  cause: 'not-a-failure',
  make: (engine, toolchains) =>
    withShell(engine, toolchains, 'glibc', async ({ run, go, goarch }) => {
      const facts = (exitStatus: number) => ({ build: { go, goos: 'linux', goarch, cgo: true, exitStatus } });
      const made = await run(FILES, 'go build -o app .', { CGO_ENABLED: '1' });
      // The same warning above a real error.
      const control = await run({ ...FILES, 'more.go': 'package main\n\n// int missing(void);\nimport "C"\n\nfunc init() { C.missing() }\n' }, 'go build -o app .', {
        CGO_ENABLED: '1',
      });
      return { log: made.log, facts: facts(made.code), control: { log: control.log, facts: facts(control.code) } };
    }),
};

export default failure;
