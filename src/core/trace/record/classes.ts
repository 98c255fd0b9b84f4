// Classes of calls as strace names them (strace(1), "Filtering"). Pure.
import type { TraceClass } from '../../../shared/domain/trace-detail.ts';

/** What `-e trace=` takes; null: every call. */
export const callsOf = (classes: readonly TraceClass[]): string | null => (classes.includes('all') ? null : [...new Set(classes)].map((each) => `%${each}`).join(','));
