// Every rule, in no order: findings are ranked by what they stand on.
import type { Rule } from '../types.ts';
import { BUILD_RULES } from './build/index.ts';
import { GO_RULES } from './go/index.ts';
import { RUNTIME_RULES } from './runtime/index.ts';
import { START_RULES } from './start/index.ts';
import { TRACE_RULES } from './trace/index.ts';

export const RULES: readonly Rule[] = [...START_RULES, ...BUILD_RULES, ...GO_RULES, ...RUNTIME_RULES, ...TRACE_RULES];
