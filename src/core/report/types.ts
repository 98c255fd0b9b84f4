// The face of the report room: one run, everything known of its cells, and what was taken out of it.
import type { Show } from '../../shared/domain/documents.ts';
import type { ProofDocument } from '../../shared/domain/explain.ts';
import type { StoredRun } from '../store/types.ts';

export interface ReportInput {
  run: StoredRun;
  /** One for each cell of the run, in its order. */
  shows: Show[];
  /** Fixes of its cells that were tried, where what came of them is at hand. */
  proofs?: ProofDocument[];
  /** Tool versions, engine, host, as they were when it ran. */
  environment: Record<string, string>;
  /** What the redaction took out, by kind, with counts. */
  redacted: Record<string, number>;
}

export type ReportFormat = 'html' | 'md' | 'json';
export type Renderer = (input: ReportInput) => string;
