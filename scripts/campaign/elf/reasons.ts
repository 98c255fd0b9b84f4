// Differences that are not ours: each with the reason why the other's answer is wrong, or another question's. What is listed here and never seen is reported too.
import type { Elf } from '../../../src/shared/domain/elf.ts';
import type { Difference, Others } from './compare.ts';

export interface Seen extends Difference {
  elf: Elf;
  others: Others;
}

export interface Reason {
  id: string;
  why: string;
  when: (seen: Seen) => boolean;
}

export const REASONS: readonly Reason[] = [];
