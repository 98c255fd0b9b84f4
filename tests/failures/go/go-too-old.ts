// go.mod wants a Go that is newer than the one that builds; and a file uses what its Go does not have.
import type { Failure } from '../types.ts';
import { withShell } from './_shell.ts';

const MAIN = 'package main\n\nfunc main() { println("new") }\n';

const failures: Failure[] = [
  {
    kind: 'text',
    name: 'go-too-old-mod',
    cause: 'go-too-old',
    sample: true,
    make: (engine, toolchains) =>
      withShell(engine, toolchains, null, async ({ run, go, goarch }) => {
        const facts = { build: { go, goos: 'linux', goarch, exitStatus: 1 } };
        const made = await run({ 'go.mod': 'module example.com/newer\n\ngo 1.99\n', 'main.go': MAIN }, 'go build -o /dev/null .');
        // The same Go, and another reason why it does not build.
        const control = await run(
          { 'go.mod': 'module example.com/newer\n\ngo 1.24\n', 'main.go': 'package main\n\nfunc main() { println(newest()) }\n' },
          'go build -o /dev/null .',
        );
        return { log: made.log, facts, control: { log: control.log, facts } };
      }),
  },
  {
    kind: 'text',
    name: 'go-too-old-language',
    cause: 'go-too-old',
    make: (engine, toolchains) =>
      withShell(engine, toolchains, null, async ({ run }) => {
        const made = await run(
          {
            'go.mod': 'module example.com/older\n\ngo 1.17\n',
            'main.go': 'package main\n\nfunc first[T any](list []T) T { return list[0] }\n\nfunc main() { println(first([]int{1})) }\n',
          },
          'go build -o /dev/null .',
        );
        const control = await run(
          { 'go.mod': 'module example.com/older\n\ngo 1.17\n', 'main.go': 'package main\n\nfunc main() { println(first(1) }\n' },
          'go build -o /dev/null .',
        );
        return { log: made.log, control: { log: control.log } };
      }),
  },
];

export default failures;
