// The store room's face.
export { openStore, DATABASE } from './store.ts';
export type { OpenStoreOptions } from './store.ts';
export { dataFolder, cacheFolder, ensurePrivateFolder } from './folders.ts';
export type { Env } from './folders.ts';
export { readSettings, settingsFile, settingsSchema, writeSettings } from './settings.ts';
export type { Settings } from './settings.ts';
export { installOf, readInstall } from './install.ts';
export { newRunId, RUN_ID } from './run-id.ts';
export { DiskFullError, DamagedBlobError } from './errors.ts';
export { EVIDENCE } from './types.ts';
export type { BlobRef, EvidenceKind, NewRun, OwnerLock, Store, StoredRun } from './types.ts';
