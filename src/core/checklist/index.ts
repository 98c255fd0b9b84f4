// The face of the checklist room: pass or fail, item by item, for an image on this host.
export { checklistProcedures, partsOf, type ChecklistProcedureOptions } from './procedures.ts';
export { makeChecklist, isEmulated, type ChecklistAsk, type ChecklistParts } from './make.ts';
export type { ChecklistRoom } from './room.ts';
