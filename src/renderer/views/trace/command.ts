// The command line that shows the same of a trace.
import type { TraceSource } from '../../../shared/api/contract.ts';
import type { TraceLook } from '../../app/routes.ts';
import { tracePlace } from './which.ts';

/** A trace as the commands of `cgoscope trace` take it: a path, RUN/CELL, or a recording. */
const sourceWord = (source: TraceSource): string => tracePlace(source);

/** What a look shows beyond the sums, as `trace --show` takes it. */
const SHOWN: Partial<Record<TraceLook, string>> = {
  summary: 'calls,errors,gaps,deciding',
  files: 'files',
  addresses: 'addresses,dns',
  processes: 'tasks',
  searched: 'sought',
};

/** argv after `cgoscope`. */
export function commandOf(source: TraceSource, look: TraceLook, filter: string, noise: boolean): string[] {
  const parts = SHOWN[look];
  return [
    'trace',
    sourceWord(source),
    ...(filter === '' || look === 'raw' ? [] : ['--filter', filter]),
    ...(noise ? ['--noise'] : []),
    ...(parts === undefined ? ['--events'] : ['--show', parts]),
  ];
}
