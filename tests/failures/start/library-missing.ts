// A library of C that the program was linked against and the run image lacks.
import type { Failure } from '../types.ts';

const failure: Failure = {
  kind: 'cell',
  name: 'library-missing-at-start',
  cause: 'link-lib-missing',
  files: {
    'go.mod': 'module example.com/zipped\n\ngo 1.24\n',
    'main.go': 'package main\n\nfunc main() { println(version()) }\n',
    'c.go': '//go:build cgo\n\npackage main\n\n// #cgo LDFLAGS: -lz\n// #include <zlib.h>\nimport "C"\n\nfunc version() string { return C.GoString(C.zlibVersion()) }\n',
    'pure.go': '//go:build !cgo\n\npackage main\n\nfunc version() string { return "none" }\n',
  },
  matrix:
    "version: 1\naxes: { package: [.], cgo: [0, 1], platform: [linux/amd64], libc: [glibc], link: [dynamic], go: ['1.24'], base: [glibc] }\npackages: { glibc: [zlib1g-dev] }\n",
  red: 'cgo=1',
  control: 'cgo=0',
  fix: 'cgo-off',
};
export default failure;
