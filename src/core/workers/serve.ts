// The worker's side of the pool: does the tasks it is sent, several at a time where they give way to each other. Called by the entry work.ts.
import type { MessagePort } from 'node:worker_threads';
import { plainError } from './errors.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import type { TaskProgress } from './tasks.ts';

type AnyTask = (input: unknown, signal: AbortSignal, tell: (said: TaskProgress) => void) => unknown;

/** Serves until the port closes. */
export function serveTasks(port: MessagePort, tasks: ReadonlyMap<string, AnyTask>): void {
  const going = new Map<number, AbortController>();
  port.on('message', (message: ToWorker) => {
    if ('cancel' in message) {
      going.get(message.cancel)?.abort();
      return;
    }
    const { id, name, input } = message;
    const stop = new AbortController();
    going.set(id, stop);
    const work = async (): Promise<unknown> => {
      const task = tasks.get(name);
      if (task === undefined) throw new Error(`no task is called ${name}`);
      return task(input, stop.signal, (progress) => port.postMessage({ id, progress } satisfies FromWorker));
    };
    work()
      .then(
        (value): FromWorker => ({ id, value }),
        (error: unknown): FromWorker => ({ id, error: plainError(error) }),
      )
      .then((answer) => {
        going.delete(id);
        port.postMessage(answer);
      })
      .catch((error: unknown) => {
        // an answer that can't be sent
        port.postMessage({ id, error: plainError(error) } satisfies FromWorker);
      });
  });
}
