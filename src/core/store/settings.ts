// `settings.json` in the data folder: what a person may change of the workbench. Read anew each time it is asked, so that a change holds at once.
import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { errorText, InputError } from '../../shared/domain/errors.ts';
import { orDiskFull } from './errors.ts';
import { ensurePrivateFolder } from './folders.ts';
import { codeOf } from './sqlite.ts';

export const settingsSchema = z.looseObject({
  /** Bytes that runs and their evidence may use; retention removes the oldest runs above it. */
  limitBytes: z.number().int().positive().default(20_000_000_000),
  /** The engine where a request names none; null: the docker command line's own rules. */
  endpoint: z.string().min(1).max(2_000).nullable().optional(),
  /** Cells at a time where a request names none; null: as many as the daemon has processors for. */
  jobs: z.number().int().min(1).max(64).nullable().optional(),
});
export type Settings = z.infer<typeof settingsSchema>;

export const settingsFile = (folder: string): string => join(folder, 'settings.json');

const EXPECTED = '{"limitBytes": 20000000000, "endpoint": null, "jobs": null}';

/** The document as it stands; empty where there is none. Throws InputError for what is no JSON object. */
function readDocument(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return {};
    throw new InputError(`${file} can't be read: ${errorText(error)}`, { input: file });
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new InputError(`${file} is not JSON: ${errorText(error)}`, { input: file, expected: EXPECTED });
  }
}

function checked(document: unknown, file: string): Settings {
  const parsed = settingsSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue?.path.join('.') ?? '';
  throw new InputError(`${file}: ${place === '' ? 'the document' : place}: ${issue?.message ?? 'not valid'}`, { input: file, place, expected: EXPECTED });
}

/** The folder's settings, defaults where the file or a key is absent. Throws InputError naming the place in a wrong file. */
export function readSettings(folder: string): Settings {
  const file = settingsFile(folder);
  return checked(readDocument(file), file);
}

/** Changes what is named and keeps the rest, keys of later versions included. The file is whole at every moment, and this user's alone (0600). */
export function writeSettings(folder: string, change: { limitBytes?: number | undefined; endpoint?: string | null | undefined; jobs?: number | null | undefined }): Settings {
  const file = settingsFile(folder);
  const document = readDocument(file);
  checked(document, file);
  const named = Object.entries(change).filter(([, value]) => value !== undefined);
  const settings: unknown = { ...Object(document), ...Object.fromEntries(named) }; // an object: just checked
  const result = checked(settings, file);
  ensurePrivateFolder(folder);
  const temporary = `${file}.${randomUUID()}`;
  try {
    orDiskFull(folder, () => {
      writeFileSync(temporary, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600, flush: true });
      renameSync(temporary, file);
    });
  } finally {
    rmSync(temporary, { force: true });
  }
  return result;
}
