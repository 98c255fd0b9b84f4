// Parts of a trace that are summed up when they are looked at; the ones of the filter before stay until the new are there.
import type { UseQueryResult } from '@tanstack/react-query';
import type { ProcedureOutput } from '../../../../shared/api/contract.ts';
import type { TracePart } from '../../../../shared/domain/trace-detail.ts';
import { useCall } from '../../../api/client.tsx';
import type { LookProps } from '../look-props.ts';

/** Rows of a part that are asked for; what is beyond is said. */
export const MOST_ROWS = 5_000;

export const useParts = (
  { source, filter, state }: Pick<LookProps, 'source' | 'filter' | 'state'>,
  parts: TracePart[],
  limit = MOST_ROWS,
): UseQueryResult<ProcedureOutput<'trace.detail'>> => useCall('trace.detail', { source, filter, noise: state.noise, parts, limit }, { keep: true });
