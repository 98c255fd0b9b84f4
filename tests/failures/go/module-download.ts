// Modules that can't be had: no network, a go.sum that does not know them, a proxy that is off, another checksum.
import type { Failure } from '../types.ts';
import { withShell } from './_shell.ts';

const FILES = {
  'go.mod': 'module example.com/needs\n\ngo 1.24\n\nrequire example.org/gone v1.0.0\n',
  'main.go': 'package main\n\nimport _ "example.org/gone"\n\nfunc main() {}\n',
};
/** Another program that can't reach a host: the words of the network are anybody's. */
const DIALS = {
  'go.mod': 'module example.com/dials\n\ngo 1.24\n',
  'main.go': 'package main\n\nimport (\n\t"log"\n\t"net"\n)\n\nfunc main() {\n\t_, err := net.Dial("tcp", "db.example.org:5432")\n\tlog.Fatal(err)\n}\n',
};

const failures: Failure[] = [
  {
    kind: 'text',
    name: 'module-download-no-network',
    cause: 'module-download',
    make: (engine, toolchains) =>
      withShell(engine, toolchains, null, async ({ run }) => {
        const made = await run(FILES, 'go mod download', { GOPROXY: 'https://proxy.golang.org,direct', GONOSUMDB: '*', GOFLAGS: '-mod=mod' });
        const control = await run(DIALS, 'go run .', { GOPROXY: 'off' });
        return { log: made.log, control: { log: control.log } };
      }),
  },
  {
    kind: 'text',
    name: 'module-download-no-sum',
    cause: 'module-download',
    make: (engine, toolchains) =>
      withShell(engine, toolchains, null, async ({ run }) => {
        const made = await run(FILES, 'go build -o /dev/null .', { GOPROXY: 'off' });
        const control = await run({ ...FILES, 'main.go': 'package main\n\nfunc main() { gone() }\n' }, 'go build -o /dev/null .', { GOPROXY: 'off' });
        return { log: made.log, control: { log: control.log } };
      }),
  },
  {
    kind: 'text',
    name: 'module-download-checksum',
    cause: 'module-download',
    make: (engine, toolchains) =>
      withShell(engine, toolchains, null, async ({ run }) => {
        const proxy =
          'mkdir -p proxy/example.org/gone/@v && printf v1.0.0 > proxy/example.org/gone/@v/list && printf \'{"Version":"v1.0.0"}\' > proxy/example.org/gone/@v/v1.0.0.info && printf "module example.org/gone\\n" > proxy/example.org/gone/@v/v1.0.0.mod';
        const wrong = { ...FILES, 'go.sum': `example.org/gone v1.0.0/go.mod h1:${'A'.repeat(43)}=\n` };
        const env = { GOPROXY: 'file:///nowhere', GONOSUMDB: '*', GOFLAGS: '-mod=mod' };
        const made = await run(wrong, `${proxy} && GOPROXY="file://$PWD/proxy" go list -m all`, env);
        const control = await run({ ...FILES, 'main.go': 'package main\n\nfunc main() { gone() }\n' }, `${proxy} && GOPROXY="file://$PWD/proxy" go build -o /dev/null .`, env);
        return { log: made.log, control: { log: control.log } };
      }),
  },
];

export default failures;
