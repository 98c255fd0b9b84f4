// A program that is wrong by itself, beside one that only lacks cgo.
import type { Failure } from '../types.ts';

const failure: Failure = {
  kind: 'cell',
  name: 'compile-error',
  cause: 'compile-error',
  files: {
    'go.mod': 'module example.com/wrong\n\ngo 1.24\n',
    'wrong/main.go': 'package main\n\nimport (\n\t"fmt"\n\t"os"\n)\n\nfunc main() {\n\tvar count int = "three"\n\tfmt.Println(cout)\n}\n',
    'right/main.go': 'package main\n\nfunc main() { println("right") }\n',
  },
  matrix: "version: 1\naxes: { package: [./wrong, ./right], cgo: [0], platform: [linux/amd64], go: ['1.24'], base: [empty] }\n",
  red: 'package=./wrong',
  control: 'package=./right',
  fix: { none: 'nobody but its author can say what was meant' },
};

export default failure;
