// A ServedApi as an Api in the same process: for the shell that is the owner itself, and for tests.
import { randomUUID } from 'node:crypto';
import type { Api } from '../../shared/api/contract.ts';
import { checkInput, checkOutput } from '../../shared/api/check.ts';
import type { ServedApi } from './types.ts';

/** Checks in both directions, as the socket does. `gone` tells the implementation that this caller has left. */
export function localApi(served: ServedApi, gone: AbortSignal = new AbortController().signal): Api {
  const client = { id: randomUUID(), gone };
  return {
    call: async (name, input, options = {}) => checkOutput(name, await served.call(name, checkInput(name, input), { signal: options.signal ?? gone, client })),
    on: (name, listener, options) => served.on(name, listener, options),
  };
}
