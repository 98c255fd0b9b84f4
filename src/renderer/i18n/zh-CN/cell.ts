// Texts of the cell view.
import type { cell as en } from '../en/cell.ts';
import type { SameKeys } from '../same-keys.ts';

export const cell: SameKeys<typeof en> = {};
