// Texts of the run view.
import type { run as en } from '../en/run.ts';
import type { SameKeys } from '../same-keys.ts';

export const run: SameKeys<typeof en> = {};
