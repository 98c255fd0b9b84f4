// -extldflags=-static on a program whose only cgo is in the standard library: Go links it itself and never reads the flag.
import type { Failure } from '../types.ts';

const files = {
  'go.mod': 'module example.com/static\n\ngo 1.22\n',
  'main.go': 'package main\n\nimport "os/user"\n\nfunc main() {\n\tuser.LookupId("0")\n\tprintln("started")\n}\n',
};

const failure: Failure = {
  kind: 'cell',
  name: 'build/static-not-static',
  cause: 'static-not-static',
  files,
  matrix: 'version: 1\naxes: {cgo: 1, libc: glibc, platform: native, link: dynamic, base: empty, go: "1.24"}\nldflags: -extldflags=-static\n',
  red: 'base=empty',
  control: {
    files,
    matrix: 'version: 1\naxes: {cgo: 1, libc: glibc, platform: native, link: dynamic, base: empty, go: "1.24"}\n',
    red: 'base=empty',
  },
  fix: 'static-external',
  sample: true,
};
export default failure;
