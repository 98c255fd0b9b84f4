// A time zone by name in an image without the database.
import type { CellFailure } from '../types.ts';
import { cells, module } from './_runtime.ts';

const MAIN = `package main

import (
	"fmt"
	"os"
	"time"
)

func main() {
	name := "Europe/Berlin"
	if len(os.Args) > 1 {
		name = os.Args[1]
	}
	location, err := time.LoadLocation(name)
	if err != nil {
		fmt.Fprintln(os.Stderr, "panic: scheduler:", err)
		os.Exit(2)
	}
	fmt.Println(time.Unix(0, 0).In(location))
}
`;

const failures: CellFailure[] = [
  {
    kind: 'cell',
    name: 'tzdata-missing',
    cause: 'tzdata-missing',
    files: module({ 'main.go': MAIN }),
    matrix: cells({ cgo: '0', base: 'empty' }),
    red: 'base=empty',
    // The database is there, and the name is none of it.
    control: { files: module({ 'main.go': MAIN }), matrix: cells({ cgo: '0', base: 'distroless' }, 'run: { args: [Europe/berlin] }\n'), red: 'base=distroless' },
    fix: 'add-tzdata',
    sample: true,
  },
  {
    kind: 'cell',
    name: 'tzdata-missing-embedded',
    cause: 'tzdata-missing',
    files: module({ 'main.go': MAIN.replace('panic: scheduler:', 'cannot load time zone:').replace('Europe/Berlin', 'America/New_York') }),
    matrix: cells({ cgo: '0', base: 'empty' }),
    red: 'base=empty',
    control: { files: module({ 'main.go': MAIN }), matrix: cells({ cgo: '0', base: 'distroless' }), red: 'base=distroless' },
    fix: 'embed-tzdata',
  },
];

export default failures;
