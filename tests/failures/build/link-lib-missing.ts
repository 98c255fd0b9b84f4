// A C library that is not installed beside the compiler, one that nobody names to the linker.
import type { Failure } from '../types.ts';

const withoutCgo = '//go:build !cgo\n\npackage main\n\nfunc main() {}\n';

const failures: Failure[] = [
  {
    kind: 'cell',
    name: 'build/link-lib-missing',
    cause: 'link-lib-missing',
    files: {
      'go.mod': 'module example.com/zipped\n\ngo 1.22\n',
      'main.go': `package main

/*
#cgo LDFLAGS: -lz
const char *zlibVersion(void);
*/
import "C"

func main() { println(C.GoString(C.zlibVersion())) }
`,
      'other.go': withoutCgo,
    },
    matrix: 'version: 1\naxes: {cgo: [0, 1], libc: glibc, platform: native, link: static, go: "1.24"}\n',
    red: 'cgo=1',
    control: 'cgo=0',
    fix: 'packages',
    sample: true,
  },
  {
    kind: 'cell',
    name: 'build/link-lib-order',
    cause: 'link-lib-missing',
    files: {
      'go.mod': 'module example.com/power\n\ngo 1.22\n',
      'main.go': `package main

/*
#include <math.h>
static double power(double a, double b) { return pow(a, b); }
*/
import "C"
import "os"

func main() { println(C.power(C.double(len(os.Args)), 2.5) > 0) }
`,
      'other.go': withoutCgo,
    },
    matrix: 'version: 1\naxes: {cgo: [0, 1], libc: glibc, platform: native, link: dynamic, go: "1.24"}\n',
    red: 'cgo=1',
    control: 'cgo=0',
    fix: 'link-m',
  },
];
export default failures;
