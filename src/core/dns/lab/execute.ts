// One measurement from its plan to its last sample: the image, a container for each shape of network, the lines as they come.
import { CancelledError, errorText } from '../../../shared/domain/errors.ts';
import { BYTES_A_JOB, startLabContainer } from './container.ts';
import { driven, programFiles, type Execution } from './driven.ts';
import { isOwn, JOBS, samplesOf, SHAPES, type SharedShape } from './plan.ts';

/** How many processes at once the engine's memory allows; half of it is left to others. */
export const jobsFor = (samples: number, memoryBytes: number): number => Math.max(1, Math.min(JOBS, samples, Math.floor(memoryBytes / 2 / BYTES_A_JOB)));

/** Resolves when every sample is told; leaves nothing on the engine, however it ends. Rejects with CancelledError or an Error that says what went wrong. */
export async function execute(execution: Execution): Promise<void> {
  const { engine, pairs, signal } = execution;
  const { memoryBytes } = await engine.info();
  const shapes = SHAPES.filter((shape) => pairs.some((pair) => pair.shape === shape));
  const failed = new AbortController();
  const both = AbortSignal.any([signal, failed.signal]);
  const hasOwn = pairs.some(isOwn);
  let waiting = shapes.length + (hasOwn ? 1 : 0);
  const ready = (): void => {
    waiting -= 1;
    if (waiting === 0) execution.onReady();
  };
  const guarded = async (work: Promise<void>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      failed.abort(); // the others are of no use without this one, and the first error is the one that tells
      throw error;
    }
  };
  const results = await Promise.allSettled([
    ...shapes.map((shape) => guarded(ofShape(shape, execution, memoryBytes, both, ready))),
    ...(hasOwn ? [guarded(import('./own.ts').then(({ ofOwn }) => ofOwn({ ...execution, signal: both }, memoryBytes, ready)))] : []),
  ]);
  if (signal.aborted) throw new CancelledError();
  const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  const telling = reasons.find((reason) => !(reason instanceof CancelledError)) ?? reasons[0];
  if (telling !== undefined) throw telling instanceof Error ? telling : new Error(errorText(telling));
}

async function ofShape(shape: SharedShape, execution: Execution, memoryBytes: number, signal: AbortSignal, ready: () => void): Promise<void> {
  const { engine, image, run, input, programs } = execution;
  const pairs = execution.pairs.filter((pair) => pair.shape === shape);
  const jobs = jobsFor(pairs.length * input.rounds, memoryBytes);
  if (signal.aborted) throw new CancelledError();
  const container = await startLabContainer({ engine, image, run, shape, jobs, programs: programFiles(programs) });
  // Ended at once when it is cancelled: nothing is waited for that goes on inside.
  const ending = new Promise<void>((resolve, reject) => {
    const end = (): void => void container.end().then(resolve, reject);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
  ending.catch(() => undefined); // looked at below
  try {
    await driven(container, samplesOf(pairs, input, container.subnet), { ...execution, signal }, jobs, ready);
  } finally {
    await (signal.aborted ? ending : container.end());
  }
}
