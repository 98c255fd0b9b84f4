// What needs the C linker, or C code of its own, while cgo is off.
import type { Failure } from '../types.ts';

const files = { 'go.mod': 'module example.com/linked\n\ngo 1.22\n', 'main.go': 'package main\n\nfunc main() { println("started") }\n' };

const failures: Failure[] = [
  {
    kind: 'cell',
    name: 'build/cgo-internal-link',
    cause: 'cgo-internal-link',
    files,
    matrix: 'version: 1\naxes: {cgo: [0, 1], libc: glibc, platform: native, link: dynamic, go: "1.24"}\nldflags: -linkmode=external\n',
    red: 'cgo=0',
    control: 'cgo=1',
    fix: 'cgo-on',
  },
  {
    kind: 'cell',
    name: 'build/cgo-internal-link-race',
    cause: 'cgo-internal-link',
    files,
    matrix: 'version: 1\naxes: {cgo: 0, libc: glibc, platform: native, link: dynamic, go: "1.24"}\ngoflags: -race\n',
    red: 'cgo=0',
    control: { files, matrix: 'version: 1\naxes: {cgo: 0, libc: glibc, platform: native, link: dynamic, go: "1.24"}\n', red: 'cgo=0' },
    fix: 'no-race',
  },
];
export default failures;
