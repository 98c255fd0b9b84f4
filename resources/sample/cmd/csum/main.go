// Command csum has C code of its own: a checksum in C, on POSIX threads, over a table that a C constructor filled. It has no
// twin in Go: with CGO_ENABLED=0 no file of the package is left to build.
package main

/*
#cgo CFLAGS: -O2 -Wall
#cgo LDFLAGS: -pthread
#include "csum.h"
*/
import "C"

import (
	"fmt"
	"os"
	"runtime"
	"syscall"
)

const expected = 0x046e9192

func main() {
	if C.csum_constructed() != 1 {
		fmt.Fprintln(os.Stderr, "the C constructor did not run")
		os.Exit(1)
	}
	var sum C.uint32_t
	if code := C.csum_all(&sum); code != 0 {
		fmt.Fprintln(os.Stderr, "pthread_create:", syscall.Errno(code))
		os.Exit(1)
	}
	fmt.Printf("csum on %s/%s: %08x\n", runtime.GOOS, runtime.GOARCH, uint32(sum))
	if sum != expected {
		fmt.Fprintf(os.Stderr, "expected %08x\n", uint32(expected))
		os.Exit(1)
	}
}
