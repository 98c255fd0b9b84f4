// C as glibc's headers leave it with _FORTIFY_SOURCE: the call of memcpy has become __memcpy_chk, which only glibc has.
import type { Failure } from '../types.ts';

const failure: Failure = {
  kind: 'cell',
  name: 'build/libc-mix-link',
  cause: 'libc-mix-link',
  files: {
    'go.mod': 'module example.com/fortified\n\ngo 1.22\n',
    'copy.c': `#include <string.h>
#include <stdlib.h>
int copy(const char *from, unsigned long count) {
	char *to = malloc(64);
	__builtin___memcpy_chk(to, from, count, __builtin_object_size(to, 0));
	int first = to[0];
	free(to);
	return first;
}
`,
    'main.go': `package main

// int copy(const char *from, unsigned long count);
import "C"
import "os"

func main() {
	if C.copy(C.CString("A"), C.ulong(len(os.Args))) != 'A' {
		os.Exit(3)
	}
}
`,
  },
  matrix: 'version: 1\naxes: {cgo: 1, libc: [glibc, musl], platform: native, link: dynamic, go: "1.24"}\n',
  red: 'libc=musl',
  control: 'libc=glibc',
  fix: 'build-for-glibc',
  sample: true,
};
export default failure;
