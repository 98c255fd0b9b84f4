// What a running program lacks: kernel, certificates, time zones, users, names.
import type { Rule } from '../../types.ts';

export const RUNTIME_RULES: readonly Rule[] = [];
