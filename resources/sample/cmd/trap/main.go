// Command trap works on glibc only. It asks the C library for its version through a header that only glibc has, so a musl
// compiler stops at that line: "gnu/libc-version.h: No such file or directory". Such lines hide in many wrappers of C libraries.
package main

/*
#include <gnu/libc-version.h>
*/
import "C"

import "fmt"

func main() {
	fmt.Printf("glibc %s (%s)\n", C.GoString(C.gnu_get_libc_version()), C.GoString(C.gnu_get_libc_release()))
}
