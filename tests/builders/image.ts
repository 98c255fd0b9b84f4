// Archives of images in memory, from a friendly description: as old and new engines save them and as OCI layouts, with layers, whiteouts, links and
// damage of every kind. `imageIndex({files: {…}})` reads one in a line, through the real reader.
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { readImage, type ImageIndex, type ReadImageOptions } from '../../src/core/image/index.ts';

/** A file by its content, or with more to say about it. Folders end in `/` in their name, or say `directory`. */
export type FileSpec =
  | string
  | Uint8Array
  | {
      content?: string | Uint8Array;
      /** Where a symlink leads. */
      link?: string;
      /** Path of the file that a hard link shares. */
      hard?: string;
      directory?: true;
      special?: 'char' | 'block' | 'fifo';
      mode?: number;
      uid?: number;
      gid?: number;
    };

/** An entry of a tar, for those that must stand in an order or twice. */
export interface EntrySpec {
  /** As it stands in the tar; bytes for names that are no text. */
  name: string | Uint8Array;
  file: FileSpec;
  /** How a long name is written; without it PAX where it is too long for a header. */
  long?: 'pax' | 'gnu';
  /** Records of an extended header before the entry. */
  pax?: Record<string, string>;
  /** Changes the finished header block; the checksum is made right afterwards unless `badChecksum`. */
  header?: (block: Buffer) => void;
  badChecksum?: boolean;
}

export type Entries = Record<string, FileSpec> | readonly EntrySpec[];

export interface LayerSpec {
  entries: Entries;
  compression?: 'none' | 'gzip' | 'zstd';
  createdBy?: string;
  /** The layer's bytes as they stand in the archive, in place of what the entries make. */
  raw?: Uint8Array;
  mediaType?: string;
  /** Named by the manifest, and not in the archive. */
  absent?: true;
}

export interface ImageSpec {
  platform?: string;
  /** One layer of these files; before those of `layers`. */
  files?: Entries;
  layers?: readonly (Entries | LayerSpec)[];
  /** Of the config's `config`, in Docker's words: Entrypoint, Cmd, Env, User, WorkingDir, Labels … */
  config?: Record<string, unknown>;
  /** `created_by` of steps without a layer, written before those of the layers. */
  steps?: readonly string[];
  tags?: readonly string[];
}

const BLOCK = 512;
const bytesOf = (content: string | Uint8Array): Buffer => Buffer.from(content as Uint8Array); // both overloads do

const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`;
const padded = (content: Buffer): Buffer => Buffer.concat([content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)]);

interface HeaderSpec {
  flag: string;
  size: number;
  mode?: number;
  uid?: number;
  gid?: number;
  link?: Buffer;
}

function header(name: Buffer, spec: HeaderSpec, change?: (block: Buffer) => void, badChecksum = false): Buffer {
  const block = Buffer.alloc(BLOCK);
  name.copy(block, 0, 0, 100);
  block.write(octal(spec.mode ?? 0o644, 8), 100, 'latin1');
  block.write(octal(spec.uid ?? 0, 8), 108, 'latin1');
  block.write(octal(spec.gid ?? 0, 8), 116, 'latin1');
  block.write(octal(spec.size, 12), 124, 'latin1');
  block.write(octal(0, 12), 136, 'latin1');
  block.write(spec.flag, 156, 'latin1');
  spec.link?.copy(block, 157, 0, 100);
  block.write('ustar\x0000', 257, 'latin1');
  change?.(block);
  block.write('        ', 148, 'latin1');
  const sum = block.reduce((all, byte) => all + byte, 0) + (badChecksum ? 1 : 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

/** One PAX record: its length counts itself. */
function record(key: string, value: string | Uint8Array): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), bytesOf(value), Buffer.from('\n')]);
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

function entry({ name, file, long, pax = {}, header: change, badChecksum = false }: EntrySpec): Buffer[] {
  const spec = typeof file === 'string' || file instanceof Uint8Array ? { content: file } : file;
  const text = typeof name === 'string' ? name : '';
  const flag =
    spec.link !== undefined
      ? '2'
      : spec.hard !== undefined
        ? '1'
        : spec.special !== undefined
          ? { char: '3', block: '4', fifo: '6' }[spec.special]
          : spec.directory || text.endsWith('/')
            ? '5'
            : '0';
  const bytes = bytesOf(name);
  const link = Buffer.from(spec.link ?? spec.hard ?? '');
  const content = flag === '0' ? bytesOf(spec.content ?? '') : Buffer.alloc(0);
  const out: Buffer[] = [];
  const records = Object.entries(pax).map(([key, value]) => record(key, value));
  const extra = (kind: string, body: Buffer): void => void out.push(header(Buffer.from('././@LongLink'), { flag: kind, size: body.length }), padded(body));
  if (bytes.length > 100) {
    if (long === 'gnu') extra('L', Buffer.concat([bytes, Buffer.alloc(1)]));
    else records.push(record('path', bytes));
  }
  if (link.length > 100) {
    if (long === 'gnu') extra('K', Buffer.concat([link, Buffer.alloc(1)]));
    else records.push(record('linkpath', link));
  }
  if (records.length > 0) extra('x', Buffer.concat(records));
  const mode = spec.mode ?? (flag === '5' ? 0o755 : flag === '2' ? 0o777 : 0o644);
  out.push(header(bytes, { flag, size: content.length, mode, uid: spec.uid ?? 0, gid: spec.gid ?? 0, link }, change, badChecksum));
  if (content.length > 0) out.push(padded(content));
  return out;
}

const listOf = (entries: Entries): readonly EntrySpec[] => (Array.isArray(entries) ? (entries as EntrySpec[]) : Object.entries(entries).map(([name, file]) => ({ name, file })));

/** A tar of these entries, in their order; names are written as they are given, without their leading slash. */
export function tarOf(entries: Entries, options: { end?: boolean } = {}): Buffer {
  const blocks = listOf(entries).flatMap((one) => entry(Array.isArray(entries) ? one : { ...one, name: String(one.name).replace(/^\/(?=.)/, '') }));
  return Buffer.concat([...blocks, ...(options.end === false ? [] : [Buffer.alloc(2 * BLOCK)])]);
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const packed = (tar: Buffer, compression: LayerSpec['compression']): Buffer => (compression === 'gzip' ? gzipSync(tar) : compression === 'zstd' ? zstdCompressSync(tar) : tar);

interface Built {
  config: Buffer;
  layers: { blob: Buffer; digest: string; diffId: string; mediaType: string; absent: boolean }[];
  tags: readonly string[];
  platform: { os: string; architecture: string; variant?: string };
}

function build(spec: ImageSpec): Built {
  const [os = 'linux', architecture = 'amd64', variant] = (spec.platform ?? 'linux/amd64').split('/');
  const all = [...(spec.files === undefined ? [] : [spec.files]), ...(spec.layers ?? [])].map((one): LayerSpec => (isLayer(one) ? one : { entries: one }));
  const layers = all.map(({ entries, compression, raw, mediaType, absent }) => {
    const tar = tarOf(entries);
    const blob = raw === undefined ? packed(tar, compression) : Buffer.from(raw);
    const suffix = compression === undefined || compression === 'none' ? '' : `+${compression}`;
    return {
      blob,
      digest: sha256(blob),
      diffId: `sha256:${sha256(tar)}`,
      mediaType: mediaType ?? `application/vnd.oci.image.layer.v1.tar${suffix}`,
      absent: absent ?? false,
    };
  });
  const platform = { os, architecture, ...(variant === undefined ? {} : { variant }) };
  const config = {
    ...platform,
    created: '2026-01-02T03:04:05Z',
    config: spec.config ?? {},
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: [...(spec.steps ?? []).map((step) => ({ created_by: step, empty_layer: true })), ...all.map(({ createdBy }, i) => ({ created_by: createdBy ?? `layer ${i}` }))],
  };
  return { config: Buffer.from(JSON.stringify(config)), layers, tags: spec.tags ?? ['image:test'], platform };
}

const isLayer = (one: Entries | LayerSpec): one is LayerSpec => !Array.isArray(one) && 'entries' in one && typeof one.entries === 'object' && !(one.entries instanceof Uint8Array);

/**
 * As `docker save` writes it up to Docker 24: a folder per layer with `layer.tar`, layers that occur twice as a symlink, manifest.json at the end.
 * `order` reverses the layers in the archive, or puts the manifest first.
 */
export function dockerSave(images: ImageSpec | readonly ImageSpec[], options: { order?: 'reversed' | 'manifest-first' } = {}): Buffer {
  const entries: EntrySpec[] = [];
  const manifest: unknown[] = [];
  for (const built of [images].flat().map((spec) => build(spec))) {
    const first = new Map<string, string>();
    const paths: string[] = [];
    const own: EntrySpec[] = [];
    for (const [index, layer] of built.layers.entries()) {
      const id = sha256(Buffer.from(`${index}/${layer.digest}/${built.tags.join()}`));
      const path = `${id}/layer.tar`;
      paths.push(path);
      const known = first.get(layer.digest);
      if (layer.absent) continue;
      own.push({ name: `${id}/`, file: '' }, { name: `${id}/VERSION`, file: '1.0' }, { name: `${id}/json`, file: JSON.stringify({ id, os: 'linux' }) });
      own.push({ name: path, file: known === undefined ? layer.blob : { link: `../${known}` } });
      if (known === undefined) first.set(layer.digest, path);
    }
    const config = `${sha256(built.config)}.json`;
    entries.push(...(options.order === 'reversed' ? own.reverse() : own), { name: config, file: built.config });
    manifest.push({ Config: config, RepoTags: built.tags, Layers: paths });
  }
  const last = { name: 'manifest.json', file: JSON.stringify(manifest) };
  return tarOf(options.order === 'manifest-first' ? [last, ...entries] : [...entries, last, { name: 'repositories', file: '{}' }]);
}

/**
 * As an OCI layout: `blobs/sha256/*` and index.json; with `docker`, manifest.json stands in it too, as Docker 25 and later write it. Several images make
 * one index; with `nested` it stands behind another one.
 */
export function ociLayout(images: ImageSpec | readonly ImageSpec[], options: { docker?: boolean; nested?: boolean; attestation?: boolean } = {}): Buffer {
  const blobs = new Map<string, Buffer>();
  const add = (bytes: Buffer): { digest: string; size: number } => {
    const digest = sha256(bytes);
    blobs.set(digest, bytes);
    return { digest: `sha256:${digest}`, size: bytes.length };
  };
  const manifests: Record<string, unknown>[] = [];
  const docker: unknown[] = [];
  for (const { config, layers, tags, platform } of [images].flat().map((spec) => build(spec))) {
    const document = {
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...add(config) },
      layers: layers.map(({ blob, digest, mediaType, absent }) => ({ mediaType, ...(absent ? { digest: `sha256:${digest}`, size: blob.length } : add(blob)) })),
    };
    const annotations = { 'io.containerd.image.name': `docker.io/library/${tags[0] ?? ''}`, 'org.opencontainers.image.ref.name': (tags[0] ?? '').split(':')[1] ?? '' };
    manifests.push({ mediaType: document.mediaType, ...add(Buffer.from(JSON.stringify(document))), platform, annotations });
    docker.push({ Config: `blobs/sha256/${sha256(config)}`, RepoTags: tags, Layers: layers.map(({ digest }) => `blobs/sha256/${digest}`) });
  }
  if (options.attestation === true)
    manifests.push({
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      ...add(Buffer.from('{"schemaVersion":2,"config":{},"layers":[]}')),
      platform: { os: 'unknown', architecture: 'unknown' },
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
    });
  const inner = { schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests };
  const index = options.nested === true ? { schemaVersion: 2, manifests: [{ mediaType: inner.mediaType, ...add(Buffer.from(JSON.stringify(inner))) }] } : inner;
  return tarOf([
    { name: 'blobs/', file: '' },
    { name: 'blobs/sha256/', file: '' },
    ...[...blobs].map(([digest, bytes]) => ({ name: `blobs/sha256/${digest}`, file: bytes })),
    { name: 'index.json', file: JSON.stringify(index) },
    ...(options.docker === true ? [{ name: 'manifest.json', file: JSON.stringify(docker) }] : []),
    { name: 'oci-layout', file: '{"imageLayoutVersion":"1.0.0"}' },
  ]);
}

/** The bytes as a stream of pieces of this size. */
export function streamOf(bytes: Uint8Array, piece = 64 * 1024): Readable {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += piece) pieces.push(bytes.subarray(at, at + piece));
  return Readable.from(pieces);
}

/** The index of an image made of this description, read from an archive as `docker save` writes it. */
export const imageIndex = (spec: ImageSpec = {}, options: Partial<ReadImageOptions> = {}): Promise<ImageIndex> =>
  readImage(streamOf(dockerSave(spec)), { ref: spec.tags?.[0] ?? 'image:test', ...options });
