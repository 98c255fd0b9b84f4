// cgo off leaves a package without files, or without the file that declares a name.
import type { Failure } from '../types.ts';

const GO_MOD = 'module example.com/excluded\n\ngo 1.24\n';
const SUM = '/*\nstatic int sum(int a, int b) { return a + b; }\n*/\nimport "C"\n\n// Sum adds in C.\nfunc Sum(a, b int) int { return int(C.sum(C.int(a), C.int(b))) }\n';
const axes = (name: string): string =>
  `version: 1\naxes: { package: [${name}], cgo: [0, 1], platform: [linux/amd64], libc: [glibc], link: [dynamic], go: ['1.24'], base: [glibc] }\n`;

const failures: Failure[] = [
  {
    kind: 'cell',
    name: 'cgo-disabled-excludes-package',
    cause: 'cgo-disabled-excludes',
    files: {
      'go.mod': GO_MOD,
      'sum/sum.go': `package sum\n\n${SUM}`,
      'main.go': 'package main\n\nimport (\n\t"fmt"\n\n\t"example.com/excluded/sum"\n)\n\nfunc main() { fmt.Println(sum.Sum(2, 3)) }\n',
    },
    matrix: axes('.'),
    red: 'cgo=0',
    control: 'cgo=1',
    fix: 'cgo-on',
    sample: true,
  },
  {
    kind: 'cell',
    name: 'cgo-disabled-excludes-undefined',
    cause: 'cgo-disabled-excludes',
    files: {
      'go.mod': GO_MOD,
      'sum.go': `package main\n\n${SUM}`,
      'main.go': 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println(Sum(2, 3)) }\n',
    },
    matrix: axes('.'),
    red: 'cgo=0',
    // The same words without cgo in the game: a name that nobody declared, with cgo on.
    control: {
      files: { 'go.mod': GO_MOD, 'main.go': 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println(Sum(2, 3)) }\n' },
      matrix: axes('.').replace('cgo: [0, 1]', 'cgo: [1]'),
      red: 'cgo=1',
    },
    fix: 'cgo-on',
  },
];

export default failures;
