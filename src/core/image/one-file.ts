// One file out of a local image or an archive of one, as bytes for a parser.
import type { EngineRequest, Hands } from '../lab/hands.ts';
import type { ImageRoom } from './room.ts';

export interface OneFile extends EngineRequest {
  /** A local image, or the absolute path of an archive. */
  image: string;
  /** Absolute, in the image; links are followed. */
  path: string;
}

/** The first 512 MB of the file. Rejects with InputError where there is no such image or file, and as the engine does. */
export async function fileInImage(room: ImageRoom, hands: Pick<Hands, 'engine'>, { image, path, ...request }: OneFile, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const { content } = image.startsWith('/') ? await room.fileOf(image, path, { signal }) : await room.file(await hands.engine(request), image, path, { signal });
  return content;
}
