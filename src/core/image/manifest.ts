// Which blobs of an archive make the image that was asked for: manifest.json of `docker save`, else index.json of an OCI layout, nested indexes and
// platforms included. Sources: OCI image-spec (image-layout.md, image-index.md, manifest.md), moby's image/tarexport. Called by read.ts.
import { InputError } from '../../shared/domain/errors.ts';
import { platformMatches, platformName } from '../engine/index.ts';
import { archivePath, type ArchiveReader } from './archive.ts';
import { isObject, listOf, objectOf, textOf, type Json } from './config.ts';
import { shown, type Warnings } from './warnings.ts';

export interface ChosenLayer {
  /** Its path in the archive, links resolved. */
  readonly path: string;
  /** As an OCI manifest says it; null in archives of `docker save`. */
  readonly mediaType: string | null;
  readonly digest: string | null;
}

export interface ChosenImage {
  readonly configPath: string;
  readonly configBytes: Buffer;
  readonly config: Json;
  readonly layers: readonly ChosenLayer[];
}

export interface Wish {
  /** Tag or id that was asked for; what an archive holds under another name is taken where it holds only one. */
  readonly ref: string;
  /** Of an index with several; the first of the list that fits is taken, else the first there is. */
  readonly platforms: readonly string[];
}

type Archive = Pick<ArchiveReader, 'documents' | 'links' | 'layers' | 'names'>;

const MAX_INDEXES = 64;

export function chooseImage(archive: Archive, wish: Wish, warnings: Warnings): ChosenImage {
  const manifest = archive.documents.get('manifest.json');
  if (manifest !== undefined) {
    const chosen = fromDocker(archive, listOf(parse(manifest)), wish, warnings);
    if (chosen !== null) return chosen;
  }
  const index = archive.documents.get('index.json');
  if (index !== undefined) {
    const chosen = fromOci(archive, objectOf(parse(index)), wish, warnings);
    if (chosen !== null) return chosen;
  }
  throw noImage(archive, wish, manifest !== undefined ? 'manifest.json' : index !== undefined ? 'index.json' : null);
}

function noImage({ documents, names }: Archive, { ref }: Wish, broken: string | null): InputError {
  const expected = 'an archive of `docker save`, or a tar of an OCI image layout';
  if (broken !== null) return new InputError(`the archive of ${shown(ref)} has no usable image in its ${broken}`, { input: ref, place: broken, expected });
  if (documents.has('repositories') || names.some((name) => name.endsWith('/layer.tar')))
    return new InputError(`the archive of ${shown(ref)} ends before its manifest.json: it is cut off, or was written by a Docker older than 1.10`, { input: ref, expected });
  if (names.some((name) => /^(etc|usr|bin|lib|var)(\/|$)/.test(name)))
    return new InputError(`${shown(ref)} is the tar of a file system (as \`docker export\` writes it), not an image; make one of it with \`docker import\``, {
      input: ref,
      expected,
    });
  const inside = names.length === 0 ? 'nothing' : names.slice(0, 3).map(shown).join(', ');
  return new InputError(`${shown(ref)} is no archive of an image: it has no manifest.json and no index.json (in it: ${inside})`, { input: ref, expected });
}

export function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, ''));
  } catch {
    return null; // the caller says which document is broken
  }
}

/** Where a path leads, over the links of the archive. */
function real({ links }: Archive, path: string): string {
  let at = path;
  for (let hops = 0; hops < 8; hops += 1) {
    const next = links.get(at);
    if (next === undefined) break;
    at = next;
  }
  return at;
}

function fromDocker(archive: Archive, images: readonly unknown[], wish: Wish, warnings: Warnings): ChosenImage | null {
  const usable = images.filter(isObject).flatMap((image) => {
    const path = archivePath(textOf(image['Config']));
    const bytes = path === null ? undefined : archive.documents.get(real(archive, path));
    const config = bytes === undefined ? null : parse(bytes);
    if (path === null || bytes === undefined || !isObject(config)) return [];
    const sources = objectOf(image['LayerSources']);
    return [{ path, bytes, config, tags: listOf(image['RepoTags']).map(textOf), layers: listOf(image['Layers']).map(textOf), sources }];
  });
  const wanted = wish.ref.replace(/^docker\.io\/(library\/)?/, '');
  const named = usable.find(
    ({ path, tags }) => tags.some((tag) => tag === wanted || tag === `${wanted}:latest`) || (wanted.length >= 12 && path.includes(wanted.replace(/^sha256:/, ''))),
  );
  const image = named ?? usable[0];
  if (image === undefined) return null;
  if (usable.length > 1 && named === undefined) {
    const others = usable.map(({ tags, path }) => tags[0] ?? path);
    warnings.add(
      'several-images',
      `the archive holds ${usable.length} images, none of them is called ${shown(wish.ref)}; this is the first of ${others.slice(0, 5).map(shown).join(', ')}`,
    );
  }
  return {
    configPath: image.path,
    configBytes: image.bytes,
    config: image.config,
    layers: image.layers.map((path) => ({ path: real(archive, archivePath(path) ?? path), mediaType: null, digest: null })),
  };
}

const blobPath = (digest: string): string => `blobs/${digest.replace(':', '/')}`;

interface Candidate {
  manifest: Json;
  config: Json;
  configPath: string;
  configBytes: Buffer;
  platform: string;
  names: string[];
}

function fromOci(archive: Archive, top: Json, wish: Wish, warnings: Warnings): ChosenImage | null {
  const found: Candidate[] = [];
  const absent: string[] = [];
  const queue: { index: Json; names: string[] }[] = [{ index: top, names: [] }];
  const seen = new Set<string>();
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const entry of listOf(next.index['manifests']).filter(isObject)) {
      const digest = textOf(entry['digest']);
      const annotations = objectOf(entry['annotations']);
      // What BuildKit adds about how it was built is no image.
      if (annotations['vnd.docker.reference.type'] === 'attestation-manifest' || seen.has(digest) || seen.size >= MAX_INDEXES * 16) continue;
      seen.add(digest);
      const names = [...next.names, ...['org.opencontainers.image.ref.name', 'io.containerd.image.name'].map((key) => textOf(annotations[key]))].filter((name) => name !== '');
      const bytes = archive.documents.get(real(archive, blobPath(digest)));
      const claimed = objectOf(entry['platform']);
      const document = bytes === undefined ? null : parse(bytes);
      if (!isObject(document)) {
        absent.push(platformName(textOf(claimed['os']) || 'unknown', textOf(claimed['architecture']) || 'unknown', textOf(claimed['variant'])));
        continue;
      }
      if (Array.isArray(document['manifests'])) {
        if (queue.length < MAX_INDEXES) queue.push({ index: document, names });
        continue;
      }
      const configPath = blobPath(textOf(objectOf(document['config'])['digest']));
      const configBytes = archive.documents.get(real(archive, configPath));
      const config = configBytes === undefined ? null : parse(configBytes);
      if (configBytes === undefined || !isObject(config)) continue;
      const says = { ...config, ...claimed };
      const platform = platformName(textOf(says['os']) || 'unknown', textOf(says['architecture']) || 'unknown', textOf(says['variant']));
      if (platform.startsWith('unknown/')) continue;
      found.push({ manifest: document, config, configPath, configBytes, platform, names });
    }
  }
  const called = found.filter(({ names }) => names.some((name) => name === wish.ref || name.endsWith(`/${wish.ref}`) || wish.ref.endsWith(`:${name}`)));
  const among = called.length > 0 ? called : found;
  const wanted = wish.platforms.map((platform) => among.find((candidate) => platformMatches(candidate.platform, platform))).find((candidate) => candidate !== undefined);
  const chosen = wanted ?? among[0];
  if (chosen === undefined) return null;
  if (among.length > 1) {
    const others = among.filter((candidate) => candidate !== chosen).map(({ platform }) => platform);
    warnings.add(
      'several-platforms',
      `the archive holds the image for ${among.length} platforms; this is ${chosen.platform}, the others are ${[...new Set(others)].slice(0, 12).join(', ')}`,
    );
  }
  if (absent.length > 0) warnings.add('platform-absent', `the index names images that are not in the archive: ${[...new Set(absent)].slice(0, 12).join(', ')}`);
  return {
    configPath: chosen.configPath,
    configBytes: chosen.configBytes,
    config: chosen.config,
    layers: listOf(chosen.manifest['layers'])
      .map(objectOf)
      .map((layer) => {
        const digest = textOf(layer['digest']);
        return { path: real(archive, blobPath(digest)), mediaType: textOf(layer['mediaType']) || null, digest };
      }),
  };
}
