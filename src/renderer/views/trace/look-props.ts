// What every look at one trace is given.
import type { RefObject } from 'react';
import type { TraceSource } from '../../../shared/api/contract.ts';
import type { TraceDetail, TraceTask } from '../../../shared/domain/trace-detail.ts';
import type { EventGridHandle } from './events/event-grid.tsx';
import type { TraceState } from './state.ts';

export interface LookProps {
  source: TraceSource;
  /** What the log is, without any part of it; of the filter that is asked. */
  detail: TraceDetail;
  /** The filter that is asked: the last one typed that can be read. */
  filter: string;
  state: TraceState;
  /** Changes the address. `push`: "back" leads here. */
  change: (change: Partial<TraceState>, options?: { push?: boolean }) => void;
  /** Puts another filter into the field. `look`: where to see what it leaves. */
  narrow: (filter: string, look?: TraceState['look']) => void;
  /** Opens an event, in the table of events. */
  open: (event: number) => void;
  /** Of the whole trace, by number. Empty until they are read. */
  tasks: ReadonlyMap<number, TraceTask>;
  toFilter: () => void;
  grid: RefObject<EventGridHandle | null>;
}
