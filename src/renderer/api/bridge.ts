// The api over Electron's IPC, through the bridge that src/preload put on the window.
import type { Bridge } from '../../shared/api/bridge.ts';
import { checkEvent, checkInput, checkOutput, isEvent } from '../../shared/api/check.ts';
import type { Api } from '../../shared/api/contract.ts';
import { callAnswerSchema } from '../../shared/api/http.ts';
import { decodeError, DisconnectedError } from '../../shared/api/wire-errors.ts';
import { CancelledError } from '../../shared/domain/errors.ts';
import { createFanOut, type Connection } from './connection.ts';

export function createBridgeApi(bridge: Bridge): Api & Connection {
  const events = createFanOut();
  let last = 0;
  const stop = bridge.onEvent((name, value) => {
    if (isEvent(name)) events.emit(name, checkEvent(name, value));
  });
  const stopConnection = bridge.onConnection((open) => events.setConnected(open));
  events.setConnected(true);
  return {
    async call(name, input, { signal } = {}) {
      if (signal?.aborted === true) throw new CancelledError();
      last += 1;
      const id = last;
      const cancel = (): void => bridge.cancel(id);
      signal?.addEventListener('abort', cancel, { once: true });
      try {
        const answer = callAnswerSchema.safeParse(await bridge.call(id, name, checkInput(name, input)));
        if (!answer.success) throw new DisconnectedError(`the main process answered ${name} with something that is no answer of the api`);
        if (!answer.data.ok) throw decodeError(answer.data.error);
        return checkOutput(name, answer.data.value);
      } finally {
        signal?.removeEventListener('abort', cancel);
      }
    },
    on: events.on,
    connection: events.connection,
    close() {
      stop();
      stopConnection();
    },
  };
}
