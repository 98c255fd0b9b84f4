// What follows from the facts of an image: every rule asked, errors first.
import type { ImageFinding } from '../../../shared/domain/image.ts';
import { capped } from './evidence.ts';
import type { Examined } from './facts/index.ts';
import { isLinux } from './platform.ts';
import { ANY_SYSTEM, RULES } from './rules/index.ts';

const LEVELS: readonly ImageFinding['level'][] = ['error', 'warning', 'info'];

export const findingsOf = (examined: Examined): ImageFinding[] =>
  (isLinux(examined.facts.config.platform) ? RULES : ANY_SYSTEM)
    .flatMap(({ id, look }): ImageFinding[] => {
      const found = look(examined);
      if (found === null) return [];
      const evidence = found.evidence.map((one) => ({ ...one, text: capped(one.text) }));
      return [{ id, ...found, title: capped(found.title), detail: capped(found.detail, 1_500), evidence }];
    })
    .sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
