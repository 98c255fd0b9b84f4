// Which lines of which log decide how a cell ended. Only places: what stands there is shown as it is, and nothing is concluded from it.
import type { LogMarks, LogStream } from '../../../shared/api/views.ts';
import type { Cell } from '../../../shared/domain/run.ts';

/** The logs to look into, the most telling first. */
export function decidingStreams(cell: Pick<Cell, 'state' | 'outcome' | 'green' | 'stage'>): readonly LogStream[] {
  if (cell.state === 'planned' || cell.state === 'unsupported') return [];
  if (cell.state === 'running') return cell.stage === 'run' || cell.stage === 'trace' ? ['stderr', 'stdout'] : ['build'];
  switch (cell.outcome) {
    case 'build-failed':
      return ['build'];
    case 'start-failed':
      return ['stderr', 'trace'];
    case 'exit':
    case 'signal':
    case 'timed-out':
    case 'oom':
      return ['stderr', 'stdout'];
    case 'pass':
      return ['stdout', 'stderr'];
    case 'not-run':
      return [];
    case null:
      return cell.stage === 'build' ? ['build'] : [];
  }
}

export interface Window {
  /** As `log.read` takes it: negative counts from the end. */
  from: number;
  count: number;
}

const BEFORE = 2;
const AFTER = 7;
const TAIL = 8;

/** Lines around the first error where there is one, else the end of the log: of a build without errors that is nothing. */
export function decidingWindow(stream: LogStream, marks: LogMarks): Window | null {
  if (marks.first !== null) {
    const from = Math.max(1, marks.first - BEFORE);
    return { from, count: marks.first - from + AFTER };
  }
  return stream === 'trace' ? null : { from: -TAIL, count: TAIL };
}
