// The face of the projects room: which projects were used here, and a folder to choose one from.
export { projectListProcedures, projectProcedures } from './procedures.ts';
export { listFolder, MOST_ENTRIES } from './folder.ts';
