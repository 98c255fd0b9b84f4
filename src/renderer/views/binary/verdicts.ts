// The judgement of one binary against many images, asked for image by image: each row of the map stands as soon as it is known.
import { useQueries, useQueryClient } from '@tanstack/react-query';
import type { Binary, ProcedureOutput } from '../../../shared/api/contract.ts';
import { errorText } from '../../../shared/domain/errors.ts';
import type { CheckId, CheckResult, Verdict } from '../../../shared/domain/verdict.ts';
import { callKey, useApi } from '../../api/client.tsx';

/** Images that are read at the same time: reading one is work for the engine's disk. */
const AT_ONCE = 2;

export type Judged = { state: 'waiting' } | { state: 'judging' } | { state: 'failed'; reason: string } | { state: 'judged'; verdict: Verdict };

const inputOf = (binary: Binary, ref: string) => ({ binary, images: [ref] });

/** One for each of `refs`, in their order. `first` is judged before all others (somebody looks at it); without `all`, it alone: others are known where they were judged before. */
export function useVerdicts(binary: Binary, refs: readonly string[], first: string, all: boolean): Judged[] {
  const api = useApi();
  const client = useQueryClient();
  const isOpen = (ref: string): boolean => {
    const status = client.getQueryState(callKey('elf.against', inputOf(binary, ref)))?.status;
    return status !== 'success' && status !== 'error';
  };
  const waiting = refs.filter((ref) => ref !== first && all && isOpen(ref));
  const now = new Set([...(refs.includes(first) && isOpen(first) ? [first] : []), ...waiting].slice(0, AT_ONCE));
  const queries = refs.map((ref) => {
    const queryKey = callKey('elf.against', inputOf(binary, ref));
    return {
      queryKey,
      queryFn: ({ signal }: { signal: AbortSignal }): Promise<ProcedureOutput<'elf.against'>> => api.call('elf.against', inputOf(binary, ref), { signal }),
      enabled: now.has(ref),
    };
  });
  return useQueries({ queries }).map((result): Judged => {
    if (result.data !== undefined) return judgedOf(result.data);
    if (result.isError) return { state: 'failed', reason: errorText(result.error) };
    return { state: result.fetchStatus === 'fetching' ? 'judging' : 'waiting' };
  });
}

function judgedOf({ verdicts, failed }: ProcedureOutput<'elf.against'>): Judged {
  const verdict = verdicts[0];
  if (verdict !== undefined) return { state: 'judged', verdict };
  return { state: 'failed', reason: failed[0]?.reason ?? 'no answer' };
}

export const checkOf = (verdict: Verdict, id: CheckId): CheckResult | null => verdict.checks.find((check) => check.id === id) ?? null;

export interface Tally {
  yes: number;
  no: number;
  unknown: number;
  failed: number;
}

export function tallyOf(judged: readonly Judged[]): Tally {
  const tally: Tally = { yes: 0, no: 0, unknown: 0, failed: 0 };
  for (const one of judged)
    if (one.state === 'failed') tally.failed += 1;
    else if (one.state === 'judged') tally[one.verdict.runs] += 1;
  return tally;
}
