// What the worker is given to explain.
import type { Explain } from '../../shared/domain/explain.ts';
import type { CaseInput } from '../diagnosis/index.ts';
import type { LogName } from '../diagnosis/types.ts';
import type { BlobFile } from '../store/blob-file.ts';

/** A log where it is: a file that is streamed, a stored blob, or text that was pasted. `name` is how the user called the file. */
export type LogSource = { kind: 'file'; path: string; name: string } | { kind: 'blob'; file: BlobFile } | { kind: 'text'; text: string };

export interface ExplainTask extends Omit<CaseInput, 'logs'> {
  logs: readonly { log: LogName; source: LogSource }[];
  /** A trace that was handed in as a file: what the program wrote in it is a log too. */
  traced?: { path: string; name: string } | null;
}

export type Explained = Explain;
