// Data further away than an instruction of the small code model reaches: three gigabytes of zeros, which cost neither disk nor memory.
import type { Failure } from '../types.ts';

const failure: Failure = {
  kind: 'cell',
  name: 'build/reloc-range',
  cause: 'reloc-range',
  files: {
    'go.mod': 'module example.com/far\n\ngo 1.22\n',
    'far.c': `static char near[0x60000000];
static char far[0x60000000];
static int after;
int touch(unsigned long at) { near[at]++; far[at]++; return ++after; }
`,
    'main.go': 'package main\n\n// int touch(unsigned long at);\nimport "C"\nimport "os"\n\nfunc main() { println(C.touch(C.ulong(len(os.Args)))) }\n',
    'other.go': '//go:build !cgo\n\npackage main\n\nfunc main() {}\n',
  },
  matrix: 'version: 1\naxes: {cgo: [0, 1], libc: glibc, platform: linux/amd64, link: dynamic, go: "1.24"}\n',
  red: 'cgo=1',
  control: 'cgo=0',
  fix: 'code-model',
};
export default failure;
