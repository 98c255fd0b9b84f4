// The bundle's format: a gzip'ed tar of `manifest.json`, then `blobs/<sha256>` for everything the manifest names. Version 1 holds a run. Version 2 holds a document
// of another kind, so that a reader that knows runs alone refuses it by its version; a run is still written as version 1.
import { z } from 'zod';
import { dnsMeasurementSchema } from '../../../shared/domain/dns.ts';
import { isoTime, runSchema } from '../../../shared/domain/run.ts';
import { traceRecordingSchema } from '../../../shared/domain/trace-detail.ts';
import { RUN_ID } from '../../store/run-id.ts';

export const FORMAT = 'cgoscope-bundle';
export const VERSION = 1;
export const KEPT_VERSION = 2;
export const MANIFEST = 'manifest.json';

const int = z.number().int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What says which version a manifest has, whatever else it holds. */
export const headSchema = z.object({ format: z.literal(FORMAT), version: z.number().int().positive(), kind: z.unknown().optional() });

export const manifestSchema = z.object({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  /** Program and version that wrote it. */
  createdBy: z.string(),
  createdAt: isoTime,
  run: runSchema.extend({
    id: z.string().regex(RUN_ID),
    cells: runSchema.shape.cells.max(20_000),
    request: z.unknown(),
    config: z.string().nullable(),
    environment: z.record(z.string(), z.string()),
  }),
  /** What is in the bundle, by cell. The hash is that of the content here, after redaction. Kinds may be added: a reader leaves out what it does not know. */
  evidence: z.array(z.object({ cell: int, kind: z.string().max(100), sha256, size: int })).max(200_000),
  /** Contents that redaction changed: their hash where the run was made, and here. */
  replaced: z.array(z.object({ from: sha256, to: sha256 })),
  /** Evidence that stayed behind, by kind. */
  left: z.record(z.string(), int),
  /** How many places were redacted, by kind. */
  redacted: z.record(z.string(), int),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** What a bundle of version 2 holds; kinds may be added. */
export const KEPT_KINDS = ['dns-measurement', 'trace-recording'] as const;
export type KeptKind = (typeof KEPT_KINDS)[number];

const keptBase = z.object({
  format: z.literal(FORMAT),
  version: z.literal(KEPT_VERSION),
  createdBy: z.string(),
  createdAt: isoTime,
  /** What is in the bundle beside the manifest; hashes of it after redaction, which the document names. */
  contents: z.array(z.object({ sha256, size: int })).max(16),
  redacted: z.record(z.string(), int),
});
const id = z.string().regex(RUN_ID);

export const keptManifestSchema = z.discriminatedUnion('kind', [
  keptBase.extend({ kind: z.literal('dns-measurement'), document: dnsMeasurementSchema.extend({ id }) }),
  keptBase.extend({ kind: z.literal('trace-recording'), document: traceRecordingSchema.extend({ id }) }),
]);
export type KeptManifest = z.infer<typeof keptManifestSchema>;

/** Bounds of what an import reads; a bundle is somebody else's file. */
export interface BundleLimits {
  manifestBytes: number;
  blobBytes: number;
  totalBytes: number;
}
export const LIMITS: BundleLimits = { manifestBytes: 128 << 20, blobBytes: 1 << 30, totalBytes: 8 * 2 ** 30 };
