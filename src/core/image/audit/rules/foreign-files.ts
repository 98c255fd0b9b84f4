// ELF files of other machines beside the image's own: wanted in a cross toolchain, a copying mistake elsewhere.
import { fromElf } from '../evidence.ts';
import { platformOfElf, samePlatform } from '../platform.ts';
import { some, type AuditRule } from './types.ts';
import { counted } from '../../../../shared/domain/units.ts';

export const foreignFiles: AuditRule = {
  id: 'foreign-files',
  look({ facts, survey }) {
    if (facts.platformHolds === false) return null; // platform-lie says it
    const claimed = facts.config.platform;
    // Objects and BPF programs are data of compilers and tools, not something that a kernel starts.
    const foreign = survey.elves.filter(({ elf }) => {
      const platform = platformOfElf(elf);
      return platform !== null && !samePlatform(platform, claimed) && (elf.type === 'ET_EXEC' || elf.type === 'ET_DYN');
    });
    if (foreign.length === 0) return null;
    const platforms = [...new Set(foreign.map(({ elf }) => platformOfElf(elf) ?? ''))].sort();
    return {
      level: 'info',
      cause: 'arch-mismatch',
      title: `${counted(foreign.length, 'program or library', 'programs and libraries')} of ${some(platforms)} in an image of ${claimed}`,
      detail: 'Right for a cross toolchain. Anywhere else they were copied from the wrong build: what starts or loads one of them fails.',
      evidence: foreign.slice(0, 5).map(({ path, elf }) => fromElf(survey.index, path, `${elf.machine ?? ''}: ${platformOfElf(elf) ?? ''}`)),
    };
  },
};
