// runtime/cgo imported while cgo is off: its Go part asks for the C part, which is not in the link.
import type { Failure } from '../types.ts';

const failure: Failure = {
  kind: 'cell',
  name: 'build/runtime-cgo-missing',
  cause: 'runtime-cgo-missing',
  files: {
    'go.mod': 'module example.com/handles\n\ngo 1.22\n',
    'main.go': `package main

import (
	"os"
	"runtime/cgo"
)

func main() {
	handle := cgo.NewHandle("kept")
	if handle.Value() != "kept" {
		os.Exit(3)
	}
}
`,
  },
  matrix: 'version: 1\naxes: {cgo: [0, 1], libc: glibc, platform: native, link: dynamic, go: "1.24"}\n',
  red: 'cgo=0',
  control: 'cgo=1',
  fix: 'cgo-on',
};
export default failure;
