// Opens a bundle into the store. It is somebody else's file: bounded, checked by hash, no name in it is ever used as a path.
import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import type { Header } from 'tar-stream';
import { errorText, InputError } from '../../../shared/domain/errors.ts';
import { codeOf } from '../../store/sqlite.ts';
import { EVIDENCE, type BlobRef, type Store } from '../../store/types.ts';
import { headSchema, KEPT_KINDS, KEPT_VERSION, keptManifestSchema, LIMITS, MANIFEST, manifestSchema } from './format.ts';
import type { BundleLimits, KeptManifest, Manifest } from './format.ts';
import { hasKept, keepDocument, type Named } from './kept.ts';

/** `fresh` is false where it was in the lists already; then nothing was changed. A run that had been removed is restored. `cells`: of a run; else 0. */
export interface Imported extends Named {
  cells: number;
  fresh: boolean;
}

type Entry = AsyncIterable<unknown> & { header: Header };

/** Ends the reading early, when the run turns out to be known. */
class Known extends Error {
  /** True where it had been removed and is back in the lists. */
  readonly restored: boolean;
  constructor(restored: boolean) {
    super();
    this.restored = restored;
  }
}

/** Reads a bundle into the store: all of it or nothing. Throws InputError naming the file and what is wrong with it. */
export async function importBundle(store: Store, file: string, limits: BundleLimits = LIMITS): Promise<Imported> {
  const refuse = (what: string, place?: string): InputError =>
    new InputError(`${file} ${what}`, { input: file, ...(place === undefined ? {} : { place }), expected: 'a bundle that "cgoscope export" wrote' });
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat) throw new InputError(`there is no file ${file}`, { input: file });
  if (!stat.isFile()) throw refuse('is not a file');

  const reader = new BundleReader(store, limits, refuse);
  try {
    await reader.read(file);
    return reader.keep(basename(file));
  } catch (error) {
    reader.letGo();
    if (error instanceof Known && reader.manifest) return importedOf(reader.manifest, error.restored);
    throw readable(error, refuse);
  }
}

const importedOf = (manifest: Manifest | KeptManifest, fresh: boolean): Imported =>
  'run' in manifest ? { kind: 'run', id: manifest.run.id, cells: manifest.run.cells.length, fresh } : { kind: manifest.kind, id: manifest.document.id, cells: 0, fresh };

function readable(error: unknown, refuse: (what: string) => InputError): unknown {
  const code = codeOf(error);
  if (code === 'Z_BUF_ERROR') return refuse('is cut short: its compressed data end in the middle');
  if (code.startsWith('Z_')) return refuse('is not a bundle: it is not compressed with gzip, or damaged');
  if (code === 'EACCES' || code === 'EPERM') return refuse(`can't be read: ${errorText(error)}`);
  // tar-stream's own words for a header or an end that is none
  if (error instanceof Error && /Unexpected end of data|Invalid tar header|unknown format/i.test(error.message)) return refuse(`is not a bundle: ${error.message.split('.')[0]}`);
  return error;
}

class BundleReader {
  manifest: Manifest | KeptManifest | null = null;
  private readonly store: Store;
  private readonly limits: BundleLimits;
  private readonly refuse: (what: string, place?: string) => InputError;
  private readonly expected = new Map<string, number>();
  private readonly put = new Map<string, BlobRef>();

  constructor(store: Store, limits: BundleLimits, refuse: (what: string, place?: string) => InputError) {
    this.store = store;
    this.limits = limits;
    this.refuse = refuse;
  }

  async read(file: string): Promise<void> {
    const tar = extract();
    const reading = pipeline(createReadStream(file), createGunzip(), this.counter(), tar);
    // the loop below sees the same error; without this it would also count as unhandled
    reading.catch(() => undefined);
    try {
      for await (const entry of tar) await this.entry(entry);
    } catch (error) {
      tar.destroy();
      await reading.catch(() => undefined);
      throw error;
    }
    await reading;
    if (!this.manifest) throw this.refuse('is not a bundle: it is empty');
    for (const sha256 of this.expected.keys()) if (!this.put.has(sha256)) throw this.refuse(`lacks a content that its manifest names (${sha256.slice(0, 12)}…)`, 'blobs');
  }

  /** No archive, however it was compressed, gives more than the bound. */
  private counter(): Transform {
    let bytes = 0;
    return new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        bytes += chunk.length;
        if (bytes > this.limits.totalBytes) done(this.refuse(`unpacks to more than ${this.limits.totalBytes} bytes`));
        else done(null, chunk);
      },
    });
  }

  private async entry(entry: Entry): Promise<void> {
    const { name, type } = entry.header;
    const { size } = entry.header;
    if (type !== 'file') throw this.refuse(`holds a ${type} in its archive, where only files can be`, shown(name));
    if (!this.manifest) {
      if (name !== MANIFEST) throw this.refuse(`does not begin with ${MANIFEST}, so it is not a bundle`, shown(name));
      if (size > this.limits.manifestBytes) throw this.refuse(`has a manifest of ${size} bytes; ${this.limits.manifestBytes} are allowed`, MANIFEST);
      const chunks: Buffer[] = [];
      for await (const chunk of entry) chunks.push(bytesOf(chunk));
      this.manifest = this.parse(Buffer.concat(chunks).toString('utf8'));
      if ('run' in this.manifest) this.expect(this.manifest);
      else this.expectKept(this.manifest);
      return;
    }
    const sha256 = /^blobs\/([0-9a-f]{64})$/.exec(name)?.[1];
    const want = sha256 === undefined ? undefined : this.expected.get(sha256);
    if (sha256 === undefined || want === undefined) throw this.refuse('holds an entry that its manifest does not name', shown(name));
    if (size !== want) throw this.refuse(`has ${size} bytes where its manifest says ${want}`, shown(name));
    if (this.put.has(sha256)) throw this.refuse('holds an entry twice', shown(name));
    await this.blob(entry, sha256);
  }

  private async blob(entry: Entry, sha256: string): Promise<void> {
    const blob = this.store.createBlob();
    const hash = createHash('sha256');
    try {
      for await (const chunk of entry) {
        const bytes = bytesOf(chunk);
        hash.update(bytes);
        blob.write(bytes);
      }
      if (hash.digest('hex') !== sha256) throw this.refuse('is damaged: a content does not have the hash that its name says', `blobs/${sha256}`);
    } catch (error) {
      blob.abort();
      throw error;
    }
    this.put.set(sha256, blob.finish());
  }

  private parse(text: string): Manifest | KeptManifest {
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (error) {
      throw this.refuse(`has a manifest that is not JSON: ${errorText(error)}`, MANIFEST);
    }
    const head = headSchema.safeParse(json);
    if (!head.success) throw this.refuse('has a manifest that is not of a Cgoscope bundle', MANIFEST);
    const { version, kind } = head.data;
    if (version > KEPT_VERSION) throw this.refuse(`was written by a newer Cgoscope: it is a bundle of version ${version}, this one knows up to ${KEPT_VERSION}`, MANIFEST);
    if (version === KEPT_VERSION && !KEPT_KINDS.some((each) => each === kind))
      throw this.refuse(`was written by a newer Cgoscope: it holds "${shown(String(kind))}", this one knows runs, ${KEPT_KINDS.join(' and ')}`, MANIFEST);
    const parsed = version === KEPT_VERSION ? keptManifestSchema.safeParse(json) : manifestSchema.safeParse(json);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    const place = issue?.path.map(String).join('.') ?? '';
    throw this.refuse(`has a manifest that is wrong at ${place}: ${issue?.message ?? 'not valid'}`, place);
  }

  /** Checks what the manifest says about itself, and what is to come. */
  private expect(manifest: Manifest): void {
    const numbers = new Set(manifest.run.cells.map((cell) => cell.number));
    if (numbers.size !== manifest.run.cells.length) throw this.refuse('has two cells with one number', 'run.cells');
    let total = 0;
    for (const { cell, sha256, size } of manifest.evidence) {
      if (!numbers.has(cell)) throw this.refuse(`has evidence of a cell ${cell} that it does not have`, 'evidence');
      if (size > this.limits.blobBytes) throw this.refuse(`names a content of ${size} bytes; ${this.limits.blobBytes} are allowed`, 'evidence');
      const known = this.expected.get(sha256);
      if (known !== undefined && known !== size) throw this.refuse('gives one content two sizes', 'evidence');
      if (known === undefined) total += size;
      this.expected.set(sha256, size);
    }
    if (total > this.limits.totalBytes) throw this.refuse(`unpacks to more than ${this.limits.totalBytes} bytes`, 'evidence');
    const known = this.store.hasRun(manifest.run.id);
    if (known === 'removed') this.store.restoreRun(manifest.run.id);
    if (known !== null) throw new Known(known === 'removed');
  }

  private expectKept(manifest: KeptManifest): void {
    for (const { sha256, size } of manifest.contents) {
      if (size > this.limits.blobBytes) throw this.refuse(`names a content of ${size} bytes; ${this.limits.blobBytes} are allowed`, 'contents');
      this.expected.set(sha256, size);
    }
    const log = manifest.kind === 'trace-recording' ? manifest.document.log : null;
    if (log !== null && this.expected.get(log.sha256) !== log.bytes) throw this.refuse('has a recording without its log', 'document.log');
    if (hasKept(this.store, manifest)) throw new Known(false);
  }

  /** Everything is there and checked: now it becomes a run of the store, in one transaction. */
  keep(origin: string): Imported {
    const { manifest, store } = this;
    if (!manifest) throw this.refuse('is not a bundle');
    if (!('run' in manifest)) {
      keepDocument(store, manifest, originOf(origin));
      return importedOf(manifest, true);
    }
    const { run } = manifest;
    // nobody executes it here: what was under way when it was written is interrupted
    const running = run.state === 'running' || run.state === 'planned';
    const cells = run.cells.map((cell) => (cell.state === 'running' || cell.state === 'planned' ? { ...cell, state: 'interrupted' as const, green: null } : cell));
    store.transaction(() => {
      store.insertRun(
        {
          id: run.id,
          startedAt: run.startedAt,
          endpoint: run.endpoint,
          project: run.project,
          origin: originOf(origin),
          owner: 'imported',
          request: run.request ?? null,
          config: run.config,
          environment: run.environment,
        },
        cells,
      );
      store.setRunState(run.id, running ? 'interrupted' : run.state, run.endedAt);
      for (const { cell, kind, sha256, size } of manifest.evidence) {
        const known = EVIDENCE.find((each) => each === kind);
        // What a newer Cgoscope keeps beside stays unnamed, and goes with the next prune.
        if (known !== undefined) store.setEvidence(run.id, cell, known, { sha256, size });
      }
    });
    return importedOf(manifest, true);
  }

  /** What was put stays behind unnamed; the next prune takes it. */
  letGo(): void {
    for (const sha256 of this.put.keys()) this.store.forgetBlob(sha256);
  }
}

/** The name of the file; one that is called as runs of this folder are said to be is told by its place. */
function originOf(name: string): string {
  const plain = name.replace(/\p{C}/gu, '?').slice(0, 200);
  return plain === 'local' ? './local' : plain;
}

const shown = (name: string): string => name.replace(/\p{C}/gu, '?').slice(0, 120);

function bytesOf(chunk: unknown): Buffer {
  if (Buffer.isBuffer(chunk)) return chunk;
  if (chunk instanceof Uint8Array) return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  throw new TypeError('a tar entry gave something that is not bytes');
}
