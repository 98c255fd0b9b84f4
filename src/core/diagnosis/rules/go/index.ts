// What Go and its modules say: constraints, cgo off, versions, caches, compile errors, and what is no failure.
import type { Rule } from '../../types.ts';

export const GO_RULES: readonly Rule[] = [];
