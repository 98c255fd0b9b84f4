// A C library that refuses an old kernel. No old kernel is at hand: an emulated program is told that its kernel is 2.6.32 (QEMU_UNAME), and glibc 2.31 looks
// at that. (Without an emulator glibc reads the version from the vDSO, whatever uname says.)
import type { CellFailure } from '../types.ts';
import { cells, module } from './_runtime.ts';

const MAIN = `package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
)

func main() {
	for _, loader := range []string{"/lib/ld-linux-aarch64.so.1", "/lib/ld-musl-aarch64.so.1"} {
		if _, err := os.Stat(loader); err != nil {
			continue
		}
		said, _ := exec.Command(loader, "/lib/aarch64-linux-gnu/libc.so.6").CombinedOutput()
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
    matrix: cells({ cgo: '0', platform: 'linux/arm64', base: 'glibc-old, empty' }, 'run: { env: { QEMU_UNAME: 2.6.32 } }\n'),
    red: 'base=glibc-old',
    control: 'base=empty',
    fix: 'run-on-musl',
  },
];

export default failures;
