// What a rule of the audit is: what was examined in, what follows from it out. One rule per file, one line in index.ts.
import type { ImageFinding } from '../../../../shared/domain/image.ts';
import type { Examined } from '../facts/index.ts';

export type Found = Omit<ImageFinding, 'id'>;

export interface AuditRule {
  readonly id: string;
  /** Null where there is nothing to say. Without evidence there is no finding. */
  readonly look: (examined: Examined) => Found | null;
}

/** `a, b and 3 more`: names in a sentence. */
export function some(names: readonly string[], most = 3): string {
  const head = names.slice(0, most).join(', ');
  return names.length > most ? `${head} and ${names.length - most} more` : head;
}
