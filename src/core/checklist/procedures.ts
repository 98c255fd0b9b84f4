// image.checklist as the api has it: the engine and its toolchains by the request, the image's index of the image room, progress as events.
import { InputError } from '../../shared/domain/errors.ts';
import { transferOf, type BinarySource } from '../binaries/index.ts';
import type { Engine } from '../engine/types.ts';
import type { ImageRoom } from '../image/index.ts';
import type { Hands } from '../lab/hands.ts';
import type { Handlers } from '../procedures.ts';
import type { Progress } from '../toolchain/types.ts';
import type { WorkerPool } from '../workers/pool.ts';
import { makeChecklist, type ChecklistParts } from './make.ts';

export interface ChecklistProcedureOptions {
  hands: Pick<Hands, 'engine' | 'toolchains'>;
  workers: WorkerPool;
  progress: Progress;
  /** Made at the first question. */
  room: () => Promise<Pick<ImageRoom, 'index' | 'file'>>;
}

/** What the largest binary of a sane size takes on a slow machine; a hostile one ends here. */
const READ_MS = 60_000;

export function checklistProcedures({ hands, workers, progress, room }: ChecklistProcedureOptions): Pick<Handlers, 'image.checklist'> {
  return {
    'image.checklist': async ({ image, start, seconds, ...request }, { signal }) => {
      if (image.startsWith('/'))
        throw new InputError(`${image} is a file: what a host answers is asked by starting, and that needs the image on an engine`, {
          input: image,
          expected: 'an image that is on the engine; `docker load` brings an archive there',
        });
      const engine = await hands.engine(request);
      const toolchains = await hands.toolchains(request, 'auto');
      return makeChecklist({ engine, toolchains, progress, signal }, partsOf(engine, await room(), workers, signal), { image, start, seconds });
    },
  };
}

/** The image's index and its binaries, read in a worker as hostile bytes are. */
export const partsOf = (engine: Engine, images: Pick<ImageRoom, 'index' | 'file'>, workers: WorkerPool, signal: AbortSignal): ChecklistParts => ({
  index: async (image) => (await images.index(engine, image, { signal })).index,
  async binary(image, path) {
    let file;
    try {
      file = await images.file(engine, image, path, { signal });
    } catch (error) {
      if (error instanceof InputError) return null; // no regular file, or its layer is damaged: the items that need it say `unknown`
      throw error;
    }
    if (file.truncated) return null;
    const source: BinarySource = { kind: 'bytes', bytes: file.content };
    return workers.run('elf.judged', { source, name: `${image}:${path}` }, { signal, timeoutMs: READ_MS, transfer: transferOf(source) });
  },
});
