// image.checklist as the api has it: the engine and its toolchains by the request, progress as events.
import type { ElfDetail } from '../../shared/domain/elf-detail.ts';
import type { LabEvent } from '../../shared/domain/documents.ts';
import type { Engine } from '../engine/types.ts';
import type { ImageIndex } from '../image/types.ts';
import type { EngineRequest, Hands } from '../lab/hands.ts';
import type { Handlers } from '../procedures.ts';
import { progressTo } from '../toolchain/procedures.ts';
import type { JudgedBinary } from '../workers/tasks.ts';
import type { WorkerPool } from '../workers/pool.ts';
import { makeChecklist, type ChecklistParts } from './make.ts';

export interface ChecklistRoomOptions {
  hands: Hands;
  workers: WorkerPool;
  emit: (event: LabEvent) => void;
  /** The index of a local image; the image room keeps it. */
  index(engine: Engine, image: string, signal: AbortSignal): Promise<ImageIndex>;
  /** One file out of a local image; null where there is none of that path. */
  fileInImage(request: EngineRequest & { image: string; path: string }, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer> | null>;
}

/** What the largest binary of a sane size takes on a slow machine; a hostile one ends here. */
const READ_MS = 60_000;

export function checklistProcedures({ hands, workers, emit, index, fileInImage }: ChecklistRoomOptions): Pick<Handlers, 'image.checklist'> {
  const progress = progressTo(emit);
  return {
    'image.checklist': async ({ image, start, seconds, ...request }, { signal }) => {
      const engine = await hands.engine(request);
      const toolchains = await hands.toolchains(request, 'auto');
      const parts: ChecklistParts = {
        index: (ref) => index(engine, ref, signal),
        async binary(ref, path) {
          const bytes = await fileInImage({ ...request, image: ref, path }, signal);
          if (bytes === null) return null;
          return readForChecklist(workers, bytes, `${ref}:${path}`, signal);
        },
      };
      return makeChecklist({ engine, toolchains, progress, signal }, parts, { image, start, seconds });
    },
  };
}

/** In a worker, as hostile bytes are read. */
export async function readForChecklist(
  workers: WorkerPool,
  bytes: Uint8Array<ArrayBuffer>,
  name: string,
  signal: AbortSignal,
): Promise<JudgedBinary & { properties: ElfDetail['properties'] }> {
  const source = { kind: 'bytes', bytes } as const;
  const judged = await workers.run('elf.judged', { source, name }, { signal, timeoutMs: READ_MS });
  if (judged.elf.format !== 'elf') return { ...judged, properties: null };
  const { detail } = await workers.run('elf.read', { source, name, parts: ['properties'] }, { signal, timeoutMs: READ_MS });
  return { ...judged, properties: detail.properties };
}
