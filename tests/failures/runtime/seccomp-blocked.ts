// A profile that refuses clone3 with EPERM, as Docker's did before 20.10.10: the program puts itself under such a filter, and starts again.
import type { CellFailure } from '../types.ts';
import { cells, module } from './_runtime.ts';

/** Threads of a cgo program are made by glibc, which asks for clone3 and falls back to clone at ENOSYS only; Go's own runtime asks for clone. */
const MAIN = `package main

import (
	"fmt"
	"os"
	"runtime"
	"syscall"
	"unsafe"
)

type filter struct {
	code   uint16
	jt, jf uint8
	k      uint32
}

type program struct {
	length uint16
	filter *filter
}

func main() {
	if os.Getenv("UNDER_PROFILE") == "" {
		underProfile()
	}
	done := make(chan bool)
	for i := 0; i < 8; i++ {
		go func() {
			runtime.LockOSThread()
			done <- true
		}()
	}
	for i := 0; i < 8; i++ {
		<-done
	}
	fmt.Println("threads were made")
}

func underProfile() {
	runtime.LockOSThread()
	rules := []filter{
		{0x20, 0, 0, 0},               // load the number of the call
		{0x15, 0, 1, 435},             // clone3
		{0x06, 0, 0, 0x00050000 | 1},  // SECCOMP_RET_ERRNO, EPERM
		{0x06, 0, 0, 0x7fff0000},      // SECCOMP_RET_ALLOW
	}
	if _, _, errno := syscall.RawSyscall6(syscall.SYS_PRCTL, 38, 1, 0, 0, 0, 0); errno != 0 {
		panic(errno)
	}
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, 22, 2, uintptr(unsafe.Pointer(&program{uint16(len(rules)), &rules[0]}))); errno != 0 {
		panic(errno)
	}
	panic(syscall.Exec("/proc/self/exe", os.Args, append(os.Environ(), "UNDER_PROFILE=1")))
}
`;
const WITH_C = { 'c.go': 'package main\n\n// static int one(void) { return 1; }\nimport "C"\n\nvar _ = C.one()\n' };

const LIMITED = `package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "chown: changing ownership of '/data': Operation not permitted")
	os.Exit(1)
}
`;

const failures: CellFailure[] = [
  {
    kind: 'cell',
    name: 'seccomp-blocked',
    cause: 'seccomp-blocked',
    files: module({ 'main.go': MAIN, ...WITH_C }),
    matrix: cells({ cgo: '1', libc: 'glibc', link: 'dynamic', base: 'glibc' }),
    red: 'base=glibc',
    // The same words for want of a capability.
    control: { files: module({ 'main.go': LIMITED }), matrix: cells({ cgo: '0', base: 'empty' }), red: 'base=empty' },
    fix: 'cgo-off',
  },
];

export default failures;
