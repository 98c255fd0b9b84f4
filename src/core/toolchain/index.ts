// The face of the toolchain room.
export { createToolchainRoom } from './room.ts';
export { RUN_IMAGE_NAMES } from './run-images.ts';
export { GO_VERSIONS } from './versions.ts';
export { ensureByName, parseName } from './names.ts';
export { TOOLCHAIN_PLATFORMS } from './platforms.ts';
export { KIND_LABEL, PARTS_LABEL, REPOSITORY } from './compose.ts';
export { SharedWork } from './shared-work.ts';
export { runOnce, type OnceOptions, type OnceResult } from './once.ts';
export type * from './types.ts';
