// C that was only ever compiled on glibc: a header that musl does not have, and names for large files that musl 1.2.4 took out of its headers.
import type { Failure } from '../types.ts';

const goMod = 'module example.com/glibcism\n\ngo 1.22\n';
const matrix = 'version: 1\naxes: {cgo: 1, libc: [glibc, musl], platform: native, link: dynamic, go: "1.24"}\n';

const failures: Failure[] = [
  {
    kind: 'cell',
    name: 'build/libc-mix-compile',
    cause: 'libc-mix-compile',
    files: {
      'go.mod': goMod,
      'main.go': `package main

/*
#include <execinfo.h>
static int depth(void) { void *frames[8]; return backtrace(frames, 8); }
*/
import "C"
import "os"

func main() {
	if C.depth() < 1 {
		os.Exit(3)
	}
}
`,
    },
    matrix,
    red: 'libc=musl',
    control: 'libc=glibc',
    fix: 'build-for-glibc',
  },
  {
    kind: 'cell',
    name: 'build/libc-mix-compile-lfs64',
    cause: 'libc-mix-compile',
    files: {
      'go.mod': goMod,
      'main.go': `package main

/*
#define _GNU_SOURCE
#include <unistd.h>
#include <sys/types.h>
static off64_t size(int file) { return lseek64(file, 0, SEEK_END); }
*/
import "C"
import "os"

func main() {
	file, err := os.Open("/proc/self/exe")
	if err != nil || C.size(C.int(file.Fd())) < 1 {
		os.Exit(3)
	}
}
`,
    },
    matrix,
    red: 'libc=musl',
    control: 'libc=glibc',
    fix: 'define-largefile64',
  },
];
export default failures;
