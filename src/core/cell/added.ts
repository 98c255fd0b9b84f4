// Files that a change puts into the container of a program before its start: as text, or as they stand in a run image of ours.
import { posix } from 'node:path';
import { UnsupportedError, errorText } from '../../shared/domain/errors.ts';
import { unpackFiles } from '../engine/index.ts';
import type { Engine, TarFile } from '../engine/types.ts';
import type { RunImage } from '../toolchain/types.ts';

/** A CA bundle has 200 kB, a zoneinfo folder 1,800 entries; a libc with its locales stays below this too. */
const LIMITS = { entries: 20_000, bytes: 128 << 20 };

const below = (path: string): string => path.replace(/^\/+/, '');

/** The text of a change as a file below `/`, for everyone to read. */
export const textFile = (path: string, content: string): TarFile => ({ name: below(path), mode: 0o644, type: 'file', content: Buffer.from(content) });

/**
 * A file, or a folder whole, of an image, as entries below `/`; read from the tar of a container that is never started. Rejects with UnsupportedError where
 * the image has no such path.
 */
export async function filesOfImage(engine: Engine, run: string, image: RunImage, path: string): Promise<TarFile[]> {
  const id = await engine.createContainer({ image: image.digest, role: 'run', run, argv: ['/none'], network: 'none' });
  try {
    const file = await engine.getFile(id, path, LIMITS.bytes); // follows links
    if (file !== null) {
      if (file.truncated) throw new UnsupportedError(`${path} of the run image ${image.base} is too large to be put into another`);
      return [{ name: below(path), mode: 0o644, type: 'file', content: file.content }];
    }
    const stream = await engine.getTar(id, path);
    if (stream === null) throw new UnsupportedError(`the run image ${image.base} for ${image.platform} has no ${path}`);
    const parent = below(posix.dirname(path));
    const entries = await unpackFiles(stream, LIMITS).catch((error: unknown) => {
      throw new UnsupportedError(`${path} of the run image ${image.base} can't be put into another: ${errorText(error)}`);
    });
    return entries.map((entry) => ({ ...entry, name: parent === '' ? entry.name : `${parent}/${entry.name}` }));
  } finally {
    await engine.removeContainer(id);
  }
}
