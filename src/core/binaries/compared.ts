// The parts that the difference of two binaries stands on.
import type { ElfPart } from '../../shared/domain/elf-detail.ts';

export const COMPARED_PARTS: readonly ElfPart[] = ['versions', 'symbols', 'go', 'hardening', 'sizes'];
