// The face of the image room: the file system of an image, read once from its tar stream, nothing unpacked.
export { createImageRoom, type AskOptions, type FileAnswer, type ImageRoom, type ImageRoomOptions, type IndexAnswer, type ReadProgress } from './room.ts';
export { readImage, type ReadImageOptions } from './read.ts';
export { IMAGE_LIMITS, type ImageLimits } from './limits.ts';
export type { ElfBrief, Entry, EntryKind, ImageIndex, Layer, Resolved } from './types.ts';
