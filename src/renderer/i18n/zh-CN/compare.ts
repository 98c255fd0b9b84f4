// Texts of the compare view.
import type { compare as en } from '../en/compare.ts';
import type { SameKeys } from '../same-keys.ts';

export const compare: SameKeys<typeof en> = {};
