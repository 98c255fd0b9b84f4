// Work that takes its time: progress on stderr, the first interrupt cancels it, the second leaves. Used by every command that is no run.
import type { Api } from '../shared/api/contract.ts';
import { EXIT } from './exit.ts';
import { Progress } from './progress.ts';
import type { Shell } from './shell.ts';

export async function longWork<T>(shell: Shell, api: Pick<Api, 'on'>, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const done = new AbortController();
  const stop = new AbortController();
  const progress = new Progress(shell.io, { total: 0 });
  api.on('lab', (event) => progress.event(event), { signal: done.signal });
  shell.io.onInterrupt(() => (stop.signal.aborted ? shell.io.leave(EXIT.interrupted) : stop.abort()), done.signal);
  try {
    return await work(stop.signal);
  } finally {
    progress.end();
    done.abort();
  }
}
