// One walk over an image's index, of which every fact of an audit is made: counts, ELF files by platform, libraries by name, scripts, setuid files.
import type { ElfBrief, Entry, ImageIndex } from '../types.ts';
import { platformOfElf, samePlatform } from './platform.ts';

/** Of every ELF file only what is compared over all of them: the symbols of a thousand libraries would be hundreds of megabytes. */
export type ElfFacts = Pick<ElfBrief, 'class' | 'data' | 'machine' | 'flags' | 'osabi' | 'type' | 'interp' | 'soname' | 'versionsDefined'>;

export interface FoundElf {
  readonly path: string;
  readonly elf: ElfFacts;
}

export interface Survey {
  readonly index: ImageIndex;
  /** The platform that the config claims. */
  readonly platform: string;
  readonly files: number;
  readonly directories: number;
  readonly links: number;
  readonly elves: readonly FoundElf[];
  /** By soname and by the file's own name: libraries of the claimed platform in the folders that a loader searches by itself, best folder first. */
  readonly libraries: ReadonlyMap<string, readonly FoundElf[]>;
  /** Executable files that begin with `#!`, in order of path. */
  readonly scripts: readonly { readonly entry: Entry; readonly head: string }[];
  readonly setuid: readonly Entry[];
  /** Executable files by their last name, the first few of each: for "there is one of that name at …". */
  readonly executables: ReadonlyMap<string, readonly string[]>;
}

/** Folders of loaders' defaults, with Debian's multiarch ones; lower is searched earlier. */
const LIBRARY_FOLDER = /^(\/usr)?(\/local)?\/lib(64|x32|32)?(\/[a-z0-9_]+-linux-[a-z0-9_]+)?$/;
const rank = (path: string): number => (path.startsWith('/usr/local/') ? 2 : path.startsWith('/usr/') ? 1 : 0) + (/-linux-musl/.test(path) ? 1 : 0);

const MANY = 20_000;

export const folderOf = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf('/')));
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** At once; a million files take seconds, so who serves others meanwhile takes {@link surveying} in slices. */
export function surveyOf(index: ImageIndex): Survey {
  const steps = surveying(index);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

/** Entries between two yields. */
const STEP = 1_000;

export function* surveying(index: ImageIndex): Generator<undefined, Survey, undefined> {
  const platform = index.config.platform;
  let files = 0;
  let directories = 0;
  let links = 0;
  const scripts: { entry: Entry; head: string }[] = [];
  const setuid: Entry[] = [];
  const executables = new Map<string, string[]>();
  let seen = 0;
  for (const entry of index.entries()) {
    if (++seen % STEP === 0) yield;
    if (entry.kind === 'directory') directories += 1;
    else if (entry.kind === 'symlink') links += 1;
    if (entry.kind !== 'file') continue;
    files += 1;
    if ((entry.mode & 0o6000) !== 0 && (entry.mode & 0o111) !== 0) setuid.push(entry);
    if ((entry.mode & 0o111) === 0 || entry.size === 0) continue;
    add(executables, nameOf(entry.path), entry.path);
    const head = index.head(entry.path);
    if (head?.startsWith('#!') === true && scripts.length < MANY) scripts.push({ entry, head });
  }
  const elves: FoundElf[] = [];
  const libraries = new Map<string, FoundElf[]>();
  for (const [path, elf] of index.elves()) {
    if (++seen % (STEP / 20) === 0) yield; // each is parsed from what was kept of it
    const { class: bits, data, machine, flags, osabi, type, interp, soname, versionsDefined } = elf;
    const found: FoundElf = { path, elf: { class: bits, data, machine, flags, osabi, type, interp, soname, versionsDefined } };
    elves.push(found);
    const own = platformOfElf(elf);
    if (own === null || !samePlatform(own, platform) || elf.type !== 'ET_DYN' || !LIBRARY_FOLDER.test(folderOf(path))) continue;
    for (const name of new Set([elf.soname ?? '', nameOf(path)])) if (name !== '') add(libraries, name, found);
  }
  for (const list of libraries.values()) list.sort((a, b) => rank(a.path) - rank(b.path) || (a.path < b.path ? -1 : 1));
  return { index, platform, files, directories, links, elves, libraries, scripts, setuid, executables };
}

function add<T>(map: Map<string, T[]>, name: string, value: T): void {
  const list = map.get(name);
  if (list === undefined) map.set(name, [value]);
  else if (list.length < 20) list.push(value);
}
