// -tags cgo with CGO_ENABLED=0: both twins of a file are left out (facts/claims.md C76).
import type { Failure } from '../types.ts';

const failure: Failure = {
  kind: 'cell',
  name: 'cgo-tag-conflict',
  cause: 'cgo-tag-conflict',
  files: {
    'go.mod': 'module example.com/twins\n\ngo 1.24\n',
    'which_cgo.go': 'package main\n\n// int one(void) { return 1; }\nimport "C"\n\nfunc which() string { return "cgo" }\n',
    'which_pure.go': '//go:build !cgo\n\npackage main\n\nfunc which() string { return "pure" }\n',
    'main.go': 'package main\n\nfunc main() { println(which()) }\n',
  },
  matrix: "version: 1\naxes: { package: [.], cgo: [0, 1], platform: [linux/amd64], libc: [glibc], link: [dynamic], go: ['1.24'], base: [glibc], tags: [cgo] }\n",
  red: 'cgo=0',
  control: 'cgo=1',
  fix: 'no-cgo-tag',
};

export default failure;
