// Built against glibc 2.41, started with 2.31: threads moved into libc.so.6 with 2.34, and every cgo program makes one.
import type { Failure } from '../types.ts';
import { CGO_HELLO } from './_start.ts';

const matrix = "version: 1\naxes: { package: [.], cgo: [1], platform: [linux/amd64], libc: [glibc], link: [dynamic], go: ['1.24'], base: [glibc-old, glibc] }\n";
const failures: Failure[] = [
  { kind: 'cell', name: 'glibc-too-old', cause: 'glibc-too-old', files: CGO_HELLO, matrix, red: 'base=glibc-old', control: 'base=glibc', fix: 'run-on-glibc', sample: true },
  { kind: 'cell', name: 'glibc-too-old-mended-by-musl', cause: 'glibc-too-old', files: CGO_HELLO, matrix, red: 'base=glibc-old', control: 'base=glibc', fix: 'static-musl' },
];
export default failures;
