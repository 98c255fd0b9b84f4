// How much an image may ask of this process. Real images stay far below; a hostile one gets a warning and the part that fits. Used by every reader of this room.

export interface ImageLimits {
  /** Bytes that one compressed layer may inflate to. */
  readonly layerBytes: number;
  /** Entries of all layers together, whiteouts too. */
  readonly entries: number;
  /** Different paths of all layers together, folders that are only named on the way included. */
  readonly paths: number;
  /** Bytes of all names and link targets together. */
  readonly nameBytes: number;
  /** Layers that a manifest may name. */
  readonly layers: number;
  /** A JSON document of the archive (config, manifest, index). */
  readonly documentBytes: number;
  /** All JSON documents together. */
  readonly documentsBytes: number;
  /** An ELF file that is held in memory to be read; of a bigger one its first part is. */
  readonly elfBytes: number;
  /** A kept text, and all that is kept of an image: texts, heads, facts of ELF files. */
  readonly textBytes: number;
  readonly keptBytes: number;
  readonly warnings: number;
}

const MB = 1024 * 1024;

export const IMAGE_LIMITS: ImageLimits = {
  layerBytes: 64 * 1024 * MB,
  entries: 8_000_000,
  paths: 8_000_000,
  nameBytes: 512 * MB,
  layers: 1_000,
  documentBytes: 8 * MB,
  documentsBytes: 64 * MB,
  elfBytes: 512 * MB,
  textBytes: 4 * MB,
  keptBytes: 256 * MB,
  warnings: 500,
};

/** Linux: a path that a program can open, and one name in it, in bytes. */
export const PATH_MAX = 4096;
export const NAME_MAX = 255;
