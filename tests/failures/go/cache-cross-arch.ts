// An archive of another architecture is found where this one's is wanted, as with a GOPATH/pkg or a cache of a build rule that was kept over.
import type { Failure } from '../types.ts';
import { withShell } from './_shell.ts';

const FILES = {
  'go.mod': 'module example.com/kept\n\ngo 1.24\n',
  'lib.go': 'package lib\n\n// One is 1.\nfunc One() int { return 1 }\n',
  'main.txt': 'package main\n\nimport "example.com/kept/lib"\n\nfunc main() { println(lib.One()) }\n',
};
const STEPS = 'cp main.txt /tmp/main.go; echo packagefile example.com/kept/lib=/tmp/lib.a > /tmp/cfg';

const failure: Failure = {
  kind: 'text',
  name: 'cache-cross-arch-archive',
  cause: 'cache-cross-arch',
  make: (engine, toolchains) =>
    withShell(engine, toolchains, null, async ({ run }) => {
      const compile = (arch: string): string =>
        `${STEPS}; GOARCH=${arch} go tool compile -p example.com/kept/lib -o /tmp/lib.a lib.go; GOARCH=amd64 go tool compile -p main -importcfg /tmp/cfg -o /tmp/main.a /tmp/main.go`;
      const made = await run(FILES, compile('arm64'));
      const control = await run({ ...FILES, 'main.txt': FILES['main.txt'].replace('One', 'Two') }, compile('amd64'));
      return { log: made.log, control: { log: control.log } };
    }),
};

export default failure;
