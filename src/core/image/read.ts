// Reads an image from the tar stream of `docker save` or of an OCI layout into an index of its file system: once, forwards, nothing on disk.
// Called by room.ts with an engine's stream or a file, and by tests with tars made in memory.
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { InputError } from '../../shared/domain/errors.ts';
import { ArchiveReader, type LayerBlob } from './archive.ts';
import { compressionOf, unknownPacking } from './compression.ts';
import { readConfig, type ConfigFacts } from './config.ts';
import { feed } from './feed.ts';
import { freeze } from './freeze.ts';
import { keepRules } from './kept.ts';
import type { LayerTarget } from './layer.ts';
import { IMAGE_LIMITS, type ImageLimits } from './limits.ts';
import { chooseImage, type ChosenImage } from './manifest.ts';
import { Merger, type LayerRows } from './merge.ts';
import { Rows } from './rows.ts';
import { inSlices } from './slices.ts';
import { PathTree } from './tree.ts';
import type { Layer } from './types.ts';
import { viewOf, type IndexView } from './view.ts';
import { shown, Warnings } from './warnings.ts';

export interface ReadImageOptions {
  /** How the image was asked for: a tag, an id, or the name of a file. Of several images in an archive the one with this name is read. */
  readonly ref: string;
  /** Which of several platforms; without it this machine's architecture, else the first. */
  readonly platform?: string;
  readonly signal?: AbortSignal;
  readonly limits?: Partial<ImageLimits>;
  /** Called as bytes come, several times a second at most. */
  readonly onProgress?: (progress: { readBytes: number; file: string }) => void;
}

const HERE = `linux/${{ x64: 'amd64', arm64: 'arm64', ia32: '386', arm: 'arm' }[process.arch as string] ?? process.arch}`;

/**
 * Reads the whole stream. Whatever is wrong in the image becomes a warning of the index, with the path; rejects with InputError where it is no archive
 * of an image at all, CancelledError after an abort, and with the stream's own error.
 */
export async function readImage(stream: Readable, options: ReadImageOptions): Promise<IndexView> {
  const limits = { ...IMAGE_LIMITS, ...options.limits };
  const tree = new PathTree(limits);
  const rows = new Rows();
  const warnings = new Warnings(limits.warnings);
  const target: LayerTarget = { tree, rows, warnings, limits, rule: keepRules(tree), keptLeft: limits.keptBytes };
  const archive = new ArchiveReader(target, options.onProgress === undefined ? undefined : (file) => (current = file));
  let current = '';
  try {
    await readArchive(stream, archive, limits, options, () => current);
  } catch (error) {
    archive.stop();
    throw error;
  }
  const { ref } = options;
  const chosen = chooseImage(archive, { ref, platforms: options.platform === undefined ? [HERE] : [options.platform] }, warnings);
  const facts = readConfig(chosen.config);
  const layers = layersOf(archive, chosen, facts, limits, warnings);
  const merged = await inSlices(new Merger(tree, rows, warnings, limits).merge(layers.map(({ rows: range }) => range)), options.signal);
  const frozen = await inSlices(freeze(tree, rows, merged), options.signal);
  return viewOf(
    {
      ref,
      id: `sha256:${createHash('sha256').update(chosen.configBytes).digest('hex')}`,
      config: facts.config,
      layers: layers.map(({ layer }) => layer),
      steps: facts.history.filter(({ empty }) => empty).map(({ createdBy }) => createdBy),
      bytes: layers.reduce((sum, { contentBytes }) => sum + contentBytes, 0),
      warnings: warnings.finish(),
    },
    frozen,
  );
}

async function readArchive(stream: Readable, archive: ArchiveReader, limits: ImageLimits, options: ReadImageOptions, current: () => string): Promise<void> {
  const { ref, signal, onProgress } = options;
  let said = 0;
  const { readBytes, first } = await feed(stream, archive, {
    inflateLimit: limits.layerBytes,
    ...(signal && { signal }),
    ...(onProgress && {
      onBytes: (bytes) => {
        if (performance.now() - said < 100) return;
        said = performance.now();
        onProgress({ readBytes: bytes, file: current() });
      },
    }),
  });
  const clean = await archive.finish();
  if (archive.tar.entries === 0) {
    const what = readBytes === 0 ? 'it is empty' : compressionOf(first) === null ? `it is no tar, but ${unknownPacking(first)}` : 'there is no tar in it';
    throw new InputError(`${shown(ref)} is no archive of an image: ${what}`, { input: ref, expected: 'an archive of `docker save`, or a tar of an OCI image layout' });
  }
  if (!clean) archive.warn('archive-cut', `it ends in the middle, after ${readBytes} bytes`);
  onProgress?.({ readBytes, file: '' });
}

interface ReadLayer {
  layer: Layer;
  rows: LayerRows;
  contentBytes: number;
}

/** The layers in the order of the manifest, with what the config's history says about each; what is wrong with them becomes warnings. */
function layersOf(archive: ArchiveReader, chosen: ChosenImage, facts: ConfigFacts, limits: ImageLimits, warnings: Warnings): ReadLayer[] {
  const { diffIds } = facts;
  const made = facts.history.filter(({ empty }) => !empty);
  if (facts.os !== 'linux') warnings.add('other-os', `the image is for ${shown(facts.os)}: its layers are read, but paths and programs are not those of Linux`);
  if (diffIds.length > 0 && diffIds.length !== chosen.layers.length)
    warnings.add('layer-count', `the config speaks of ${diffIds.length} layers, the manifest of ${chosen.layers.length}; the manifest's are read`);
  if (chosen.layers.length > limits.layers) warnings.add('too-many-layers', `the manifest has ${chosen.layers.length} layers; the first ${limits.layers} are read`);
  return chosen.layers.slice(0, limits.layers).map((one, index) => {
    const blob = archive.layers.get(one.path);
    const digest = diffIds[index] ?? one.digest ?? one.path;
    const name = `layer ${index} (${shown(digest.slice(0, 19))})`;
    const problem =
      blob === undefined
        ? `is not in the archive${foreign(one.mediaType) ? ', as it may not be distributed with it' : ''}`
        : blob.unreadable === null
          ? null
          : `can not be read: ${blob.unreadable}`;
    if (problem !== null) warnings.add(blob === undefined ? 'layer-absent' : 'layer-unreadable', `${name} ${problem}${one.mediaType === null ? '' : ` (${shown(one.mediaType)})`}`);
    const read: Partial<LayerBlob> = blob ?? {};
    return {
      layer: {
        digest,
        bytes: read.bytes ?? 0,
        compression: read.compression ?? 'none',
        entries: read.entries ?? 0,
        whiteouts: read.whiteouts ?? 0,
        createdBy: made[index]?.createdBy ?? null,
        blob: one.path,
      },
      rows: { name, firstRow: read.firstRow ?? 0, lastRow: read.lastRow ?? 0 },
      contentBytes: read.contentBytes ?? 0,
    };
  });
}

const foreign = (mediaType: string | null): boolean => mediaType !== null && /foreign|nondistributable/.test(mediaType);
