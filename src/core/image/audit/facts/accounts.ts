// passwd, group, nsswitch and the user that a container starts as: read the way libc, Go's os/user and the engine's user lookup read them.
import type { ImageFacts } from '../../../../shared/domain/image.ts';
import type { ImageIndex } from '../../types.ts';

const MAX = 2_000;
/** Of a file and of a line of it, in letters: far beyond any real nsswitch.conf. */
const LONGEST = 100_000;
const LINE = 2_000;

const isNumber = (text: string): boolean => /^\d{1,10}$/.test(text);

export function passwdOf(index: ImageIndex): ImageFacts['passwd'] {
  const users: ImageFacts['passwd']['users'] = [];
  for (const [name = '', , uid = '', gid = '', , home = '', shell = ''] of colonLines(index.text('/etc/passwd')))
    // eslint-disable-next-line no-restricted-syntax -- a path in an image, not an option of spawn
    if (name !== '' && isNumber(uid) && isNumber(gid) && users.length < MAX) users.push({ name, uid: Number(uid), gid: Number(gid), home, shell });
  return { present: isFile(index, '/etc/passwd'), users };
}

export function groupOf(index: ImageIndex): ImageFacts['group'] {
  const groups: ImageFacts['group']['groups'] = [];
  for (const [name = '', , gid = ''] of colonLines(index.text('/etc/group'))) if (name !== '' && isNumber(gid) && groups.length < MAX) groups.push({ name, gid: Number(gid) });
  return { present: isFile(index, '/etc/group'), groups };
}

/** Comments and lines of NIS (`+`, `-`) are no entries. */
function* colonLines(text: string | null): Generator<string[]> {
  for (const line of (text ?? '').split('\n')) {
    const trimmed = line.trim();
    if (trimmed !== '' && !/^[#+-]/.test(trimmed)) yield trimmed.split(':');
  }
}

const isFile = (index: ImageIndex, path: string): boolean => {
  const found = index.resolve(path);
  return found.found && found.entry.kind === 'file';
};

/** nsswitch.conf(5): `database: service [STATUS=action] …`. `modules`: every service of the databases that programs of this kind ask, in order. */
export function nsswitchOf(index: ImageIndex): ImageFacts['nsswitch'] {
  const lines = new Map<string, string>();
  for (const line of (index.text('/etc/nsswitch.conf') ?? '').slice(0, LONGEST).split('\n')) {
    const found = /^\s*([a-z]+)\s*:(.*)$/.exec(line.slice(0, LINE).replace(/#.*/, ''));
    if (found?.[1] !== undefined && !lines.has(found[1])) lines.set(found[1], (found[2] ?? '').trim());
  }
  const services = (database: string): string[] =>
    (lines.get(database) ?? '')
      .replace(/\[[^\]]*\]/g, ' ')
      .split(/\s+/)
      .filter((word) => word !== '');
  return {
    present: isFile(index, '/etc/nsswitch.conf'),
    hosts: lines.get('hosts') ?? null,
    passwd: lines.get('passwd') ?? null,
    modules: [...new Set(['passwd', 'group', 'hosts'].flatMap(services))].slice(0, 50),
  };
}

/**
 * The config's `user`, `user:group`, `uid`, `uid:gid`, looked up as runc and the engines do: a name of passwd first, then a number as itself; the group of passwd,
 * else 0. A name that is not in passwd has no uid: the container does not start.
 */
export function userOf(asked: string, passwd: ImageFacts['passwd'], group: ImageFacts['group'], env: readonly string[]): ImageFacts['user'] {
  const colon = asked.indexOf(':');
  const name = colon < 0 ? asked : asked.slice(0, colon);
  const groupName = colon < 0 ? '' : asked.slice(colon + 1);
  const entry = passwd.users.find((user) => user.name === name) ?? passwd.users.find(({ uid }) => String(uid) === (name === '' ? '0' : String(Number(name))));
  const uid = entry?.uid ?? (name === '' ? 0 : isNumber(name) ? Number(name) : null);
  const named = groupName === '' ? null : (group.groups.find((one) => one.name === groupName)?.gid ?? (isNumber(groupName) ? Number(groupName) : undefined));
  const home = env.find((one) => one.startsWith('HOME='))?.slice('HOME='.length) ?? entry?.home ?? null;
  return { asked, uid, gid: named === null ? (entry?.gid ?? (uid === null ? null : 0)) : (named ?? null), home, inPasswd: entry !== undefined };
}
