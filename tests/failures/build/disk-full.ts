// A build in a folder that holds 64 MB, of a program that needs more while it is linked.
import type { Failure } from '../types.ts';

const files = {
  'go.mod': 'module example.com/heavy\n\ngo 1.22\n',
  'heavy.c': '__asm__(".data\\n.globl heavy\\nheavy: .fill 0x2800000, 1, 1\\n");\n',
  'main.go': 'package main\n\n// extern char heavy[0x2800000];\nimport "C"\n\nfunc main() { println(C.heavy[0]) }\n',
};
const axes = 'version: 1\naxes: {cgo: 1, libc: glibc, platform: native, link: dynamic, go: "1.24"}\n';

const failure: Failure = {
  kind: 'cell',
  name: 'build/disk-full',
  cause: 'disk-full',
  files,
  matrix: `${axes}env: {GOTMPDIR: /dev/shm}\n`,
  red: 'cgo=1',
  control: { files: { ...files, 'heavy.c': '#error no heavy data here\n' }, matrix: axes, red: 'cgo=1' },
  fix: 'default-tmp',
};
export default failure;
