// Shapes that only the api speaks of: what a window asks beyond the documents of shared/domain.
import { z } from 'zod';
import { runLineSchema } from '../domain/run-line.ts';

const int = z.number().int().nonnegative();

export { historyEntrySchema, runLineSchema, type HistoryEntry, type RunLine } from '../domain/run-line.ts';
export { settingsViewSchema, workbenchSettingsSchema, type SettingsView, type WorkbenchSettings } from '../domain/settings.ts';

/** A project folder that was run or opened here. */
export const recentProjectSchema = z.object({
  path: z.string(),
  /** The folder's own name. */
  name: z.string(),
  /** False where the folder has gone. */
  exists: z.boolean(),
  runs: int,
  /** Its newest run; null where it was opened and never run. */
  last: runLineSchema.nullable(),
});
export type RecentProject = z.infer<typeof recentProjectSchema>;

/** One folder as a file picker sees it. */
export const folderSchema = z.object({
  path: z.string(),
  parent: z.string().nullable(),
  /** True where it holds a go.mod. */
  module: z.boolean(),
  entries: z.array(
    z.object({
      name: z.string(),
      path: z.string(),
      kind: z.enum(['folder', 'module', 'bundle', 'file']),
    }),
  ),
  /** Entries beyond the first 2,000 are left out. */
  truncated: z.boolean(),
});
export type Folder = z.infer<typeof folderSchema>;

export const LOG_STREAMS = ['build', 'stdout', 'stderr', 'trace'] as const;
export type LogStream = (typeof LOG_STREAMS)[number];

/** Lines of one log of a cell. Lines count from 1 (as findings and `show` count). */
export const logPageSchema = z.object({
  /** Number of the first line given. */
  from: int,
  /** Raw text without its line end; longer than 4,000 characters is cut there. Shown only through `shown`. */
  lines: z.array(z.string()),
  /** Numbers of lines given above that were cut. */
  cut: z.array(int),
  /** Lines and bytes that there are by now. */
  total: int,
  bytes: int,
  /** False while the cell still writes it. */
  complete: z.boolean(),
  /** True where the capture stopped at its limit: the program or build wrote more. */
  truncated: z.boolean(),
});
export type LogPage = z.infer<typeof logPageSchema>;

/** Lines of a log that deserve a reader's eye, as the parser of its kind sees them: never an interpretation of the cause. */
export const logMarksSchema = z.object({
  /** The line to bring into sight first: the first error where there is one. */
  first: int.nullable(),
  marks: z.array(z.object({ line: int, kind: z.enum(['error', 'warning', 'command']) })),
});
export type LogMarks = z.infer<typeof logMarksSchema>;

export const logSearchSchema = z.object({
  /** Where the query was found, in reading order; column and length in UTF-16 units of the line. */
  matches: z.array(z.object({ line: int, column: int, length: int })),
  /** Matches in all; at most 100,000 are counted and `matches` gives the first `limit`. */
  total: int,
  /** True where counting stopped. */
  more: z.boolean(),
});
export type LogSearch = z.infer<typeof logSearchSchema>;

/** Two logs side by side, aligned on lines that are the same without times, addresses and temporary names. */
export const logDiffSchema = z.object({
  rows: z.array(
    z.object({
      kind: z.enum(['same', 'changed', 'only-a', 'only-b', 'skipped']),
      /** Line numbers, from 1; null where this side has none. For `skipped`, the first of `count` equal lines left out. */
      a: int.nullable(),
      b: int.nullable(),
      textA: z.string(),
      textB: z.string(),
      /** Lines this row stands for; 1 but for `skipped`. */
      count: int,
    }),
  ),
  linesA: int,
  linesB: int,
  /** Rows that differ. */
  changes: int,
  /** True where only the first 200,000 lines of a side, or 5,000 rows, were compared. */
  truncated: z.boolean(),
});
export type LogDiff = z.infer<typeof logDiffSchema>;
