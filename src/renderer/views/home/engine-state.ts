// What one line says of the container engine, from what the doctor found.
import type { Doctor } from '../../../shared/domain/documents.ts';

export interface EngineState {
  /** `ready`; `attention`: it works, and something should be done; `unusable`: nothing can be built before something is done. */
  look: 'ready' | 'attention' | 'unusable';
  /** What to do something about first; null where there is nothing. */
  problem: Doctor['problems'][number] | null;
  /** Errors and warnings in all, `problem` among them. */
  problems: number;
  /** Platforms beside the native one whose programs run here; null: not known. */
  emulated: readonly string[] | null;
}

export function engineState({ engine, emulators, problems }: Pick<Doctor, 'engine' | 'emulators' | 'problems'>): EngineState {
  const grave = problems.filter(({ level }) => level !== 'info');
  const error = grave.find(({ level }) => level === 'error') ?? null;
  const problem = error ?? grave[0] ?? null;
  return {
    look: engine === null || error !== null ? 'unusable' : problem === null ? 'ready' : 'attention',
    problem,
    problems: grave.length,
    // Without the F flag the kernel looks for the interpreter inside the container, where it is not.
    emulated: emulators === null ? null : emulators.flatMap(({ enabled, flags, platform }) => (enabled && flags.includes('F') && platform !== null ? [platform] : [])),
  };
}
