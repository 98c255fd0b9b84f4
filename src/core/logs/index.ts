// The face of the logs room: a cell's logs by line, stored or still written.
export { createLiveLogs, type LiveBytes, type LiveLogs, type LiveStream } from './live.ts';
export { logProcedures } from './procedures.ts';
