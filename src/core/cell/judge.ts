// Before the start: will this artefact run in this run image on this host? After it: was that right? The first use of the verdict in a cell's life.
import { CancelledError, EngineUnavailableError, errorText } from '../../shared/domain/errors.ts';
import type { Cell } from '../../shared/domain/run.ts';
import type { HostFacts, Judgement, Verdict } from '../../shared/domain/verdict.ts';
import { envOf } from '../image/env.ts';
import type { BlobRef } from '../store/types.ts';
import type { RunImage } from '../toolchain/types.ts';
import { agrees, judge, whatHappened } from '../verdict/index.ts';
import type { CellSpec } from '../matrix/types.ts';
import { APP } from './launch.ts';
import type { CellRoom } from './types.ts';

/** As the program is put into its container. */
const APP_MODE = 0o755;

/** What is judged is looked at while the build goes on: an index is read once per image, and a large one takes seconds. */
export interface LookedAt {
  image: ReturnType<CellRoom['lookInto']>;
  host: Promise<HostFacts>;
}

export function lookAt(room: CellRoom, image: RunImage): LookedAt {
  const looked = { image: room.lookInto(image), host: room.host() };
  for (const promise of Object.values(looked)) promise.catch(() => undefined); // told to who awaits it, also when the build fails and nobody does
  return looked;
}

/** A reason instead of a verdict where the image can't be read: that costs evidence, and no cell. Rejects when the cell is cancelled or the engine gone. */
export async function judgeStart(room: CellRoom, spec: CellSpec, looked: LookedAt, artefact: BlobRef): Promise<Verdict | { unread: string }> {
  try {
    const file = room.store.blobFile(artefact.sha256);
    if (file === null) throw new Error(`the stored content ${artefact.sha256.slice(0, 12)}… is gone before it was read`);
    const [{ index }, host, binary] = await Promise.all([
      looked.image,
      looked.host,
      room.workers.run('elf.judged', { source: { kind: 'blob', file }, name: APP }, { signal: room.signal }),
    ]);
    return judge({ ...binary, image: index, host, at: APP, mode: APP_MODE, env: { ...envOf(index.config), ...spec.run.env } });
  } catch (error) {
    if (error instanceof CancelledError || error instanceof EngineUnavailableError || room.signal.aborted) throw error;
    return { unread: errorText(error) };
  }
}

/** The judgement as it stands in the cell before the start. */
export const judgementOf = ({ runs, cause, reason }: Verdict): Judgement => ({ runs, cause, reason, agrees: null });

/** Compares it with what happened; leaves it alone where nothing was started, or the end tells nothing of the start. */
export function compareJudgement(cell: Cell, stderr: string): void {
  if (!cell.judgement || cell.outcome === null) return;
  const happened = whatHappened({ outcome: cell.outcome, code: cell.exit?.code ?? null, signal: cell.exit?.signal ?? null, error: cell.exit?.error ?? null, stderr });
  cell.judgement.agrees = agrees(cell.judgement.runs, happened);
}
