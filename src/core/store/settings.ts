// `settings.json` in the data folder: what a person may change of the store.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { errorText, InputError } from '../../shared/domain/errors.ts';
import { codeOf } from './sqlite.ts';

export const settingsSchema = z.looseObject({
  /** Bytes that runs and their evidence may use; retention removes the oldest runs above it. */
  limitBytes: z.number().int().positive().default(20_000_000_000),
});
export type Settings = z.infer<typeof settingsSchema>;

/** The folder's settings, defaults where the file or a key is absent. Throws InputError naming the place in a wrong file. */
export function readSettings(folder: string): Settings {
  const file = join(folder, 'settings.json');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return settingsSchema.parse({});
    throw new InputError(`${file} can't be read: ${errorText(error)}`, { input: file });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new InputError(`${file} is not JSON: ${errorText(error)}`, { input: file, expected: '{"limitBytes": 20000000000}' });
  }
  const parsed = settingsSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue?.path.join('.') ?? '';
  throw new InputError(`${file}: ${place === '' ? 'the document' : place}: ${issue?.message ?? 'not valid'}`, { input: file, place, expected: '{"limitBytes": 20000000000}' });
}
