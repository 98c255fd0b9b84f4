// image.list, image.audit and image.files as the api has them: local images by name or id, archives by absolute path.
import { InputError } from '../../shared/domain/errors.ts';
import { ImageUnavailableError } from '../engine/types.ts';
import type { EngineRequest, Hands } from '../lab/hands.ts';
import type { Handlers } from '../procedures.ts';
import type { Progress } from '../toolchain/types.ts';
import { filesOf } from './files.ts';
import { sayReading } from './reading.ts';
import type { AskOptions, ImageRoom, IndexAnswer } from './room.ts';

export interface ImageProcedureOptions {
  hands: Pick<Hands, 'engine'>;
  /** Made at the first question: most commands need none. */
  room: () => Promise<ImageRoom>;
  /** Told while an image is read for the first time. */
  progress: Progress;
}

export function imageProcedures({ hands, room, progress }: ImageProcedureOptions): Pick<Handlers, 'image.list' | 'image.audit' | 'image.files'> {
  const open = async (image: string, request: EngineRequest, signal: AbortSignal): Promise<IndexAnswer> =>
    openImage(await room(), hands, image, request, { signal, progress: sayReading(progress, image) });
  return {
    'image.list': async (request) => ({ images: await (await room()).list(await hands.engine(request)) }),
    'image.audit': async ({ image, other, ...request }, { signal }) => {
      const { auditInSlices, compareImages } = await import('./audit/index.ts');
      const first = await open(image, request, signal);
      const second = other === null ? null : await open(other, request, signal);
      const audited = await auditInSlices(first.index, signal);
      const compared = second === null ? null : await auditInSlices(second.index, signal);
      const reads = second === null ? [first] : [first, second];
      return {
        schema: 'cgoscope/audit@0',
        ...audited,
        other: compared,
        differences: compared === null ? [] : compareImages(audited.image, compared.image),
        index: {
          cached: reads.every(({ cached }) => cached),
          readBytes: reads.reduce((sum, { readBytes }) => sum + readBytes, 0),
          tookNs: reads.reduce((sum, { tookNs }) => sum + tookNs, 0),
        },
      };
    },
    'image.files': async ({ image, path, ...request }, { signal }) => filesOf((await open(image, request, signal)).index, path),
  };
}

/** The room over this folder, loaded and made when it is first asked for. */
export function imageRoomIn(cacheFolder: string): () => Promise<ImageRoom> {
  let made: Promise<ImageRoom> | null = null;
  return () => (made ??= import('./index.ts').then(({ createImageRoom }) => createImageRoom({ cacheFolder })));
}

/** The index of a local image, or of the archive at an absolute path, for which no engine is asked. Rejects with InputError where there is neither. */
export async function openImage(room: ImageRoom, hands: Pick<Hands, 'engine'>, image: string, request: EngineRequest, ask: AskOptions): Promise<IndexAnswer> {
  if (image.startsWith('/')) return room.archive(image, ask);
  try {
    return await room.index(await hands.engine(request), image, ask);
  } catch (error) {
    if (error instanceof ImageUnavailableError)
      throw new InputError(`${error.message}; \`docker images\` lists those that are, and the path of a .tar of \`docker save\` serves as well`, {
        input: image,
        expected: 'a local image, or the path of an archive of one',
      });
    throw error;
  }
}
