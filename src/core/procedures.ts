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
