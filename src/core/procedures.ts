// The procedures of the api as functions, and the check at their boundary. Rooms export theirs; workbench.ts puts them together.
import { InputError } from '../shared/domain/errors.ts';
import { checkInput, checkOutput } from '../shared/api/check.ts';
import type { ProcedureName, ProcedureOutput, ProcedureParsed } from '../shared/api/contract.ts';

export interface CallContext {
  signal: AbortSignal;
  /** Who asks, over a socket; null inside this process. */
  client: { id: string; gone: AbortSignal } | null;
}

export type Handler<N extends ProcedureName> = (input: ProcedureParsed<N>, context: CallContext) => Promise<ProcedureOutput<N>>;
export type Handlers = { [N in ProcedureName]: Handler<N> };

/** Checks the input, calls, checks the output: in both directions nothing crosses that the contract does not name. */
export async function callHandler<N extends ProcedureName>(handlers: Partial<Handlers>, name: N, input: unknown, context: CallContext): Promise<ProcedureOutput<N>> {
  const handler = handlers[name];
  if (handler === undefined) throw new InputError(`${name} can't be done by a reader of the data folder`, { input: name, expected: 'the owner of the data folder' });
  return checkOutput(name, await handler(checkInput(name, input), context));
}

/** Work that is not cut off when the process is asked to end: it counts as busy until its answer is there. Runs say so by themselves. */
const WHOLE: readonly ProcedureName[] = ['toolchain.build', 'toolchain.remove', 'doctor.fix', 'clean.run', 'bundle.import', 'bundle.export'];

/** Calls as {@link callHandler}, and knows whether something goes on that must not be cut. */
export function createCaller(handlers: Partial<Handlers>): {
  call<N extends ProcedureName>(name: N, input: unknown, context: CallContext): Promise<ProcedureOutput<N>>;
  busy(): boolean;
} {
  let whole = 0;
  return {
    async call(name, input, context) {
      const counts = WHOLE.includes(name);
      if (counts) whole += 1;
      try {
        return await callHandler(handlers, name, input, context);
      } finally {
        if (counts) whole -= 1;
      }
    },
    busy: () => whole > 0,
  };
}
