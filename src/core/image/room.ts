// The image room: indexes of local images, read once and kept; archives on disk; one file out of an image. Made by the workbench, asked by audits, by the
// judgement whether a binary runs, and by cells.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { errorText, InputError } from '../../shared/domain/errors.ts';
import type { LocalImage } from '../../shared/domain/image.ts';
import { ImageUnavailableError, type Engine } from '../engine/types.ts';
import { fileErrorCode, fileErrorWhy } from '../file-errors.ts';
import { createIndexCache } from './cache.ts';
import { emptyIndex } from './empty.ts';
import { extractFile } from './extract.ts';
import { IMAGE_LIMITS } from './limits.ts';
import { readImage } from './read.ts';
import { createSharedReads } from './shared-read.ts';
import { createTakenFiles, type SharedFile } from './taken-files.ts';
import type { Entry, ImageIndex } from './types.ts';
import { viewOf, type IndexView } from './view.ts';
import { shown } from './warnings.ts';

export interface ReadProgress {
  readBytes: number;
  /** The engine's own figure for the image; the archive is a little bigger. Null where it is not known. */
  totalBytes: number | null;
}

export interface AskOptions {
  signal?: AbortSignal;
  progress?: (progress: ReadProgress) => void;
}

export interface IndexAnswer {
  index: ImageIndex;
  /** True where nothing was read from the engine: the index was known by the image's id. */
  cached: boolean;
  /** Bytes of the archive that were read; 0 where it was cached. */
  readBytes: number;
  tookNs: number;
}

export interface FileAnswer {
  /** Its real path in the image. */
  path: string;
  entry: Entry;
  content: Buffer<ArrayBuffer>;
  /** The file is longer than what was asked for at most. */
  truncated: boolean;
}

export interface ImageRoom {
  /** Rejects with ImageUnavailableError where the engine does not have it, InputError where its archive is no image, CancelledError. */
  index(engine: Engine, ref: string, options?: AskOptions): Promise<IndexAnswer>;
  /** An archive on disk: of `docker save`, or a tar of an OCI layout, compressed or not. Rejects with InputError where it is none. */
  archive(file: string, options?: AskOptions & { platform?: string }): Promise<IndexAnswer>;
  /** One file of an image, links followed. Rejects with InputError where there is no file at that path; at most `maxBytes` (512 MB) of it. */
  file(engine: Engine, ref: string, path: string, options?: { signal?: AbortSignal; maxBytes?: number }): Promise<FileAnswer>;
  /** The same of an archive on disk. */
  fileOf(archive: string, path: string, options?: { signal?: AbortSignal; maxBytes?: number; platform?: string }): Promise<FileAnswer>;
  list(engine: Engine): Promise<LocalImage[]>;
}

export interface ImageRoomOptions {
  /** Where indexes are kept; made when the first one is written. */
  cacheFolder: string;
  /** Bytes of it, the longest unused going first. */
  cacheBytes?: number;
}

const CACHE_BYTES = 1024 * 1024 * 1024;
const IN_MEMORY = 4;
const MAX_FILE = 512 * 1024 * 1024;

interface Read {
  index: IndexView;
  cached: boolean;
  readBytes: number;
}

export function createImageRoom(options: ImageRoomOptions): ImageRoom {
  const cache = createIndexCache(options.cacheFolder, { maxBytes: options.cacheBytes ?? CACHE_BYTES, inMemory: IN_MEMORY });
  const reads = createSharedReads<Read, ReadProgress>();
  const taken = createTakenFiles();

  const inspect = async (engine: Engine, ref: string): Promise<NonNullable<Awaited<ReturnType<Engine['inspectImage']>>>> => {
    const image = await engine.inspectImage(ref);
    if (image === null) throw new ImageUnavailableError(`there is no image ${shown(ref)} on the engine`, 'not-found');
    return image;
  };

  const known = async (engine: Engine, ref: string, { signal, progress }: AskOptions): Promise<Read> => {
    const image = await inspect(engine, ref);
    const read = async (stop: AbortSignal, onProgress: (progress: ReadProgress) => void): Promise<Read> => {
      const cached = await cache.get(image.id, ref);
      if (cached !== null) return { index: cached, cached: true, readBytes: 0 };
      let readBytes = 0;
      // By its id: a tag may move to another image between two questions.
      const stream = await engine.saveImage(image.id, { signal: stop }).catch((error: unknown) => {
        if (/empty export/i.test(errorText(error))) return null;
        throw error;
      });
      if (stream === null) return { index: emptyIndex(ref, image), cached: false, readBytes: 0 };
      const index = await readImage(stream, {
        ref,
        signal: stop,
        onProgress: (said) => {
          ({ readBytes } = said);
          onProgress({ readBytes, totalBytes: image.bytes });
        },
      });
      await cache.put(image.id, index);
      return { index, cached: false, readBytes };
    };
    const answer = await reads.ask(`${engine.endpoint.host} ${image.id}`, read, { ...(signal && { signal }), ...(progress && { onProgress: progress }) });
    // Whoever asked first gave it its name.
    return answer.index.ref === ref ? answer : { ...answer, index: viewOf({ ...answer.index.facts, ref }, answer.index.frozen) };
  };

  const timed = async (work: () => Promise<Read>): Promise<IndexAnswer & { index: IndexView }> => {
    const begun = process.hrtime.bigint();
    const read = await work();
    return { ...read, tookNs: Number(process.hrtime.bigint() - begun) };
  };

  const archive = (file: string, { signal, progress, platform }: AskOptions & { platform?: string }): Promise<IndexAnswer & { index: IndexView }> =>
    timed(async () => {
      const { size: totalBytes } = await statOf(file);
      let readBytes = 0;
      const onProgress = (said: { readBytes: number }): void => {
        ({ readBytes } = said);
        progress?.({ readBytes, totalBytes });
      };
      const index = await readImage(open(file), { ref: file, onProgress, ...(signal && { signal }), ...(platform !== undefined && { platform }) }).catch((error: unknown) => {
        throw notReadable(file, error);
      });
      return { index, cached: false, readBytes };
    });

  const contentOf = async (
    index: IndexView,
    path: string,
    stream: () => Promise<Readable> | Readable,
    { signal, maxBytes }: { signal: AbortSignal; maxBytes: number },
  ): Promise<SharedFile> => {
    const found = index.resolve(path);
    const no = (why: string): InputError => new InputError(`${shown(path)} in ${shown(index.ref)}: ${why}`, { input: path, expected: 'the path of a file in the image' });
    if (!found.found)
      throw no(found.why === 'absent' ? `there is no ${shown(found.at)}` : found.why === 'loop' ? `too many links, at ${shown(found.at)}` : `${shown(found.at)} is no folder`);
    if (found.entry.kind !== 'file') throw no(`it is a ${found.entry.kind}, not a file`);
    const { entry } = found;
    const place = index.place(found.path);
    const layer = place === null ? undefined : index.layers[place.layer];
    if (entry.size === 0) return { path: found.path, entry, content: new Uint8Array(0), truncated: false };
    if (place === null || layer === undefined) throw no('its layer is not known');
    const limits = { maxBytes, inflateLimit: IMAGE_LIMITS.layerBytes, signal };
    const content = await extractFile(await stream(), { blob: layer.blob, path: place.path, size: entry.size }, limits);
    if (content === null) throw no('its content is not in the archive as the index has it: it is stored with holes, or the layer is damaged');
    return { path: found.path, entry, content, truncated: content.length < entry.size };
  };

  return {
    index: (engine, ref, ask = {}) => timed(() => known(engine, ref, ask)),
    archive: (file, ask = {}) => archive(file, ask),
    async file(engine, ref, path, ask = {}) {
      const { id } = await inspect(engine, ref);
      const maxBytes = ask.maxBytes ?? MAX_FILE;
      const read = async (signal: AbortSignal): Promise<SharedFile> => {
        const { index } = await known(engine, ref, { signal });
        return contentOf(index, path, () => engine.saveImage(id, { signal }), { signal, maxBytes });
      };
      return taken.take(JSON.stringify([engine.endpoint.host, id, maxBytes, path]), read, ask.signal);
    },
    async fileOf(file, path, { signal: asker, maxBytes = MAX_FILE, platform } = {}) {
      const { size, mtimeMs } = await statOf(file);
      const read = async (signal: AbortSignal): Promise<SharedFile> => {
        const { index } = await archive(file, { signal, ...(platform !== undefined && { platform }) });
        return contentOf(index, path, () => open(file), { signal, maxBytes });
      };
      return taken.take(JSON.stringify([file, size, mtimeMs, platform, maxBytes, path]), read, asker);
    },
    list: (engine) => engine.localImages(),
  };
}

const open = (file: string): Readable => createReadStream(file, { highWaterMark: 1024 * 1024 });

const EXPECTED = 'an archive of `docker save`, or a tar of an OCI image layout';

/** What the file system refuses is bad input; everything else passes through. */
const notReadable = (file: string, error: unknown): unknown =>
  /^E[A-Z]+$/.test(fileErrorCode(error)) ? new InputError(`${shown(file)}: ${fileErrorWhy(error)}`, { input: file, expected: EXPECTED }) : error;

/** Size and time of a regular file; anything else is bad input, said in words. A fifo would wait for its writer for ever. */
async function statOf(file: string): Promise<{ size: number; mtimeMs: number }> {
  let found;
  try {
    found = await stat(file);
  } catch (error) {
    throw notReadable(file, error);
  }
  if (found.isDirectory())
    throw new InputError(`${shown(file)} is a folder; make a tar of an OCI layout first: tar -C ${shown(file)} -cf image.tar .`, { input: file, expected: EXPECTED });
  if (!found.isFile()) throw new InputError(`${shown(file)} is no regular file`, { input: file, expected: EXPECTED });
  return found;
}
