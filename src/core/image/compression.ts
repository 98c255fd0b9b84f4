// How a layer is packed, by its first bytes and never by its name or media type. Called by archive.ts.
import type { LAYER_COMPRESSIONS } from '../../shared/domain/image.ts';

export type Compression = (typeof LAYER_COMPRESSIONS)[number];

const begins = (bytes: Uint8Array, ...magic: number[]): boolean => magic.every((byte, i) => bytes[i] === byte);

/** gzip or zstd by magic; null where it is neither. A zstd stream may begin with a skippable frame. */
export function compressionOf(bytes: Uint8Array): 'gzip' | 'zstd' | null {
  if (begins(bytes, 0x1f, 0x8b, 0x08)) return 'gzip';
  if (begins(bytes, 0x28, 0xb5, 0x2f, 0xfd)) return 'zstd';
  if (((bytes[0] ?? 0) & 0xf0) === 0x50 && bytes[1] === 0x2a && bytes[2] === 0x4d && bytes[3] === 0x18) return 'zstd';
  return null;
}

/** What bytes are that we can't unpack, for a warning. */
export function unknownPacking(bytes: Uint8Array): string {
  if (begins(bytes, 0xfd, 0x37, 0x7a, 0x58, 0x5a)) return 'xz';
  if (begins(bytes, 0x42, 0x5a, 0x68)) return 'bzip2';
  if (begins(bytes, 0x04, 0x22, 0x4d, 0x18)) return 'lz4';
  if (begins(bytes, 0x50, 0x4b, 0x03, 0x04)) return 'zip';
  if (begins(bytes, 0x68, 0x73, 0x71, 0x73)) return 'squashfs';
  return 'of an unknown kind';
}
