// A fault that only the emulated program meets: qemu-user reports it in its own words and ends with the signal. Another bug of qemu's can't be ordered.
import type { Failure } from '../types.ts';

const failure: Failure = {
  kind: 'cell',
  name: 'emulator-crash',
  cause: 'emulator-crash',
  files: {
    'go.mod': 'module example.com/fault\n\ngo 1.24\n',
    'main.go':
      'package main\n\n/*\n#include <signal.h>\nstatic void fault(void) {\n#ifdef __aarch64__\n\tsignal(SIGSEGV, SIG_DFL);\n\traise(SIGSEGV);\n#endif\n}\n*/\nimport "C"\n\nfunc main() {\n\tC.fault()\n\tprintln("it runs")\n}\n',
  },
  matrix:
    "version: 1\naxes: { package: [.], cgo: [1], platform: [linux/amd64, linux/arm64], libc: [musl], link: [static], go: ['1.24'], base: [empty] }\nrun: { limits: { time: 8s }, trace: off }\n",
  red: 'platform=linux/arm64',
  control: 'platform=linux/amd64',
  fix: 'platform',
};
export default failure;
