// Texts of the matrix view.
import type { matrix as en } from '../en/matrix.ts';
import type { SameKeys } from '../same-keys.ts';

export const matrix: SameKeys<typeof en> = {};
