// Why C does not compile or link, and what a link leaves behind.
import type { Rule } from '../../types.ts';

export const BUILD_RULES: readonly Rule[] = [];
