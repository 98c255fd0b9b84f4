// The files of a set merged into one log: kept in a file beside the indexes where that is worth it, else in memory. Called by opened.ts, by the export, and by who
// explains a trace.
import path from 'node:path';
import { InputError } from '../../../shared/domain/errors.ts';
import { shown } from '../../../shared/domain/text.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import { breather } from '../../breather.ts';
import { bytesSource, mergeSet, planSet, type SetPlan } from '../../evidence/index.ts';
import { openFile, type OpenSource } from '../../file-source.ts';
import { keptFiles } from '../../kept-files.ts';
import type { OpenOptions } from '../types.ts';
import type { TraceSet } from './find.ts';

/** Of the kept logs together, in bytes. */
const KEPT_BYTES = 4_000_000_000;
const FORMAT = 1;
/** Of a merged log: what is read of a log at all, less the last piece. */
const MOST_MERGED = 1_999_000_000;
/** In memory. */
const MOST_HELD = 1_000_000_000;
const TOLD = 16 << 20;

export interface MergedLog {
  source: OpenSource;
  plan: SetPlan;
  inMemory: boolean;
  /** A sentence where the set is longer than is read. */
  cut: string | null;
}

export interface KeptMerged {
  /** The merged log as it was kept; null. The caller closes it. */
  get(key: string): Promise<OpenSource | null>;
  /** Merges the set anew, into a file where there is room. Rejects with InputError for what is no set, CancelledError after an abort. */
  merge(set: TraceSet, key: string, options: OpenOptions): Promise<MergedLog>;
}

/** `kept`: folder of kept indexes; null: everything stays in memory. */
export function keptMerged(kept: string | null, maxBytes: number = KEPT_BYTES): KeptMerged {
  const files = kept === null ? null : keptFiles(path.join(kept, 'sets'), { format: FORMAT, maxBytes });
  const open = async (key: string): Promise<OpenSource | null> => (await files?.get(key, (file) => Promise.resolve(openFile(file, file)))) ?? null;
  return {
    get: open,
    async merge(set, key, options) {
      const plan = await planned(set, options.signal);
      let failure: unknown = null;
      let cut = false;
      const pieces = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
        try {
          cut = yield* merging(set, plan, options);
        } catch (error) {
          failure = error;
          throw error;
        }
      };
      const sentence = (): string | null =>
        cut ? `the files of the set have ${formatBytes(set.bytes)}; the first ${formatBytes(MOST_MERGED)} of the merged log were read; the rest is left out` : null;
      if (files !== null && (await files.put(key, () => Promise.resolve(pieces())))) {
        const source = await open(key);
        if (source !== null) return { source, plan, inMemory: false, cut: sentence() };
      }
      if (failure !== null) throw failure instanceof Error ? failure : new Error('the files could not be merged');
      const held = await whole(set, pieces());
      return { source: held, plan, inMemory: true, cut: sentence() };
    },
  };
}

async function planned(set: TraceSet, signal: AbortSignal): Promise<SetPlan> {
  const breathe = breather(signal);
  const steps = planSet(set.name, set.files);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
    await breathe();
  }
}

async function* merging(set: TraceSet, plan: SetPlan, { signal, tell }: OpenOptions): AsyncGenerator<Uint8Array, boolean, undefined> {
  const breathe = breather(signal);
  const steps = mergeSet(plan, MOST_MERGED);
  let done = 0;
  let told = 0;
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
    yield step.value;
    done += step.value.length;
    if (done - told >= TOLD) {
      told = done;
      tell?.({ doneBytes: Math.min(done, set.bytes), totalBytes: set.bytes });
    }
    await breathe();
  }
}

async function whole(set: TraceSet, pieces: AsyncIterable<Uint8Array>): Promise<OpenSource> {
  const held: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    held.push(piece);
    length = within(set, length + piece.length);
  }
  return { ...bytesSource(Buffer.concat(held, length)), close: () => undefined };
}

function within(set: TraceSet, length: number): number {
  if (length <= MOST_HELD) return length;
  throw new InputError(`the files of ${shown(set.name)} have ${formatBytes(set.bytes)}, and the cache folder has no room for the log that they are merged into`, {
    input: set.name,
    expected: `at most ${formatBytes(MOST_HELD)}, or room in the cache folder`,
  });
}

/** The pieces of a set that is given away as one log. */
export async function* mergedPieces(set: TraceSet, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  yield* merging(set, await planned(set, signal), { signal });
}

/** At once and in memory, for a thread that does nothing else. */
export function mergedAtOnce(set: TraceSet): { source: OpenSource; by: SetPlan['by'] } {
  const plans = planSet(set.name, set.files);
  let plan = plans.next();
  while (plan.done !== true) plan = plans.next();
  const held: Uint8Array[] = [];
  let length = 0;
  for (const piece of mergeSet(plan.value, MOST_MERGED)) {
    held.push(piece);
    length = within(set, length + piece.length);
  }
  return { source: { ...bytesSource(Buffer.concat(held, length)), close: () => undefined }, by: plan.value.by };
}
