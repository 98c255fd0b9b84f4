// A folder as a file picker sees it: names only, no file is opened. Called for windows whose shell has no native dialog.
import { opendir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import type { Dirent } from 'node:fs';
import { InputError } from '../../shared/domain/errors.ts';
import { fileErrorCode, fileErrorWhy } from '../file-errors.ts';
import type { Folder } from '../../shared/api/views.ts';

/** Entries beyond these are left out. */
export const MOST_ENTRIES = 2_000;
/** A folder with more names than this is not read to its end, so the names left out are not the last ones of the alphabet. */
const MOST_READ = 50_000;
/** At a time: enough to hide a slow disk, few enough for a small machine. */
const STATS_AT_ONCE = 32;

type Entry = Folder['entries'][number];

/** A folder of a server that has gone never answers, nor fails. */
const ANSWER_MS = 15_000;

/** {@link readListing}, with an end. */
export async function listFolder(path: string | null, hidden: boolean, home: string = homedir(), answerMs: number = ANSWER_MS): Promise<Folder> {
  const late = Promise.withResolvers<never>();
  const asked = path ?? home;
  const timer = setTimeout(
    () => late.reject(new InputError(`${asked} does not answer; is it on a server that has gone?`, { input: asked, expected: 'a folder that answers' })),
    answerMs,
  );
  try {
    return await Promise.race([readListing(path, hidden, home), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Folders first, then bundles and other files, each by name. Links are followed; one that leads nowhere is left out. Throws InputError for what is no
 * absolute path, no folder, or may not be read.
 */
async function readListing(path: string | null, hidden: boolean, home: string): Promise<Folder> {
  const asked = path ?? home;
  if (!isAbsolute(asked) || asked.includes('\0'))
    throw new InputError(`${asked} is not an absolute path; expected one, as ${home}`, { input: asked, expected: 'an absolute path' });
  const names: Dirent[] = [];
  let more = false;
  let folder: string;
  try {
    folder = await realpath(asked);
    for await (const entry of await opendir(folder)) {
      if (!hidden && entry.name.startsWith('.')) continue;
      if (names.length === MOST_READ) {
        more = true;
        break;
      }
      names.push(entry);
    }
  } catch (error) {
    throw new InputError(`${asked} can't be listed: ${fileErrorWhy(error, { ENOENT: 'there is no such folder', ENOTDIR: 'it is not a folder' })}`, {
      input: asked,
      expected: 'a folder that this user can read',
    });
  }
  const entries = (await mapLimited(names, STATS_AT_ONCE, (entry) => classify(folder, entry))).filter((entry) => entry !== null).sort(inOrder);
  const parent = dirname(folder);
  const kept = await mapLimited(entries.slice(0, MOST_ENTRIES), STATS_AT_ONCE, withModule);
  return { path: folder, parent: parent === folder ? null : parent, module: await hasGoMod(folder), entries: kept, truncated: more || entries.length > MOST_ENTRIES };
}

/** Null for a link that leads nowhere, and for what is neither file nor folder. */
async function classify(folder: string, entry: Dirent): Promise<Entry | null> {
  const path = join(folder, entry.name);
  const found = (kind: Entry['kind']): Entry => ({ name: entry.name, path, kind });
  const asFile = (): Entry => found(entry.name.endsWith('.cgoscope') ? 'bundle' : 'file');
  if (entry.isDirectory()) return found('folder');
  if (entry.isFile()) return asFile();
  if (!entry.isSymbolicLink()) return null;
  const target = await statOrNull(path);
  return target === null ? null : target.isDirectory() ? found('folder') : target.isFile() ? asFile() : null;
}

const withModule = async (entry: Entry): Promise<Entry> => (entry.kind === 'folder' && (await hasGoMod(entry.path)) ? { ...entry, kind: 'module' } : entry);

const hasGoMod = async (folder: string): Promise<boolean> => (await statOrNull(join(folder, 'go.mod')))?.isFile() ?? false;

/** Null for what is not there or may not be looked at: a picker shows the rest. */
async function statOrNull(path: string): Promise<Awaited<ReturnType<typeof stat>> | null> {
  try {
    return await stat(path);
  } catch (error) {
    if (fileErrorCode(error) === '') throw error;
    return null;
  }
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
const isFolder = (entry: Entry): boolean => entry.kind === 'folder' || entry.kind === 'module';
const rank = (entry: Entry): number => (isFolder(entry) ? 0 : entry.kind === 'bundle' ? 1 : 2);
const inOrder = (a: Entry, b: Entry): number => rank(a) - rank(b) || collator.compare(a.name, b.name) || (a.name < b.name ? -1 : 1);

async function mapLimited<T, R>(items: readonly T[], limit: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += limit) results.push(...(await Promise.all(items.slice(at, at + limit).map(work))));
  return results;
}
