// `RUN/CELL#FIX`: which fix of which cell a run tries. It stands in the run's purpose and in `fixOf` of its cells.

export interface FixReference {
  run: string;
  cell: number;
  fix: string;
}

export const fixReference = ({ run, cell, fix }: FixReference): string => `${run}/${cell}#${fix}`;

const REFERENCE = /^([0-9A-Z]{26})\/(\d{1,7})#(.+)$/s;

/** Null for every other text. */
export function parseFixReference(text: string | null | undefined): FixReference | null {
  const [, run, cell, fix] = REFERENCE.exec(text ?? '') ?? [];
  return run === undefined || cell === undefined || fix === undefined ? null : { run, cell: Number(cell), fix };
}

/** What `fixOf` of a run's cells says. */
export const fixOfPurpose = (purpose: string | null | undefined): string | null => (parseFixReference(purpose) === null ? null : (purpose ?? null));
