// The face of the folder: what is Go in a binary. Called by the ELF reader for the parts `go` and `sizes`, and for what elf@1 says of Go.
export { findBuildInfo } from './build-info.ts';
export { findForeignBuildInfo } from './foreign.ts';
export { readGoDetail } from './go-detail.ts';
export { readSizes } from './sizes/index.ts';
export { packageOf, unescapePath } from './symbol-name.ts';
