// A binary as a thread can read it: a file that is looked into on demand, a stored blob, or bytes that were taken out of an image.
import type { BlobFile } from '../store/blob-file.ts';

export type BinarySource =
  { kind: 'file'; path: string; /** How the user called it, for sentences. */ name: string } | { kind: 'blob'; file: BlobFile } | { kind: 'bytes'; bytes: Uint8Array<ArrayBuffer> };

/** The memory of these that can go to a worker without a copy: bytes that came out of an image, and that who hands them over reads no more. */
export const transferOf = (...sources: readonly BinarySource[]): ArrayBuffer[] =>
  sources.flatMap((source) => (source.kind === 'bytes' && source.bytes.length === source.bytes.buffer.byteLength ? [source.bytes.buffer] : []));
