// What the workbench says of the draft while one types: asked a moment after the last letter, the last answer kept until the next is there.
import { useMemo, useState } from 'react';
import type { ProcedureInput, ProcedureName, ProcedureOutput } from '../../../shared/api/contract.ts';
import { parseFault } from '../../../shared/domain/dns-faults.ts';
import { PREDICTED_APIS, type DnsScenario } from '../../../shared/domain/dns.ts';
import { InputError } from '../../../shared/domain/errors.ts';
import { useCall } from '../../api/client.tsx';
import { useSettled } from '../../ui/use-settled.ts';
import type { Draft, ResolverChoice } from './draft.ts';

const SETTLE_MS = 140;
/** Answers to what was typed on the way are of no use later. */
const KEEP_MS = 5_000;

export interface Asked {
  scenario: DnsScenario;
  resolvers: ResolverChoice[];
}

/** Scenario and resolvers of the draft once they have stayed so for a moment; the same object while they say the same. */
export function useAsked(draft: Draft): Asked {
  const text = useSettled(JSON.stringify({ scenario: { ...draft.scenario, title: '' }, resolvers: draft.resolvers }), SETTLE_MS);
  return useMemo(() => JSON.parse(text) as Asked, [text]); // it was made of one above
}

export interface Answer<T> {
  /** The last that there was; of another question where `stale`. */
  data: T | null;
  stale: boolean;
  error: Error | null;
  again: () => void;
}

/** As `useCall`, but the last good answer stays, also under an error. */
export function useAnswer<N extends ProcedureName>(name: N, input: ProcedureInput<N>, enabled = true): Answer<ProcedureOutput<N>> {
  const call = useCall(name, input, { enabled, keep: true, keepFor: KEEP_MS });
  const [last, setLast] = useState<ProcedureOutput<N> | null>(null);
  if (call.data !== undefined && call.data !== last) setLast(call.data);
  const data = call.data ?? last;
  const stale = call.isPlaceholderData || (call.data === undefined && last !== null);
  const error = call.isError ? call.error : null;
  const { refetch } = call;
  // The same object while it says the same: what shows it is not drawn again for every letter that is typed.
  return useMemo(() => ({ data, stale, error, again: () => void refetch() }), [data, stale, error, refetch]);
}

/** Why a fault can't be read; null: it can. */
export function faultError(text: string): string | null {
  try {
    parseFault(text);
    return null;
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

export const isPredicted = (scenario: Pick<DnsScenario, 'api'>): boolean => PREDICTED_APIS.some((api) => api === scenario.api);
export const faultsHold = (scenario: Pick<DnsScenario, 'servers'>): boolean => scenario.servers.every(({ fault }) => faultError(fault) === null);
