// Samples driven through the lab's program in one container: each as it comes, and a word for those that it said nothing of.
import type { DnsSample } from '../../../shared/domain/dns.ts';
import type { Engine, TarFile } from '../../engine/types.ts';
import { placeOf } from './addresses.ts';
import { KNOWN_DELAYS_MS } from './calibration.ts';
import { drive, type LabContainer } from './container.ts';
import type { ReadLine } from './lines.ts';
import type { Pair, PlanInput, Planned } from './plan.ts';
import type { LabLine } from './protocol.ts';
import { failedSample, sampleOf, type SampleOf } from './sample.ts';
import type { ReadProgram } from './subjects/program.ts';

/** What an image of the user's does when every name server is healthy: what the fault costs is the difference. */
export interface Baseline {
  scenario: number;
  subject: number;
  sample: DnsSample;
}

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
  onBaseline(baseline: Baseline): void;
  /** What the engine made of Dns settings. */
  onNote(text: string): void;
}

/** Where the lab's program looks for programs of the user's. */
const PROGRAMS = 'lab/programs';

export function programFiles(programs: readonly ReadProgram[]): TarFile[] {
  if (programs.length === 0) return [];
  return [
    { name: PROGRAMS, type: 'directory', mode: 0o755 },
    ...programs.map(({ name, content }): TarFile => ({ name: `${PROGRAMS}/${name}`, type: 'file', mode: 0o755, content })),
  ];
}

/** Resolves when every sample was told to `onSample`. Rejects as {@link drive} does. */
export async function driven(container: LabContainer, planned: readonly Planned[], execution: Execution, jobs: number, ready: () => void): Promise<void> {
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

export const placeOfSample = ({ pair, round }: Pick<Planned, 'pair' | 'round'>): SampleOf => ({ scenario: pair.scenario, subject: pair.subject, round });

/** What is known of the process that a sample was: does it tell of its lookups, what is it linked with, how many servers could see its packets. */
export function knownOf({ pair, sample }: Pick<Planned, 'pair' | 'sample'>, { input }: Pick<Execution, 'input'>): Parameters<typeof sampleOf>[2] {
  const listening = pair.schedules.filter((schedule) => placeOf(schedule) === 'loopback' && schedule[0]?.fault.name !== 'closed').length;
  const { forwarded } = pair;
  const oldServers = sample.servers.length - (pair.recovery?.servers.addresses.length ?? 0);
  if (typeof sample.subject !== 'string') return { asked: false, libc: input.subjects[pair.subject]?.program?.libc ?? null, listening, forwarded, oldServers };
  return { asked: true, libc: sample.subject.endsWith('-glibc') ? 'glibc' : sample.subject.endsWith('-musl') ? 'musl' : null, listening, forwarded, oldServers };
}
