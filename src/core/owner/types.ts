// The face of the owner room: one process per data folder owns it and serves the others.
import type { EventName, EventValue, ProcedureName, ProcedureOutput, ProcedureParsed, Api } from '../../shared/api/contract.ts';

/** Who calls. `gone` aborts when the client's connection ends, however it ends. */
export interface Client {
  id: string;
  gone: AbortSignal;
}

export interface CallContext {
  /** Aborts when the caller cancels this call, or vanishes. */
  signal: AbortSignal;
  client: Client;
}

/** What the owner implements: {@link Api} with the knowledge of who calls. Input has been checked; output will be. */
export interface ServedApi {
  call<N extends ProcedureName>(name: N, input: ProcedureParsed<N>, context: CallContext): Promise<ProcedureOutput<N>>;
  /** Calls the listener for every event until `signal` aborts. */
  on<N extends EventName>(name: N, listener: (value: EventValue<N>) => void, options: { signal: AbortSignal }): void;
}

/** An api with an end. */
export interface ConnectedApi extends Api {
  /** Who serves it. */
  readonly owner: { id: string; pid: number; build: string };
  /** Aborts when the connection has ended, by either side. */
  readonly gone: AbortSignal;
  /** Asks the owner to end, because another build wants to take over; it does when it is idle and nobody else is connected. Resolves to whether it does. */
  retire(): Promise<boolean>;
  /** Resolves when the connection has ended. */
  close(): Promise<void>;
}

/** What a living owner says of itself in `owner.json`. */
export interface OwnerInfo {
  owner: string;
  pid: number;
  socket: string;
  startedAt: string;
}
