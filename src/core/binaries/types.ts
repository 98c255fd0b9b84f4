// A binary as a thread can read it: a file that is looked into on demand, a stored blob, or bytes that were taken out of an image.
import type { BlobFile } from '../store/blob-file.ts';

export type BinarySource =
  { kind: 'file'; path: string; /** How the user called it, for sentences. */ name: string } | { kind: 'blob'; file: BlobFile } | { kind: 'bytes'; bytes: Uint8Array<ArrayBuffer> };
