// Users that nobody has heard of: no /etc/passwd at all, and one without the entry.
import type { CellFailure } from '../types.ts';
import { cells, module } from './_runtime.ts';

const CURRENT = `package main

import (
	"fmt"
	"os"
	"os/user"
)

func main() {
	who, err := user.Current()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(who.Uid, who.HomeDir)
}
`;
const LOOKUP = `package main

import (
	"fmt"
	"os"
	"os/user"
)

func main() {
	if _, err := user.Lookup("app"); err != nil {
		fmt.Fprintln(os.Stderr, "cannot drop privileges:", err)
		os.Exit(1)
	}
	fmt.Println("there is app")
}
`;
const REFUSED = `package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "level=error msg=\\"login failed: unknown user bob\\"")
	os.Exit(1)
}
`;

const failures: CellFailure[] = [
  {
    kind: 'cell',
    name: 'user-db-current',
    cause: 'user-db',
    files: module({ 'main.go': CURRENT }),
    matrix: cells({ cgo: '0', base: 'empty, distroless' }, 'run: { user: "1000:1000", env: { USER: "", HOME: "" } }\n'),
    red: 'base=empty',
    // An account of the application's own, in an image without /etc/passwd as well.
    control: { files: module({ 'main.go': REFUSED }), matrix: cells({ cgo: '0', base: 'empty' }), red: 'base=empty' },
    fix: 'run-env-user',
  },
  {
    kind: 'cell',
    name: 'user-db-lookup',
    cause: 'user-db',
    files: module({ 'main.go': LOOKUP }),
    matrix: cells({ cgo: '0', base: 'distroless' }),
    red: 'base=distroless',
    control: { files: module({ 'main.go': LOOKUP.replace('"app"', '"root"') }), matrix: cells({ cgo: '0', base: 'distroless' }), red: 'base=distroless' },
    fix: 'add-passwd',
  },
];

export default failures;
