// May the user that starts it execute it? execve(2), path_resolution(7); Docker looks the user up in the image's passwd before anything starts.
import { dirname } from '../loader/look.ts';
import type { Context } from '../context.ts';
import { fail, notNeeded, ofElf, ofImage, pass, unknown, type Result } from '../result.ts';

export function permission({ input, subject }: Context): Result {
  const { image } = input;
  const user = userOf(image);
  if (user === 'missing')
    return fail(
      'user-db',
      `the image starts as user ${image.config.user}, whom its /etc/passwd does not name`,
      ofImage(`User is ${image.config.user}`),
      ofImage('no such user', '/etc/passwd'),
    );
  const mode = input.mode ?? null;
  if (subject?.elf?.linkage === 'shared' && subject.elf.interp === null) return asLibrary(input, mode, user);
  if (mode !== null && (mode & 0o111) === 0) return fail('not-executable', `no execute bit (mode ${octal(mode)}); COPY keeps it so`, ofElf(input, `mode ${octal(mode)}`));
  if (user === 'unknown') return unknown(`whether user ${image.config.user} may execute it can't be told`, ofImage(`User is ${image.config.user}`));
  if (user === 0)
    return mode === null ? notNeeded('its mode is not known: taken as executable') : pass(`mode ${octal(mode)}, started as root`, ofElf(input, `mode ${octal(mode)}`));
  if (mode !== null && (mode & 0o001) === 0)
    return fail(
      'not-executable',
      `mode ${octal(mode)} lets only its owner or group execute it, and the image starts as user ${user}`,
      ofElf(input, `mode ${octal(mode)}`),
      ofImage(`User is ${image.config.user}`),
    );
  const closed = closedFolder(input, user);
  if (closed !== null)
    return fail('not-executable', `user ${user} can't enter ${closed.path} (mode ${octal(closed.mode)}, owner ${closed.uid})`, ofImage(`mode ${octal(closed.mode)}`, closed.path));
  return mode === null ? notNeeded('its mode is not known: taken as executable') : pass(`mode ${octal(mode)}, started as user ${user}`, ofElf(input, `mode ${octal(mode)}`));
}

/** A loader opens a library for reading and maps it; nothing calls execve on it, and Go writes those of -buildmode=c-shared with mode 0644. */
function asLibrary(input: Context['input'], mode: number | null, user: number | 'unknown'): Result {
  if (mode === null || user === 0 || (mode & 0o004) !== 0) return notNeeded('a library is read, not executed: it needs no execute bit');
  if (user === 'unknown') return unknown(`whether user ${input.image.config.user} may read it can't be told`, ofElf(input, `mode ${octal(mode)}`));
  return fail(
    'not-executable',
    `mode ${octal(mode)} lets only its owner or group read it, and the image starts as user ${user}`,
    ofElf(input, `mode ${octal(mode)}`),
    ofImage(`User is ${input.image.config.user}`),
  );
}

const octal = (mode: number): string => (mode & 0o7777).toString(8).padStart(4, '0');

/** `nobody`, `1000`, `1000:1000`. A number needs no entry. */
function userOf(image: Context['input']['image']): number | 'missing' | 'unknown' {
  const name = image.config.user.split(':')[0] ?? '';
  if (name === '' || name === 'root') return 0;
  if (/^\d{1,10}$/.test(name)) return Number(name);
  const passwd = image.text('/etc/passwd');
  if (passwd === null) return image.resolve('/etc/passwd').found ? 'unknown' : 'missing';
  const line = passwd.split('\n').find((each) => each.startsWith(`${name}:`));
  const uid = line?.split(':')[2] ?? '';
  return line === undefined ? 'missing' : /^\d{1,10}$/.test(uid) ? Number(uid) : 'unknown';
}

/** The first folder on the way that a plain user may not enter. Groups of the user are not followed: a folder open to some group is taken as open. */
function closedFolder({ image, at }: Context['input'], user: number): { path: string; mode: number; uid: number } | null {
  const folders: string[] = [];
  for (let path = dirname(at); path !== '/' && folders.length < 64; path = dirname(path)) folders.push(path);
  for (const path of folders.reverse()) {
    const entry = image.get(path);
    if (entry?.kind !== 'directory') continue;
    const bit = entry.uid === user ? 0o100 : 0o011;
    if ((entry.mode & bit) === 0) return { path, mode: entry.mode, uid: entry.uid };
  }
  return null;
}
