// The face of the matrix room: the matrix file, and from axes to cells.
export { axisOffers } from './offers.ts';
export { changedFile, checkChange, mergeChanges, refuseManual } from './change.ts';
export { expandMatrix, MAX_CELLS } from './expand.ts';
export { parseMatrixFile } from './parse.ts';
export { renderInit } from './init.ts';
export { parseDuration, parseSize } from './units.ts';
export { compileExpression } from './expressions.ts';
export { LEVELS_EXPECTED, LEVEL_VARIABLES, levelOn, normalLevel } from './levels.ts';
export { axisValue } from './values.ts';
export { compareVersions } from './versions.ts';
export type { CellSpec, ExpandedMatrix, MatrixInput, ResolvedRun, World } from './types.ts';
