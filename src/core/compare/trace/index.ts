// Two traces compared: what only one did, what came out otherwise, where they part, and both side by side. The face of the folder; pure.
export { compareSteps, withTraces, type Compared, type TraceDiffOptions } from './compare.ts';
export { compareTraces, diffDocument, diffRows, diffTraces, firstPartingOf, type RowsQuery, type SideName } from './diff.ts';
