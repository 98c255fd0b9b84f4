// A C file in a package whose Go files do not use cgo: refused with cgo on, left out with cgo off.
import type { Failure } from '../types.ts';

const failure: Failure = {
  kind: 'cell',
  name: 'cgo-disabled-csource',
  cause: 'cgo-disabled-csource',
  files: {
    'go.mod': 'module example.com/csource\n\ngo 1.24\n',
    'table.c': 'int table(void) { return 1; }\n',
    'main.go': 'package main\n\nfunc main() { println("no C needed") }\n',
  },
  matrix: "version: 1\naxes: { package: [.], cgo: [0, 1], platform: [linux/amd64], libc: [glibc], link: [dynamic], go: ['1.24'], base: [glibc] }\n",
  red: 'cgo=1',
  control: 'cgo=0',
  fix: 'cgo-off',
};

export default failure;
