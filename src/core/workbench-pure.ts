// The procedures that need neither a data folder nor an engine, for a shell that wants nothing else: it is answered before a workbench would be open.
import type { ProcedureInput, ProcedureOutput } from '../shared/api/contract.ts';
import { predictionProcedures } from './dns/procedures.ts';
import { callHandler } from './procedures.ts';

export type PureProcedure = keyof ReturnType<typeof predictionProcedures>;

/** As the api's `call`: input and output are checked against the contract. Throws what the procedure throws. */
export async function callPure<N extends PureProcedure>(name: N, input: ProcedureInput<N>, signal = new AbortController().signal): Promise<ProcedureOutput<N>> {
  return callHandler(predictionProcedures(), name, input, { signal, client: null });
}
