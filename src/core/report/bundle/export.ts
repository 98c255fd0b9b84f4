// Writes a run and its evidence, a measurement, or a recording and its log into one file that another machine opens. Everything in it has gone through the redactor.
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import type { Pack } from 'tar-stream';
import { CancelledError, errorText, InputError } from '../../../shared/domain/errors.ts';
import { orDiskFull } from '../../store/errors.ts';
import type { BlobRef, EvidenceKind, Store } from '../../store/types.ts';
import { addCounts, redactJsonText } from '../redact/index.ts';
import type { Redactor } from '../redact/index.ts';
import { FORMAT, KEPT_VERSION, keptManifestSchema, LIMITS, MANIFEST, manifestSchema, VERSION } from './format.ts';
import type { KeptKind, KeptManifest, Manifest } from './format.ts';
import { namedIn, type Named } from './kept.ts';

export interface ExportOptions {
  /** Take the built programs along; they are the bulk, and hold what the linker put into them. */
  artifacts: boolean;
  redactor: Redactor;
  /** Program and version, for the manifest. */
  createdBy?: string;
  /** Ends the export between two contents; rejects with CancelledError and leaves nothing. */
  signal?: AbortSignal;
}

const JSON_KINDS: readonly EvidenceKind[] = ['elf', 'trace', 'facts', 'verdict'];

export interface ExportedBundle extends Named {
  bytes: number;
  redacted: Record<string, number>;
}

/**
 * Writes the bundle of a run, a measurement or a recording to `toFile` (whole or not at all). Returns what it was, its size and what was redacted. Throws
 * InputError for a name or a place that is none.
 */
export async function exportBundle(store: Store, asked: string, toFile: string, options: ExportOptions): Promise<ExportedBundle> {
  const named = namedIn(store, asked);
  const spool = mkdtempSync(join(tmpdir(), 'cgoscope-export-'));
  const part = `${toFile}.${randomUUID()}.part`;
  try {
    const manifest = named.kind === 'run' ? await collect(store, named.id, spool, options) : collectKept(store, named.kind, named.id, spool, options);
    const archive = pack();
    await Promise.all([feed(archive, manifest, spool), pipeline(archive, createGzip({ level: 6 }), createWriteStream(part, { flags: 'wx' }))]);
    renameSync(part, toFile);
    return { ...named, bytes: statSync(toFile).size, redacted: manifest.redacted };
  } catch (error) {
    if (error instanceof InputError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (['ENOENT', 'EACCES', 'EPERM', 'EISDIR', 'ENOTDIR', 'EROFS', 'ENAMETOOLONG'].includes(code))
      throw new InputError(`the bundle can't be written to ${toFile}: ${errorText(error)}`, { input: toFile, expected: 'a file in a folder that can be written' });
    return orDiskFull(toFile, () => {
      throw error;
    });
  } finally {
    rmSync(part, { force: true });
    rmSync(spool, { recursive: true, force: true });
  }
}

/** Redacts everything into the spool folder, each content under its new hash, and says what is there. */
async function collect(store: Store, asked: string, spool: string, { artifacts, redactor, createdBy, signal }: ExportOptions): Promise<Manifest> {
  const { origin: _origin, ...run } = store.getRun(asked);
  const redacted: Record<string, number> = {};
  const left: Record<string, number> = {};
  const made = new Map<string, BlobRef>();
  const evidence: Manifest['evidence'] = [];
  const leave = (kind: EvidenceKind): void => {
    left[kind] = (left[kind] ?? 0) + 1;
  };
  for (const { cell, kind, blob } of store.listEvidence(run.id)) {
    if (kind === 'artifact' && !artifacts) {
      leave(kind);
      continue;
    }
    // the same content under another kind may be redacted another way
    const way = kind === 'artifact' ? 'binary' : JSON_KINDS.includes(kind) ? 'json' : 'text';
    const name = `${way} ${blob.sha256}`;
    let ref = made.get(name);
    if (!ref) {
      // redacting is work for the processor: others of this process get their turn between two contents
      await setImmediate();
      if (signal?.aborted) throw new CancelledError();
      const content = store.readBlob(blob.sha256);
      if (content === null) {
        leave(kind); // gone by retention
        continue;
      }
      const done = redactAs(way, content, redactor);
      addCounts(redacted, done.counts);
      ref = { sha256: createHash('sha256').update(done.content).digest('hex'), size: done.content.length };
      writeFileSync(join(spool, ref.sha256), done.content, { mode: 0o600 });
      made.set(name, ref);
    }
    evidence.push({ cell, kind, ...ref });
  }
  const document = redactJsonText(JSON.stringify(run), redactor);
  addCounts(redacted, document.counts);
  return manifestSchema.parse({
    format: FORMAT,
    version: VERSION,
    createdBy: createdBy ?? 'cgoscope',
    createdAt: new Date().toISOString(),
    run: JSON.parse(document.text) as unknown,
    evidence,
    replaced: [...made].map(([name, { sha256 }]) => ({ from: name.slice(name.indexOf(' ') + 1), to: sha256 })).filter(({ from, to }) => from !== to),
    left,
    redacted,
  });
}

/** As {@link collect}, of a document; a recording's log goes along, under the hash that it has after redaction. */
function collectKept(store: Store, kind: KeptKind, id: string, spool: string, { redactor, createdBy }: ExportOptions): KeptManifest {
  const redacted: Record<string, number> = {};
  const contents: KeptManifest['contents'] = [];
  const recording = kind === 'trace-recording' ? store.recordings.get(id) : null;
  const log = recording?.log ?? null;
  const bytes = log === null ? null : store.readBlob(log.sha256);
  let ref: { sha256: string; bytes: number } | null = null;
  if (bytes !== null) {
    const done = redactAs('text', bytes, redactor);
    addCounts(redacted, done.counts);
    ref = { sha256: createHash('sha256').update(done.content).digest('hex'), bytes: done.content.length };
    writeFileSync(join(spool, ref.sha256), done.content, { mode: 0o600 });
    contents.push({ sha256: ref.sha256, size: ref.bytes });
  }
  const { text, counts } = redactJsonText(JSON.stringify(recording ?? store.measurements.get(id)), redactor);
  addCounts(redacted, counts);
  const document = JSON.parse(text) as Record<string, unknown>;
  const manifest = keptManifestSchema.parse({
    format: FORMAT,
    version: KEPT_VERSION,
    createdBy: createdBy ?? 'cgoscope',
    createdAt: new Date().toISOString(),
    kind,
    // A log that retention has taken is none.
    document: recording === null ? document : { ...document, log: log === null || ref === null ? null : { ...log, ...ref } },
    contents,
    redacted,
  });
  if (Buffer.byteLength(JSON.stringify(manifest)) > LIMITS.manifestBytes)
    throw new InputError(`${kind} ${id} is larger than the ${LIMITS.manifestBytes} bytes that a bundle takes`, { input: id, expected: 'a smaller one' });
  return manifest;
}

function redactAs(way: 'binary' | 'json' | 'text', content: Buffer, redactor: Redactor): { content: Buffer; counts: Record<string, number> } {
  if (way === 'json') {
    const { text, counts } = redactJsonText(content.toString('utf8'), redactor);
    return { content: Buffer.from(text), counts };
  }
  const { buffer, counts } = redactor.redactBuffer(content, { sameLength: way === 'binary' });
  return { content: buffer, counts };
}

async function feed(archive: Pack, manifest: Manifest | KeptManifest, spool: string): Promise<void> {
  const [{ startedAt }, contents] = 'run' in manifest ? [manifest.run, manifest.evidence] : [manifest.document, manifest.contents];
  const mtime = new Date(startedAt);
  archive.entry({ name: MANIFEST, mtime, mode: 0o644 }, JSON.stringify(manifest));
  const sizes = new Map(contents.map(({ sha256, size }) => [sha256, size]));
  for (const [sha256, size] of sizes) {
    const entry = archive.entry({ name: `blobs/${sha256}`, size, mtime, mode: 0o644 });
    await pipeline(createReadStream(join(spool, sha256)), entry);
  }
  archive.finalize();
}
