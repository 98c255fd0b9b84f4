// A run that was started here, followed to its end: `run`, `rerun` and `rerun --fix`.
import type { LabEvent } from '../../shared/domain/documents.ts';
import type { Run } from '../../shared/domain/run.ts';
import { EXIT } from '../exit.ts';
import type { OpenedApi } from '../io.ts';
import { Progress } from '../progress.ts';
import type { Shell } from '../shell.ts';
import type { LiveOptions } from './options.ts';

/** Starts, shows how far it is, and lets an interrupt cancel; answers when the run has ended. */
export async function followToEnd(
  shell: Shell,
  api: OpenedApi,
  options: Pick<LiveOptions, 'events'>,
  start: (signal: AbortSignal) => Promise<{ id: string; cells: number }>,
): Promise<{ ended: Run; interrupted: boolean }> {
  const { io } = shell;
  const over = new AbortController();
  const early: LabEvent[] = [];
  let id: string | null = null;
  let interrupted = false;
  const progress = new Progress(io, { total: 0 });
  const starting = new AbortController();

  const take = (event: LabEvent): void => {
    if (event.run !== null && event.run !== id) return;
    if (options.events === true) io.out(`${JSON.stringify(event)}\n`);
    progress.event(event);
  };
  // Heard from the first moment; the run's id is known only when start has answered.
  api.on('lab', (event) => (id === null ? early.push(event) : take(event)), { signal: over.signal });

  const cancel = async (): Promise<void> => {
    if (id !== null) await api.call('run.cancel', { run: id });
    else starting.abort();
  };
  let cancelling: Promise<void> | null = null;
  io.onInterrupt((why) => {
    if (interrupted) {
      progress.end();
      io.leave(EXIT.interrupted);
      return;
    }
    interrupted = true;
    progress.note(why === 'SIGINT' ? 'cancelling: what is finished is kept (Ctrl-C again leaves at once)' : `cancelling (${why}): what is finished is kept`);
    cancelling = cancel();
    // Looked at below, after the wait; until then a rejection must not count as unhandled.
    cancelling.catch(() => undefined);
  }, over.signal);

  let ended: Run;
  try {
    shell.work = { what: 'the run', state: 'asked', look: 'cgoscope runs' };
    const started = await start(starting.signal);
    id = started.id;
    shell.work = { what: `run ${id}`, state: 'running', look: `cgoscope show ${id}` };
    for (const event of early.splice(0)) take(event);
    progress.cells((await api.call('run.get', { run: id })).cells);
    // An interrupt while it started may have come too late to stop the start: then the run is there, and is what must end.
    if (starting.signal.aborted) cancelling = cancel();
    ended = await api.call('run.wait', { run: id });
    shell.work.state = 'ended';
    if (cancelling !== null) await cancelling;
  } finally {
    progress.end();
    over.abort();
  }
  return { ended, interrupted };
}
