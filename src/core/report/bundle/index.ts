// The bundle's face: a run with its evidence in one file; or a measurement, or a recording with its log.
export { exportBundle } from './export.ts';
export type { ExportedBundle, ExportOptions } from './export.ts';
export { importBundle } from './import.ts';
export type { Imported } from './import.ts';
export { LIMITS, manifestSchema } from './format.ts';
export type { BundleLimits, Manifest } from './format.ts';
