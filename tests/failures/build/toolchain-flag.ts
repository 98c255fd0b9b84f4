// A linker flag that Go's list does not hold, and a compiler flag that gcc does not know.
import type { Failure } from '../types.ts';

const withoutCgo = '//go:build !cgo\n\npackage main\n\nfunc main() {}\n';

const failures: Failure[] = [
  {
    kind: 'cell',
    name: 'build/toolchain-flag',
    cause: 'toolchain-flag',
    files: {
      'go.mod': 'module example.com/flagged\n\ngo 1.22\n',
      'main.go': 'package main\n\n/*\n#cgo LDFLAGS: -Wl,--sort-common\nstatic int one(void) { return 1; }\n*/\nimport "C"\n\nfunc main() { println(C.one()) }\n',
      'other.go': withoutCgo,
    },
    matrix: 'version: 1\naxes: {cgo: [0, 1], libc: glibc, platform: native, link: dynamic, go: "1.24"}\n',
    red: 'cgo=1',
    control: 'cgo=0',
    fix: 'allow-flag',
  },
  {
    kind: 'cell',
    name: 'build/toolchain-flag-driver',
    cause: 'toolchain-flag',
    files: {
      'go.mod': 'module example.com/flagged\n\ngo 1.22\n',
      'main.go': 'package main\n\n// static int one(void) { return 1; }\nimport "C"\n\nfunc main() { println(C.one()) }\n',
      'other.go': withoutCgo,
    },
    matrix: 'version: 1\naxes: {cgo: [0, 1], libc: glibc, platform: native, link: dynamic, go: "1.24"}\nenv: {CGO_CFLAGS: -fno-tls-model=initial-exec}\n',
    red: 'cgo=1',
    control: 'cgo=0',
    fix: 'default-flags',
  },
];
export default failures;
