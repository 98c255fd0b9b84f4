// What a person may change of the workbench, and what else decides beside it.
import { z } from 'zod';

/** What a person may change of the workbench, stored in the data folder (`settings.json`). */
export const workbenchSettingsSchema = z.object({
  /** Bytes that stored runs may use; the oldest go first. */
  limitBytes: z.number().int().min(100_000_000),
  /** Docker context or endpoint used where none is named; null: the rules of the docker command line. */
  endpoint: z.string().max(4_096).nullable(),
  /** Cells at a time; null: as many as the daemon has processors for. */
  jobs: z.number().int().min(1).max(64).nullable(),
});
export type WorkbenchSettings = z.infer<typeof workbenchSettingsSchema>;

export const settingsViewSchema = z.object({
  /** As stored: a file written by hand may name a smaller limit than a change may. */
  settings: workbenchSettingsSchema.extend({ limitBytes: z.number().int().positive() }),
  defaults: workbenchSettingsSchema,
  /** Where they are stored, and what the environment sets beside them: names, meaning, values without secrets. */
  file: z.string(),
  environment: z.array(z.object({ name: z.string(), value: z.string(), meaning: z.string() })),
  endpoints: z.array(z.object({ name: z.string(), host: z.string() })),
});
export type SettingsView = z.infer<typeof settingsViewSchema>;
