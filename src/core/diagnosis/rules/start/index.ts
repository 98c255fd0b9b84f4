// Why what was built does not start: machine, loader, libraries, permissions, image.
import type { Rule } from '../../types.ts';

export const START_RULES: readonly Rule[] = [];
