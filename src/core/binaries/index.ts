// The face of the room that reads binaries wherever they are: lone files, artefacts of cells, files in images.
export { binaryProcedures, type BinaryRoom } from './procedures.ts';
export { binaryTasks } from './tasks.ts';
export { findBinary, type FoundBinary } from './find.ts';
export { transferOf, type BinarySource } from './types.ts';
