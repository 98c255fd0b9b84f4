// A compiler that is not there, and a header whose package is not installed.
import type { Failure } from '../types.ts';

const files = {
  'go.mod': 'module example.com/compiled\n\ngo 1.22\n',
  'main.go': 'package main\n\n// static int one(void) { return 1; }\nimport "C"\n\nfunc main() { println(C.one()) }\n',
  'other.go': '//go:build !cgo\n\npackage main\n\nfunc main() {}\n',
};

const failures: Failure[] = [
  {
    kind: 'cell',
    name: 'build/toolchain-missing',
    cause: 'toolchain-missing',
    files,
    matrix: 'version: 1\naxes: {cgo: [0, 1], libc: glibc, platform: native, link: dynamic, go: "1.24"}\nenv: {CC: x86_64-no-such-gcc}\n',
    red: 'cgo=1',
    control: 'cgo=0',
    fix: 'default-cc',
  },
  {
    kind: 'cell',
    name: 'build/toolchain-missing-header',
    cause: 'toolchain-missing',
    files: { ...files, 'main.go': 'package main\n\n// #include <zlib.h>\nimport "C"\n\nfunc main() { println(C.ZLIB_VERSION) }\n' },
    matrix: 'version: 1\naxes: {cgo: [0, 1], libc: glibc, platform: native, link: dynamic, go: "1.24"}\n',
    red: 'cgo=1',
    control: 'cgo=0',
    fix: 'packages',
  },
];
export default failures;
