// What follows from the facts of an image: every rule asked, errors first.
import type { ImageFinding } from '../../../shared/domain/image.ts';
import type { Examined } from './facts/index.ts';
import { RULES } from './rules/index.ts';

const LEVELS: readonly ImageFinding['level'][] = ['error', 'warning', 'info'];

export const findingsOf = (examined: Examined): ImageFinding[] =>
  RULES.flatMap(({ id, look }): ImageFinding[] => {
    const found = look(examined);
    return found === null ? [] : [{ id, ...found }];
  }).sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
