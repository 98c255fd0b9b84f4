// No C compiler on PATH and CGO_ENABLED not set: cgo goes off without a word (facts/claims.md C74). A matrix always says cgo, so this is made by hand.
import type { Failure } from '../types.ts';
import { withShell } from './_shell.ts';

const FILES = {
  'go.mod': 'module example.com/silent\n\ngo 1.24\n',
  'sum.go': 'package main\n\n// static int two(void) { return 2; }\nimport "C"\n\nfunc two() int { return int(C.two()) }\n',
  'main.go': 'package main\n\nfunc main() { println(two()) }\n',
};

const failure: Failure = {
  kind: 'text',
  name: 'cgo-silently-off',
  cause: 'cgo-silently-off',
  sample: true,
  make: (engine, toolchains) =>
    withShell(engine, toolchains, null, async ({ run, go, goarch }) => {
      const build = { go, goos: 'linux', goarch, gohostos: 'linux', gohostarch: goarch, cgo: false, exitStatus: 1 };
      const made = await run(FILES, 'unset CGO_ENABLED CC; go env CGO_ENABLED; command -v gcc cc clang || echo "which: no gcc in ($PATH)"; go build -o /dev/null .');
      // Turned off by somebody: the same words, and no surprise.
      const control = await run(FILES, 'set -x; CGO_ENABLED=0 go build -o /dev/null .');
      return { log: made.log, facts: { build: { ...build, cc: null } }, control: { log: control.log, facts: { build } } };
    }),
};

export default failure;
