// The procedures of the api as functions, and the check at their boundary. Rooms export theirs; workbench.ts puts them together.
import type { z } from 'zod';
import { InputError } from '../shared/domain/errors.ts';
import { PROCEDURES, type ProcedureName, type ProcedureOutput } from '../shared/api/contract.ts';

export interface CallContext {
  signal: AbortSignal;
  /** Who asks, over a socket; null inside this process. */
  client: { id: string; gone: AbortSignal } | null;
}

export type Handler<N extends ProcedureName> = (input: z.output<(typeof PROCEDURES)[N]['input']>, context: CallContext) => Promise<ProcedureOutput<N>>;
export type Handlers = { [N in ProcedureName]: Handler<N> };

/** Checks the input, calls, checks the output: in both directions nothing crosses that the contract does not name. */
export async function callHandler<N extends ProcedureName>(handlers: Partial<Handlers>, name: N, input: unknown, context: CallContext): Promise<ProcedureOutput<N>> {
  const handler = handlers[name];
  if (handler === undefined) throw new InputError(`${name} can't be done by a reader of the data folder`, { input: name, expected: 'the owner of the data folder' });
  const contract = PROCEDURES[name];
  const parsed = contract.input.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new InputError(`${name}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong input'}`, { input: name, place: issue?.path.join('.') ?? '' });
  }
  // The contract pairs name, input and output; TypeScript loses that pairing over the union of all names.
  const output = await handler(parsed.data as z.output<(typeof PROCEDURES)[N]['input']>, context);
  return contract.output.parse(output) as ProcedureOutput<N>;
}
