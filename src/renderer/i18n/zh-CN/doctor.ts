// Texts of the doctor view.
import type { doctor as en } from '../en/doctor.ts';
import type { SameKeys } from '../same-keys.ts';

export const doctor: SameKeys<typeof en> = {};
