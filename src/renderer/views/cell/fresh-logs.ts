// What the view has read of a cell's logs is old as soon as the cell writes more or moves on. The log viewer reads its pages itself; excerpts and marks are kept answers.
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import type { Cell } from '../../../shared/domain/run.ts';
import { useLogEvents } from '../../api/live.ts';
import { useThrottled } from '../../ui/log/index.ts';

/** Kept answers are read again this often at most. */
const AGAIN_MS = 1_000;
const KEPT = new Set<unknown>(['log.read', 'log.marks', 'log.search']);

const isOf = (input: unknown, run: string, cell: number): boolean =>
  typeof input === 'object' && input !== null && 'run' in input && input.run === run && 'cell' in input && input.cell === cell;

export function useFreshLogs(run: string, cell: Cell): void {
  const client = useQueryClient();
  const { number, stage } = cell;
  const going = cell.state === 'running' || cell.state === 'planned';
  const old = useCallback(() => void client.invalidateQueries({ predicate: ({ queryKey: [name, input] }) => KEPT.has(name) && isOf(input, run, number) }), [client, run, number]);
  const soon = useThrottled(old, AGAIN_MS);
  useLogEvents(run, number, soon);
  // Also when one leaves in the middle: the cell goes on without being looked at.
  useEffect(() => (going ? old : undefined), [going, stage, old]);
}
