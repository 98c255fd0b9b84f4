// The matrix that the bench measures: a part of the sample, native cells only, written as a matrix file beside nothing of the user's.

/** Pure Go, cgo on glibc and cgo on musl; every linkage. The two SQLite cells are left out: they measure gcc. */
export const benchMatrix = (platform: string, trace: 'on' | 'off'): string => `version: 1
axes:
  package: [./cmd/stdlib, ./cmd/csum]
  cgo: [0, 1]
  platform: [${platform}]
  libc: [glibc, musl]
  link: [dynamic, static]
  go: ['1.24']
  base: [auto]
exclude:
  - package=./cmd/csum cgo=0
run:
  trace: ${trace}
`;
