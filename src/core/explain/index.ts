// The face of the room that explains: cells of the store, and whatever else a shell hands in.
export { explainCell, findingsAtTheEnd, findingsIn } from './cell.ts';
export { carryProofs } from './proofs.ts';
export { tracedOf } from './traces.ts';
export { explainProcedures } from './procedures.ts';
export type { ExplainRoom } from './gather.ts';
