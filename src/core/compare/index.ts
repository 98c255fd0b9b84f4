// The face of the compare room: what differs between two facts, cells, runs or binaries. Pure; reads what the store kept.
export { alignSteps } from './align.ts';
export { diffCells } from './cells.ts';
export { list, ordered, scalar, type DiffOptions } from './difference.ts';
export { diffElf } from './elf.ts';
export { diffElfDetail, type DetailedElf } from './elf-detail.ts';
export { compareVersions, diffFacts } from './facts.ts';
export { diffLogSteps, type LineSource, type LogDiffOptions } from './logs.ts';
export type { LogKind } from './line-class.ts';
export { nearestGreen } from './nearest.ts';
export { diffRuns } from './runs.ts';
export {
  compareSteps,
  compareTraces,
  diffDocument,
  diffRows,
  diffTraces,
  firstPartingOf,
  withTraces,
  type Compared,
  type RowsQuery,
  type SideName,
  type TraceDiffOptions,
} from './trace/index.ts';
export { plainDiff, unifiedDiff, type FileChange } from './unified.ts';
