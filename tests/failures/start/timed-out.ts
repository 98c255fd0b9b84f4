// Longer than its limit, and never ready.
import type { Failure } from '../types.ts';

const failures: Failure[] = [
  {
    kind: 'cell',
    name: 'timed-out-too-slow',
    cause: 'timed-out',
    files: {
      'go.mod': 'module example.com/slow\n\ngo 1.24\n',
      'main.go': 'package main\n\nimport (\n\t"os"\n\t"time"\n)\n\nfunc main() {\n\tif os.Getenv("QUICK") == "" {\n\t\ttime.Sleep(6 * time.Second)\n\t}\n}\n',
    },
    matrix:
      "version: 1\naxes: { package: [.], cgo: [0], platform: [linux/amd64], go: ['1.24'], base: [empty, glibc] }\nrun: { limits: { time: 2s }, trace: off }\ncells:\n  - when: base=glibc\n    run: { env: { QUICK: '1' } }\n",
    red: 'base=empty',
    control: 'base=glibc',
    fix: 'more-time',
  },
  {
    kind: 'cell',
    name: 'timed-out-never-ready',
    cause: 'timed-out',
    files: {
      'go.mod': 'module example.com/deaf\n\ngo 1.24\n',
      'main.go':
        'package main\n\nimport (\n\t"net"\n\t"os"\n\t"time"\n)\n\nfunc main() {\n\tport := os.Getenv("PORT")\n\tif _, err := net.Listen("tcp", ":"+port); err != nil {\n\t\tpanic(err)\n\t}\n\ttime.Sleep(time.Hour)\n}\n',
    },
    matrix:
      "version: 1\naxes: { package: [.], cgo: [0], platform: [linux/amd64], go: ['1.24'], base: [empty, glibc] }\nrun: { limits: { time: 3s }, ready: { tcp: 8080 }, env: { PORT: '9090' }, trace: off }\ncells:\n  - when: base=glibc\n    run: { env: { PORT: '8080' } }\n",
    red: 'base=empty',
    control: 'base=glibc',
    fix: { none: 'it listens on another port than it is asked on: more time mends nothing' },
  },
];
export default failures;
