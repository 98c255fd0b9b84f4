// The arrays of initialisers, as linked files and objects name them.
import type { ElfDetail } from '../../../../shared/domain/elf-detail.ts';

export type InitEntry = NonNullable<ElfDetail['init']>['entries'][number];
export const MAX_INIT_ENTRIES = 5000;

export const INIT_ARRAYS = [
  { array: 'preinit', tag: 'DT_PREINIT_ARRAY', sizeTag: 'DT_PREINIT_ARRAYSZ', type: 'SHT_PREINIT_ARRAY' },
  { array: 'init', tag: 'DT_INIT_ARRAY', sizeTag: 'DT_INIT_ARRAYSZ', type: 'SHT_INIT_ARRAY' },
  { array: 'fini', tag: 'DT_FINI_ARRAY', sizeTag: 'DT_FINI_ARRAYSZ', type: 'SHT_FINI_ARRAY' },
] as const;
