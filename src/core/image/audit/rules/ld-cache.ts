// ld.so.conf is read by ldconfig alone: glibc's loader reads the cache that it wrote. Folders without a place in the cache are not searched.
import { counted } from '../../../../shared/domain/units.ts';
import { parseCache } from '../../../verdict/index.ts';
import type { ImageIndex } from '../../types.ts';
import { PATH_MAX } from '../../limits.ts';
import { fromFile } from '../evidence.ts';
import { platformOfElf, samePlatform } from '../platform.ts';
import { folderOf, nameOf, type Survey } from '../survey.ts';
import { some, type AuditRule } from './types.ts';

const CONF = '/etc/ld.so.conf';
const CACHE = '/etc/ld.so.cache';
/** Searched without a cache. Debian's loaders know their multiarch folders as well. */
const DEFAULT = /^(\/usr)?\/lib(64|32|x32)?(\/[a-z0-9_]+-linux-[a-z0-9_]+)?$/;
const MAX_FILES = 500;
/** Letters of one file of ld.so.conf.d. */
const LONGEST = 100_000;

/** Folders that ld.so.conf names, with the file that names each; `include` of one level, as ldconfig's own default has it. */
function confFolders(index: ImageIndex): { folder: string; by: string }[] {
  const folders: { folder: string; by: string }[] = [];
  const read = (path: string, deep: boolean): void => {
    for (const raw of (index.text(path) ?? '').slice(0, LONGEST).split('\n')) {
      const line = raw.slice(0, PATH_MAX).replace(/#.*/, '').trim();
      const include = /^include\s+(\S+)$/.exec(line)?.[1];
      if (include !== undefined && deep) for (const file of matching(index, include.startsWith('/') ? include : `/etc/${include}`)) read(file, false);
      else if (line.startsWith('/') && folders.length < MAX_FILES) folders.push({ folder: line.replace(/[=\s].*$/, '').replace(/(.)\/+$/, '$1'), by: path });
    }
  };
  read(CONF, true);
  return folders;
}

/** `/etc/ld.so.conf.d/*.conf`; a `*` in the last name only. */
function matching(index: ImageIndex, pattern: string): string[] {
  const [head = '', tail = '', ...more] = nameOf(pattern).split('*');
  if (!pattern.includes('*')) return [pattern];
  const folder = index.resolve(folderOf(pattern));
  if (more.length > 0 || !folder.found) return [];
  return index
    .list(folder.path)
    .map(({ path }) => path)
    .filter((path) => nameOf(path).startsWith(head) && nameOf(path).endsWith(tail) && nameOf(path).length >= head.length + tail.length)
    .slice(0, MAX_FILES);
}

/** Libraries in folders that only the cache leads to, and that it does not name. */
function lost({ index, elves, platform }: Survey): { path: string; name: string; by: string }[] {
  const folders = new Map<string, string>();
  for (const { folder, by } of confFolders(index)) {
    const resolved = index.resolve(folder);
    if (resolved.found && !DEFAULT.test(folder) && !DEFAULT.test(resolved.path)) folders.set(resolved.path, by);
  }
  if (folders.size === 0) return [];
  const bytes = index.bytesOf(CACHE);
  const libraries = elves.flatMap(({ path, elf }) => {
    const by = folders.get(folderOf(path));
    const own = platformOfElf(elf);
    return by !== undefined && elf.type === 'ET_DYN' && elf.soname !== null && own !== null && samePlatform(own, platform)
      ? [{ path, name: elf.soname, by, little: elf.data !== 'msb' }]
      : [];
  });
  const cache = bytes === null ? null : parseCache(bytes, libraries[0]?.little ?? true);
  return libraries.filter(({ name }) => (cache?.get(name).length ?? 0) === 0);
}

export const ldCache: AuditRule = {
  id: 'ld-cache-stale',
  look({ facts, survey }) {
    if (facts.libc !== 'glibc' && facts.libc !== 'both') return null;
    const missing = lost(survey);
    const [first] = missing;
    if (first === undefined) return null;
    const there = survey.index.resolve(CACHE).found;
    return {
      level: 'warning',
      cause: 'link-lib-missing',
      title: `${some(missing.map(({ name }) => name))} ${missing.length === 1 ? 'is' : 'are'} not in ${there ? `${CACHE}, which is older` : `${CACHE}: there is none`}`,
      detail: `${first.by} names the folder ${folderOf(first.path)}, but glibc's loader reads only the cache that ldconfig makes of it: programs that need ${missing.length === 1 ? 'the library' : `one of these ${counted(missing.length, 'library', 'libraries')}`} do not start. Run ldconfig after the last library was added.`,
      evidence: [
        fromFile(survey.index, first.by, `names ${folderOf(first.path)}`),
        ...missing.slice(0, 5).map(({ path, name }) => fromFile(survey.index, path, `soname ${name}, not in the cache`)),
      ],
    };
  },
};
