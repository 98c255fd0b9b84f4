// Which runs try which fixes right now or since this window was opened, so that one can look elsewhere and come back.
import { create } from 'zustand';

interface Tries {
  /** By {@link tryKey}: the run that tries it. */
  runs: Readonly<Record<string, string>>;
  started: (key: string, run: string) => void;
}

export const tryKey = (run: string, cell: number, fix: string): string => `${run}/${cell}#${fix}`;

export const useTries = create<Tries>((set) => ({
  runs: {},
  started: (key, run) => set(({ runs }) => ({ runs: { ...runs, [key]: run } })),
}));
