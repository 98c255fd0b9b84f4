// One measurement from its plan to its last sample: the image, a container for each shape of network, the lines as they come.
import { CancelledError, errorText } from '../../../shared/domain/errors.ts';
import type { DnsSample } from '../../../shared/domain/dns.ts';
import type { Engine, TarFile } from '../../engine/types.ts';
import { placeOf } from './addresses.ts';
import { KNOWN_DELAYS_MS } from './calibration.ts';
import { BYTES_A_JOB, drive, startLabContainer, type LabContainer } from './container.ts';
import type { ReadLine } from './lines.ts';
import { JOBS, samplesOf, SHAPES, type Pair, type PlanInput, type Planned, type Shape } from './plan.ts';
import type { LabLine } from './protocol.ts';
import { failedSample, sampleOf } from './sample.ts';
import type { ReadProgram } from './subjects/program.ts';

export interface Execution {
  engine: Engine;
  image: string;
  run: string;
  pairs: readonly Pair[];
  input: PlanInput;
  programs: readonly ReadProgram[];
  signal: AbortSignal;
  /** Containers and probes are there: samples begin. */
  onReady(): void;
  onSample(sample: DnsSample): void;
  onCalibration(line: Extract<LabLine, { type: 'calibration' }>): void;
}

/** Where the lab's program looks for programs of the user's. */
const PROGRAMS = 'lab/programs';

function programFiles(programs: readonly ReadProgram[]): TarFile[] {
  if (programs.length === 0) return [];
  return [
    { name: PROGRAMS, type: 'directory', mode: 0o755 },
    ...programs.map(({ name, content }): TarFile => ({ name: `${PROGRAMS}/${name}`, type: 'file', mode: 0o755, content })),
  ];
}

/** How many processes at once the engine's memory allows; half of it is left to others. */
export const jobsFor = (samples: number, memoryBytes: number): number => Math.max(1, Math.min(JOBS, samples, Math.floor(memoryBytes / 2 / BYTES_A_JOB)));

/** Resolves when every sample is told; leaves nothing on the engine, however it ends. Rejects with CancelledError or an Error that says what went wrong. */
export async function execute(execution: Execution): Promise<void> {
  const { engine, pairs, signal } = execution;
  const { memoryBytes } = await engine.info();
  const shapes = SHAPES.filter((shape) => pairs.some((pair) => pair.shape === shape));
  const failed = new AbortController();
  const both = AbortSignal.any([signal, failed.signal]);
  let waiting = shapes.length;
  const ready = (): void => {
    waiting -= 1;
    if (waiting === 0) execution.onReady();
  };
  const results = await Promise.allSettled(
    shapes.map(async (shape) => {
      try {
        await ofShape(shape, execution, memoryBytes, both, ready);
      } catch (error) {
        failed.abort(); // the others are of no use without this one, and the first error is the one that tells
        throw error;
      }
    }),
  );
  if (signal.aborted) throw new CancelledError();
  const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  const telling = reasons.find((reason) => !(reason instanceof CancelledError)) ?? reasons[0];
  if (telling !== undefined) throw telling instanceof Error ? telling : new Error(errorText(telling));
}

async function ofShape(shape: Shape, execution: Execution, memoryBytes: number, signal: AbortSignal, ready: () => void): Promise<void> {
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

async function driven(container: LabContainer, planned: readonly Planned[], execution: Execution, jobs: number, ready: () => void): Promise<void> {
  const { engine, signal } = execution;
  const left = new Map(planned.map((each) => [each.sample.id, each]));
  const onLine = (line: ReadLine): void => {
    switch (line.type) {
      case 'ready':
        ready();
        return;
      case 'sample':
      case 'failed': {
        const of = left.get(line.id);
        if (of === undefined) return; // told twice: the first counts
        left.delete(line.id);
        execution.onSample(line.type === 'failed' ? failedSample(placeOfSample(of), 'failed', line.reason) : sampleOf(placeOfSample(of), line, knownOf(of, execution)));
        return;
      }
      case 'calibration':
        execution.onCalibration(line);
        return;
      case 'started':
      case 'zero':
      case 'end':
        return;
    }
  };
  await drive({ engine, container, signal, onLine }, { samples: planned.map(({ sample }) => sample), jobs, calibration: KNOWN_DELAYS_MS });
  for (const of of left.values()) execution.onSample(failedSample(placeOfSample(of), 'failed', "the lab's program ended without a word about it"));
}

const placeOfSample = ({ pair, round }: Planned): { scenario: number; subject: number; round: number } => ({ scenario: pair.scenario, subject: pair.subject, round });

/** What is known of the process that a sample was: does it tell of its lookups, what is it linked with, how many servers could see its packets. */
function knownOf({ pair, sample }: Planned, { input }: Execution): Parameters<typeof sampleOf>[2] {
  const listening = pair.schedules.filter((schedule) => placeOf(schedule) === 'loopback' && schedule[0]?.fault.name !== 'closed').length;
  if (typeof sample.subject !== 'string') return { asked: false, libc: input.subjects[pair.subject]?.program?.libc ?? null, listening };
  return { asked: true, libc: sample.subject.endsWith('-glibc') ? 'glibc' : sample.subject.endsWith('-musl') ? 'musl' : null, listening };
}
