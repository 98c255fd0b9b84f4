// A constructor of C that sets what the program needs, and a link by Go's own linker, which leaves it out.
import type { Failure } from '../types.ts';

const files = {
  'go.mod': 'module example.com/constructed\n\ngo 1.22\n',
  'main.go': `package main

/*
static int ready;
__attribute__((constructor)) static void setup(void) { ready = 42; }
static int state(void) { return ready; }
*/
import "C"
import "os"

func main() {
	if C.state() != 42 {
		println("the constructor did not run")
		os.Exit(3)
	}
}
`,
};
const axes = 'version: 1\naxes: {cgo: 1, libc: glibc, platform: native, link: dynamic, go: "1.24"}\n';

const failure: Failure = {
  kind: 'cell',
  name: 'build/constructor-dropped',
  cause: 'constructor-dropped',
  files,
  matrix: `${axes}ldflags: -linkmode=internal\n`,
  red: 'cgo=1',
  // The same program fails for a reason of its own: nothing was linked internally.
  control: { files: { ...files, 'main.go': files['main.go'].replace('__attribute__((constructor)) ', '__attribute__((unused)) ') }, matrix: axes, red: 'cgo=1' },
  fix: 'external-link',
};
export default failure;
