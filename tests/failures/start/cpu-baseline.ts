// Atomics of v8.1 on an emulated Cortex-A53, which is v8.0. A level above the real CPU can't be had on every machine. As the first process of a container qemu hangs on the signal.
import type { Failure } from '../types.ts';
import { HELLO } from './_start.ts';

const failure: Failure = {
  kind: 'cell',
  name: 'cpu-baseline-of-an-arm64',
  cause: 'cpu-baseline',
  files: HELLO,
  matrix:
    "version: 1\naxes: { package: [.], cgo: [0], platform: [linux/arm64], go: ['1.24'], base: [empty], level: [v8.0, v8.1] }\nrun: { env: { QEMU_CPU: cortex-a53 }, limits: { time: 8s }, trace: off }\n",
  red: 'level=v8.1',
  control: 'level=v8.0',
  fix: 'level',
};
export default failure;
