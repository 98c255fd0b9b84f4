// The face of what records traces.
export { createRecordings, type RecordingsOptions, type RecordingsRoom } from './recordings.ts';
export { recordingProcedures, storedRecordingProcedures } from './procedures.ts';
