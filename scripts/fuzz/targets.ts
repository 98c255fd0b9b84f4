// What can be fuzzed: one line per parser.
import type { FuzzTarget } from './types.ts';

export const TARGETS: Record<string, () => Promise<FuzzTarget>> = {
  elf: async () => (await import('./elf.ts')).elfTarget,
};
