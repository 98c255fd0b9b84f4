// What every look at one trace is given.
import type { TraceSource } from '../../../shared/api/contract.ts';
import type { TraceDetail } from '../../../shared/domain/trace-detail.ts';
import type { TraceState } from './state.ts';

export interface LookProps {
  source: TraceSource;
  /** What the log is, without any part of it; of the filter that stands. */
  detail: TraceDetail;
  state: TraceState;
  /** Changes the address. `push`: "back" leads here. */
  change: (change: Partial<TraceState>, options?: { push?: boolean }) => void;
}
