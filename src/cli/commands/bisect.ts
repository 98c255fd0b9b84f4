// `bisect RUN/CELL`: the one step between a green cell and a red one.
import { CancelledError, InputError } from '../../shared/domain/errors.ts';
import type { Bisect } from '../../shared/domain/explain.ts';
import { shown } from '../../shared/domain/text.ts';
import { EXIT } from '../exit.ts';
import { Progress } from '../progress.ts';
import type { Shell } from '../shell.ts';
import { bisectLines } from '../text/bisect.ts';
import { targetOf, type EngineOptions, type FailOn } from './options.ts';

export async function bisect(shell: Shell, target: string, options: EngineOptions & { against?: string; failOn?: FailOn }): Promise<void> {
  const { io } = shell;
  for (const each of [target, options.against])
    if (each !== undefined && targetOf(each).cell === null)
      throw new InputError(`"${shown(each)}" names a run; a bisect is between two cells`, { input: each, expected: 'RUN/CELL' });
  const api = await shell.api(true);
  shell.work = { what: 'the bisect', state: 'asked', look: 'cgoscope runs' };
  const { id } = await api.call('bisect.start', { red: target, green: options.against ?? null, endpoint: options.endpoint ?? null, env: shell.env });
  shell.work = { what: `the bisect of ${target}`, state: 'running', look: 'cgoscope runs' };
  const over = new AbortController();
  const progress = new Progress(io, { total: null });
  const told = new Set<number>();
  const tell = (document: Bisect): void => {
    for (const { number, change, outcome, cell } of document.steps)
      if (cell !== null && !told.has(number)) {
        told.add(number);
        progress.note(`step ${number} of ${document.steps.length - 1}: ${shown(change)}: ${shown(outcome ?? '?')}`);
      }
  };
  api.on(
    'lab',
    (event) => {
      progress.event(event);
      // A step has ended: what it came to is asked for. That it can't be told now does no harm, the whole is told at the end.
      if (event.type === 'run' && event.state === 'done') void api.call('bisect.get', { id }).then(tell, () => undefined);
    },
    { signal: over.signal },
  );
  let interrupts = 0;
  io.onInterrupt(() => {
    interrupts += 1;
    if (interrupts > 1) return io.leave(EXIT.interrupted);
    progress.note('cancelling: what was found so far is kept');
    // A cancel that fails leaves the wait below, which says how it ended.
    void api.call('bisect.cancel', { id }).catch(() => undefined);
  }, over.signal);
  let document: Bisect;
  try {
    document = await api.call('bisect.get', { id, wait: true });
    shell.work.state = 'ended';
  } finally {
    progress.end();
    over.abort();
  }
  if (options.json === true) shell.document(document);
  else shell.say(bisectLines(document, shell.paint, io.columns()));
  if (document.state === 'interrupted' && interrupts === 0) throw new CancelledError(document.why);
  if (document.state !== 'done') shell.code = EXIT.interrupted;
  else if (options.failOn === 'red' && document.step !== null) shell.code = EXIT.red;
}
