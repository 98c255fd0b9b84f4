// A header and a library outside the module change together; Go compiles nothing anew and links the new library (facts/claims.md C27).
import type { Failure } from '../types.ts';
import { withShell } from './_shell.ts';

const FILES = {
  'go.mod': 'module example.com/stale\n\ngo 1.24\n',
  'main.go':
    'package main\n\n/*\n#cgo CFLAGS: -I/opt/lib\n#cgo LDFLAGS: /opt/lib/version.o\n#include <version.h>\n*/\nimport "C"\nimport (\n\t"fmt"\n\t"os"\n)\n\nfunc main() {\n\theader, lib := int(C.HEADER_VERSION), int(C.lib_version())\n\tfmt.Printf("header version %d, library version %d\\n", header, lib)\n\tif header != lib {\n\t\tfmt.Fprintln(os.Stderr, "header and library version mismatch")\n\t\tos.Exit(1)\n\t}\n}\n',
};
const INSTALL =
  'install() { mkdir -p /opt/lib; printf "#define HEADER_VERSION %s\\nint lib_version(void);\\n" "$1" > /opt/lib/version.h; printf "int lib_version(void) { return %s; }\\n" "$1" > /tmp/v.c; ${CC:-gcc} -c -o /opt/lib/version.o /tmp/v.c; }';

const failure: Failure = {
  kind: 'text',
  name: 'stale-c-input',
  cause: 'stale-c-input',
  make: (engine, toolchains) =>
    withShell(engine, toolchains, 'glibc', async ({ run }) => {
      const made = await run(FILES, `${INSTALL}; set -e; install 1; go build -o app .; ./app; install 2; rm app; go build -o app .; ./app`);
      const control = await run(FILES, `${INSTALL}; set -e; install 3; go build -a -o app .; ./app; exit 3`);
      return { log: made.log, control: { log: control.log } };
    }),
};

export default failure;
