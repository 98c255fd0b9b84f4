// Root certificates and time zones, looked for where Go's crypto/x509 and time look (and OpenSSL and libc mostly do).
import type { ImageFacts } from '../../../../shared/domain/image.ts';
import type { ImageIndex } from '../../types.ts';
import { ROOT_FILES, ROOT_FOLDERS, ZONE_FOLDERS } from '../../wanted.ts';

const setting = (index: ImageIndex, name: string): string | null => {
  const found = index.config.env.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
  return found === undefined || found === '' ? null : found;
};

/** Files of one folder that are looked into: a hostile one may hold a million. */
const MAX_FILES = 5_000;
/** Folders that SSL_CERT_DIR may name, and folders below that of the zones. */
const MAX_FOLDERS = 100;
const MAX_ZONE_FOLDERS = 2_000;

/**
 * Files in Go's order; SSL_CERT_FILE and SSL_CERT_DIR of the config replace the lists, as they do in Go. A folder stands with all certificates of its files.
 * `certificates` is null where the index does not look into it.
 */
export function rootsOf(index: ImageIndex): ImageFacts['roots'] {
  const fileOverride = setting(index, 'SSL_CERT_FILE');
  const folderOverride = setting(index, 'SSL_CERT_DIR');
  const files: ImageFacts['roots']['files'] = [];
  for (const path of fileOverride === null ? ROOT_FILES : [fileOverride]) {
    if (!path.startsWith('/')) continue;
    const found = index.resolve(path);
    if (found.found && found.entry.kind === 'file') files.push({ path, certificates: found.entry.size === 0 ? 0 : index.certificates(path) });
  }
  for (const path of folderOverride === null ? ROOT_FOLDERS : folderOverride.split(':', MAX_FOLDERS)) {
    if (!path.startsWith('/')) continue;
    const found = index.resolve(path);
    if (!found.found || found.entry.kind !== 'directory') continue;
    const counts: (number | null)[] = [];
    const seen = new Set<string>(); // a folder of OpenSSL has every certificate twice: by name, and as a link by hash
    for (const entry of index.list(found.path).slice(0, MAX_FILES)) {
      const inside = index.resolve(entry.path);
      if (!inside.found || inside.entry.kind !== 'file' || seen.has(inside.path)) continue;
      seen.add(inside.path);
      if (inside.entry.size > 0) counts.push(index.certificates(inside.path));
    }
    const known = counts.filter((count) => count !== null);
    if (counts.length > 0) files.push({ path, certificates: known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0) });
  }
  return { present: files.some(({ certificates }) => certificates !== 0), files };
}

/** Files of tzdata that are no zones. */
const NO_ZONE = /^(\+VERSION|tzdata\.zi|posixrules|leapseconds|leap-seconds\.list|localtime|Factory|.*\.(tab|list|zi|txt))$/;
const MAX_ZONES = 100_000;

export function zoneinfoOf(index: ImageIndex): ImageFacts['zoneinfo'] {
  const override = setting(index, 'ZONEINFO');
  for (const path of [...(override === null ? [] : [override]), ...ZONE_FOLDERS]) {
    if (!path.startsWith('/')) continue;
    const found = index.resolve(path);
    if (!found.found) continue;
    if (found.entry.kind === 'file') return { present: found.entry.size > 0, path, zones: 0 }; // ZONEINFO may name a zip
    const zones = countZones(index, found.path);
    if (zones > 0) return { present: true, path, zones };
  }
  return { present: false, path: null, zones: 0 };
}

/** Zones of a folder and below, `posix` and `right` (the same again, without and with leap seconds) left out. */
function countZones(index: ImageIndex, root: string): number {
  let zones = 0;
  const open = [root];
  let seen = 0;
  for (let folder = open.pop(); folder !== undefined && zones < MAX_ZONES && seen++ < MAX_ZONE_FOLDERS; folder = open.pop())
    for (const entry of index.list(folder)) {
      if (entry.kind === 'directory' && !(folder === root && /\/(posix|right)$/.test(entry.path))) open.push(entry.path);
      if ((entry.kind === 'file' || (entry.kind === 'symlink' && index.resolve(entry.path).found)) && !NO_ZONE.test(entry.path.slice(entry.path.lastIndexOf('/') + 1))) zones += 1;
    }
  return zones;
}
