// The compiler of the machine at hand, for a program of another machine.
import type { Failure } from '../types.ts';

const failure: Failure = {
  kind: 'cell',
  name: 'build/toolchain-wrong-target',
  cause: 'toolchain-wrong-target',
  files: {
    'go.mod': 'module example.com/crossed\n\ngo 1.22\n',
    'main.go': 'package main\n\n// static int one(void) { return 1; }\nimport "C"\n\nfunc main() { println(C.one()) }\n',
  },
  matrix: 'version: 1\naxes: {cgo: 1, libc: glibc, platform: [linux/amd64, linux/arm64], link: dynamic, go: "1.24"}\nenv: {CC: gcc}\n',
  red: 'platform=linux/arm64',
  control: 'platform=linux/amd64',
  fix: 'platform',
};
export default failure;
