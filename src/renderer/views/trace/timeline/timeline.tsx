// What happened when, task by task, on a canvas.
import type { ReactNode } from 'react';
import type { TraceSource } from '../../../../shared/api/contract.ts';

export interface TimelineProps {
  source: TraceSource;
  filter: string;
  noise: boolean;
  /** An event (from 1) is to be opened. */
  onPick: (event: number) => void;
}

export function Timeline(_props: TimelineProps): ReactNode {
  return null;
}
