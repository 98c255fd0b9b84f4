// A C library that refuses an old kernel: the kernel is told to name itself 2.6 (personality UNAME26), and glibc 2.31 looks at that name.
import type { CellFailure } from '../types.ts';
import { cells, module } from './_runtime.ts';

const MAIN = `package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
)

func main() {
	runtime.LockOSThread()
	if _, _, errno := syscall.RawSyscall(syscall.SYS_PERSONALITY, 0x0020000, 0, 0); errno != 0 {
		panic(errno)
	}
	for _, loader := range []string{"/lib64/ld-linux-x86-64.so.2", "/lib/ld-musl-x86_64.so.1"} {
		if _, err := os.Stat(loader); err != nil {
			continue
		}
		said, _ := exec.Command(loader, "--version").CombinedOutput()
		os.Stderr.Write(said)
		if strings.Contains(string(said), "kernel too old") {
			os.Exit(1)
		}
		return
	}
	fmt.Fprintln(os.Stderr, "no loader")
	os.Exit(2)
}
`;

const failures: CellFailure[] = [
  {
    kind: 'cell',
    name: 'kernel-too-old',
    cause: 'kernel-too-old',
    files: module({ 'main.go': MAIN }),
    matrix: cells({ cgo: '0', base: 'glibc-old, empty' }),
    red: 'base=glibc-old',
    control: 'base=empty',
    fix: 'run-on-musl',
  },
];

export default failures;
