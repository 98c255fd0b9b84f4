// The target's GOOS and GOARCH also hold for what should run here (facts/claims.md C25).
import type { Failure } from '../types.ts';
import { withShell } from './_shell.ts';

const FILES = {
  'go.mod': 'module example.com/tool\n\ngo 1.24\n',
  'main.go': 'package main\n\nfunc main() { println("ran") }\n',
  'main_test.go': 'package main\n\nimport "testing"\n\nfunc TestRuns(t *testing.T) {}\n',
};
/** A platform that no emulator stands in for. */
const FOREIGN = { GOOS: 'freebsd', GOARCH: 'riscv64' };

const failures: Failure[] = [
  {
    kind: 'text',
    name: 'env-goos-goarch-leak-run',
    cause: 'env-goos-goarch-leak',
    make: (engine, toolchains) =>
      withShell(engine, toolchains, null, async ({ run, go, goarch }) => {
        const made = await run(FILES, 'go run .; go test ./...', FOREIGN);
        // The program itself is started on another machine: the same error, and nothing has leaked.
        const control = await run(FILES, 'GOOS=freebsd GOARCH=riscv64 go build -o /tmp/app . && /tmp/app');
        return {
          log: made.log,
          facts: { build: { go, goos: 'freebsd', goarch: 'riscv64', gohostos: 'linux', gohostarch: goarch } },
          control: { log: control.log },
        };
      }),
  },
  {
    kind: 'text',
    name: 'env-goos-goarch-leak-gobin',
    cause: 'env-goos-goarch-leak',
    make: (engine, toolchains) =>
      withShell(engine, toolchains, null, async ({ run }) => {
        const made = await run(FILES, 'GOBIN=/tmp/bin go install .', FOREIGN);
        const control = await run({ 'go.mod': 'module example.com/tool\n\ngo 1.24\n', 'main.go': 'package main\n\nfunc main() { ran() }\n' }, 'GOBIN=/tmp/bin go install .');
        return { log: made.log, control: { log: control.log } };
      }),
  },
];

export default failures;
