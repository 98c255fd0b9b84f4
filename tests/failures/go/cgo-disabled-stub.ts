// Built without cgo, a package's twin says so when it is called.
import type { Failure } from '../types.ts';

const failure: Failure = {
  kind: 'cell',
  name: 'cgo-disabled-stub',
  cause: 'cgo-disabled-stub',
  files: {
    'go.mod': 'module example.com/stub\n\ngo 1.24\n',
    'codec/codec_cgo.go':
      'package codec\n\n/*\nstatic int level(void) { return 7; }\n*/\nimport "C"\n\n// Open asks the C library.\nfunc Open() (int, error) { return int(C.level()), nil }\n',
    'codec/codec_nocgo.go':
      '//go:build !cgo\n\npackage codec\n\nimport "errors"\n\n// Open needs C.\nfunc Open() (int, error) { return 0, errors.New("codec: this binary was compiled without cgo, which it requires") }\n',
    'main.go':
      'package main\n\nimport (\n\t"log"\n\n\t"example.com/stub/codec"\n)\n\nfunc main() {\n\tlevel, err := codec.Open()\n\tif err != nil {\n\t\tlog.Fatal(err)\n\t}\n\tlog.Println("level", level)\n}\n',
  },
  matrix: "version: 1\naxes: { package: [.], cgo: [0, 1], platform: [linux/amd64], libc: [glibc], link: [dynamic], go: ['1.24'], base: [glibc] }\n",
  red: 'cgo=0',
  control: 'cgo=1',
  fix: 'cgo-on',
};

export default failure;
