// What can be fuzzed: one line per parser.
import type { FuzzTarget } from './types.ts';

export const TARGETS: Record<string, () => Promise<FuzzTarget>> = {
  image: async () => (await import('./image.ts')).imageTarget,
  elf: async () => (await import('./elf.ts')).elfTarget,
  strace: async () => (await import('./strace.ts')).straceTarget,
  log: async () => (await import('./log.ts')).logTarget,
};
