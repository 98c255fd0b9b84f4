// The config claims one platform, and what starts is of another: the engine believes the config and only the kernel finds out.
import { fromConfig, fromElf } from '../evidence.ts';
import { platformOfElf, runsToo, samePlatform } from '../platform.ts';
import type { Survey } from '../survey.ts';
import type { AuditRule } from './types.ts';

/** Whether anything in it is of the platform that the config claims. */
export const holdsOwn = ({ elves, platform }: Survey): boolean =>
  elves.some(({ elf }) => {
    const own = platformOfElf(elf);
    return own !== null && samePlatform(own, platform);
  });

export const platformLie: AuditRule = {
  id: 'platform-lie',
  look({ facts, survey, start }) {
    if (facts.platformHolds !== false) return null;
    // One wrong program in an image that is otherwise what it says: entrypoint-foreign tells that.
    if (start.problem?.code === 'foreign' && holdsOwn(survey)) return null;
    const claimed = facts.config.platform;
    const told = [start.program, start.runs, facts.shell, ...facts.loaders.map(({ path }) => path), ...facts.machines.flatMap(({ examples }) => examples)];
    for (const path of told) {
      const elf = path === null ? null : survey.index.elf(path);
      if (path === null || elf === null) continue;
      const real = platformOfElf(elf);
      const name = real ?? elf.machine ?? 'an unknown machine';
      if (real !== null && samePlatform(real, claimed)) continue;
      const tolerated = real !== null && runsToo(claimed, real);
      return {
        level: tolerated ? 'warning' : 'error',
        cause: 'arch-mismatch',
        title: `The image says ${claimed}, its programs are for ${name}`,
        detail: tolerated
          ? `Most kernels of ${claimed} run ${name} programs too, but libraries and packages for ${claimed} will not load into them.`
          : `The engine starts it as ${claimed}, and where no emulator for ${name} is registered that ends in "exec format error". Build it for its real platform, or correct the config.`,
        evidence: [fromConfig(`platform ${claimed}`), fromElf(survey.index, path, `${elf.machine ?? 'unknown'}, ${elf.class ?? '?'} bit, ${elf.data ?? '?'}: ${name}`)],
      };
    }
    return null;
  },
};
