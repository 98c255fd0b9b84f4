// elf.against: one binary, any number of images, a judgement each. The binary is read in a worker, the images by their index, the host once; nothing is started.
import { stat } from 'node:fs/promises';
import type { Binary } from '../../shared/api/contract.ts';
import { errorText, EngineUnavailableError, InputError } from '../../shared/domain/errors.ts';
import type { HostFacts, Against } from '../../shared/domain/verdict.ts';
import { findBinary, transferOf } from '../binaries/index.ts';
import type { EngineRequest, Hands } from '../lab/hands.ts';
import type { Handlers } from '../procedures.ts';
import type { Store } from '../store/types.ts';
import type { Progress } from '../toolchain/types.ts';
import { judge } from '../verdict/index.ts';
import type { WorkerPool } from '../workers/pool.ts';
import { envOf } from './env.ts';
import { fileInImage } from './one-file.ts';
import { openImage } from './procedures.ts';
import { sayReading } from './reading.ts';
import type { ImageRoom } from './room.ts';

export interface AgainstOptions {
  hands: Pick<Hands, 'engine' | 'helperImage'>;
  store: Pick<Store, 'getRun' | 'getEvidence' | 'blobFile'>;
  workers: WorkerPool;
  room(): Promise<ImageRoom>;
  /** Told while an image is read for the first time. */
  progress: Progress;
}

/** As the binary stands in an image that a Dockerfile copies it into. */
const AT = '/app';
const READ_MS = 60_000;

export function againstProcedures({ hands, store, workers, progress, ...options }: AgainstOptions): Pick<Handlers, 'elf.against'> {
  return {
    'elf.against': async ({ binary, name, images, ...request }, { signal }) => {
      const opened = await options.room();
      const found = await findBinary(binary, { store, fileInImage: (image, path) => fileInImage(opened, hands, { image, path, ...request }, signal) });
      const judged = await workers.run('elf.judged', { source: found.source, name: name ?? found.name }, { signal, timeoutMs: READ_MS, transfer: transferOf(found.source) });
      const mode = await modeOf(binary, opened, hands, request, signal);
      const host = await hostOf(hands, request, images);
      const verdicts: Against['verdicts'] = [];
      const failed: Against['failed'] = [];
      for (const image of images) {
        try {
          const { index } = await openImage(opened, hands, image, request, { signal, progress: sayReading(progress, image) });
          verdicts.push(judge({ ...judged, mode, image: index, host, at: binary.kind === 'image' ? binary.path : AT, env: envOf(index.config) }));
        } catch (error) {
          // One image that is not there says nothing of the others; an engine that is gone, or an end, says it of all.
          if (!(error instanceof InputError)) throw error;
          failed.push({ ref: image, reason: errorText(error) });
        }
      }
      return { schema: 'cgoscope/against@0', elf: judged.elf, verdicts, failed };
    },
  };
}

/** Where only archives are asked for, no engine is needed, and nothing is known of a host then. */
export async function hostOf(hands: AgainstOptions['hands'], request: EngineRequest, images: readonly string[]): Promise<HostFacts | null> {
  try {
    const engine = await hands.engine(request);
    const { readHostFacts } = await import('../engine/index.ts');
    return await readHostFacts(engine, await hands.helperImage(request));
  } catch (error) {
    if (error instanceof EngineUnavailableError && images.every((image) => image.startsWith('/'))) return null;
    throw error;
  }
}

/** Permission bits that a copy would keep; an artefact of a cell is given 0755. Null where the file system knows no execute bit. */
export async function modeOf(binary: Binary, room: ImageRoom, hands: AgainstOptions['hands'], request: EngineRequest, signal: AbortSignal): Promise<number | null> {
  switch (binary.kind) {
    case 'cell':
      return 0o755;
    case 'file':
      return process.platform === 'win32' ? null : (await stat(binary.path)).mode & 0o7777;
    case 'image': {
      const resolved = (await openImage(room, hands, binary.image, request, { signal })).index.resolve(binary.path);
      return resolved.found ? resolved.entry.mode : null;
    }
  }
}
