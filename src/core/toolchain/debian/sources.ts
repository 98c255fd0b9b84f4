// Where this Debian host gets its packages from: read out of /etc/apt, so that no mirror is ever named by us.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A Debian archive that the host trusts. */
export interface HostArchive {
  uri: string;
  /** apt's own `signed-by` value (a keyring's path), null: apt's default keyrings. */
  signedBy: string | null;
}

const CODENAMES = ['buster', 'bullseye', 'bookworm', 'trixie', 'forky', 'sid', 'stable', 'oldstable', 'testing', 'unstable'];

interface Entry {
  types: string[];
  uris: string[];
  suites: string[];
  components: string[];
  signedBy: string | null;
}

/** One-line style: `deb [signed-by=…] URI suite component…` (sources.list(5)). */
export function parseOneLine(text: string): Entry[] {
  const entries: Entry[] = [];
  for (const line of text.split('\n')) {
    const found = /^\s*(deb|deb-src)\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*([^#]*)/.exec(line);
    if (!found) continue;
    const [, type = '', options = '', uri = '', suite = '', components = ''] = found;
    const signedBy = /(?:^|\s)signed-by=(\S+)/.exec(options)?.[1] ?? null;
    entries.push({ types: [type], uris: [uri], suites: [suite], components: components.trim().split(/\s+/), signedBy });
  }
  return entries;
}

/** deb822 style: stanzas of `Field: value` with continuation lines (sources.list(5)). */
export function parseDeb822(text: string): Entry[] {
  const entries: Entry[] = [];
  for (const stanza of text.replace(/^#.*\n?/gm, '').split(/\n\s*\n/)) {
    const fields = new Map<string, string>();
    let last = '';
    for (const line of stanza.split('\n')) {
      const field = /^([A-Za-z0-9-]+):\s*(.*)$/.exec(line);
      if (field?.[1] !== undefined) {
        last = field[1].toLowerCase();
        fields.set(last, field[2] ?? '');
      } else if (last !== '' && /^\s/.test(line)) fields.set(last, `${fields.get(last) ?? ''}\n${line.trim()}`);
    }
    if (/^(no|false|0|off|disable)$/i.test(fields.get('enabled') ?? 'yes')) continue;
    const words = (name: string): string[] => (fields.get(name) ?? '').split(/\s+/).filter((word) => word !== '');
    const signedBy = fields.get('signed-by')?.trim() ?? '';
    // An inline key (a PGP block) can't be named on one line of a sources list; apt's own keyrings are used then.
    entries.push({ types: words('types'), uris: words('uris'), suites: words('suites'), components: words('components'), signedBy: signedBy.startsWith('/') ? signedBy : null });
  }
  return entries;
}

/** The host's archive of Debian itself: an entry for binary packages of a Debian release, component main. Null where there is none. */
export function pickArchive(entries: Entry[]): HostArchive | null {
  for (const entry of entries) {
    if (!entry.types.includes('deb') || !entry.components.includes('main')) continue;
    if (!entry.suites.some((suite) => CODENAMES.includes(suite))) continue;
    const uri = entry.uris[0];
    if (uri !== undefined) return { uri, signedBy: entry.signedBy };
  }
  return null;
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EACCES')) return '';
    throw error;
  }
}

/** Reads `etc/apt` (a folder) of this machine. Null where no Debian archive stands in it. */
export async function hostArchive(folder = '/etc/apt'): Promise<HostArchive | null> {
  const entries = parseOneLine(await textOf(join(folder, 'sources.list')));
  let names: string[] = [];
  try {
    names = (await readdir(join(folder, 'sources.list.d'))).sort();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  for (const name of names) {
    if (name.endsWith('.list')) entries.push(...parseOneLine(await textOf(join(folder, 'sources.list.d', name))));
    if (name.endsWith('.sources')) entries.push(...parseDeb822(await textOf(join(folder, 'sources.list.d', name))));
  }
  return pickArchive(entries);
}
