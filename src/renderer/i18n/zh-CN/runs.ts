// Texts of the runs view.
import type { runs as en } from '../en/runs.ts';
import type { SameKeys } from '../same-keys.ts';

export const runs: SameKeys<typeof en> = {};
