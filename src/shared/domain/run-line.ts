// A run in one line, and a cell followed over runs by its key.
import { z } from 'zod';
import { cellSchema, isoTime, STATES } from './run.ts';

const int = z.number().int().nonnegative();

/** A run in one line: what lists show of it. */
export const runLineSchema = z.object({
  id: z.string(),
  state: z.enum(STATES),
  startedAt: isoTime,
  endedAt: isoTime.nullable(),
  cells: int,
  green: int,
  red: int,
  grey: int,
  /** Cells that are over; the others stand in `grey` until they are. */
  ended: int,
  /** `local`, or the name of the bundle it was imported from. */
  origin: z.string(),
});
export type RunLine = z.infer<typeof runLineSchema>;

/** A cell of one key in one run. */
export const historyEntrySchema = z.object({ run: runLineSchema, cell: cellSchema });
export type HistoryEntry = z.infer<typeof historyEntrySchema>;
