// The face of the lab: measurements, and the pure judgement of what was measured.
export { agreementOf } from './agreement.ts';
export { createMeasurements, type Measurements, type MeasurementsOptions, type MeasureRequest } from './measurements.ts';
export { measurementProcedures, storedMeasurementProcedures } from './procedures.ts';
export { loadForeseers } from './foresight.ts';
