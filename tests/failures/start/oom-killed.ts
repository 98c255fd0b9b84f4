// More memory than the limit, touched so that it counts.
import type { Failure } from '../types.ts';

const failure: Failure = {
  kind: 'cell',
  name: 'oom-killed-at-run',
  cause: 'oom-killed',
  sample: true,
  files: {
    'go.mod': 'module example.com/hungry\n\ngo 1.24\n',
    'main.go':
      'package main\n\nimport "os"\n\nfunc main() {\n\tif os.Getenv("MODEST") != "" {\n\t\treturn\n\t}\n\tkept := make([]byte, 300<<20)\n\tfor at := 0; at < len(kept); at += 4096 {\n\t\tkept[at] = 1\n\t}\n\tprintln(len(kept))\n}\n',
  },
  matrix:
    "version: 1\naxes: { package: [.], cgo: [0], platform: [linux/amd64], go: ['1.24'], base: [empty, glibc] }\nrun: { limits: { memory: 64MB }, trace: off }\ncells:\n  - when: base=glibc\n    run: { env: { MODEST: '1' } }\n",
  red: 'base=empty',
  control: 'base=glibc',
  fix: 'more-memory',
};
export default failure;
