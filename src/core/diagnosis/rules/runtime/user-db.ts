// A user, a group or a home that is looked for in /etc/passwd, and is not there.
import type { FindingEvidence } from '../../../../shared/domain/explain.ts';
import { fact, fromHit } from '../../evidence.ts';
import { addPasswd, change } from '../../fixes.ts';
import type { Case, DraftFix, Hit, Rule, Signal } from '../../types.ts';
import { cgoOf, clamp, imageFiles, isEmptyImage, libcOf, traceFiles } from './facts.ts';
import { hitsOf, lines } from './signals.ts';

/** os/user of Go; group 1 is what was looked for. */
const GO_UNKNOWN: Signal = {
  id: 'user-unknown',
  keywords: ['unknown userid', 'unknown user', 'unknown groupid', 'unknown group', 'user: lookup ', 'for user ', 'for group '],
  pattern:
    /(?:user: |group: |os\/user: )?unknown (?:user(?:id)?|group(?:id)?):? ['"]?([A-Za-z0-9_.\-]{1,64})|user: lookup (?:user|group)(?:id|name)? ([A-Za-z0-9_.\-]{1,64}): |can't find [ug]id for (?:user|group) ([A-Za-z0-9_.\-]{1,64})/,
};

/** Built without cgo, and neither the file nor the environment says who it is. */
const GO_CURRENT: Signal = {
  id: 'user-current-needs-cgo',
  keywords: ['requires cgo or $USER', 'Current requires cgo'],
  pattern: /Current requires cgo(?: or \$USER(?:, \$HOME)?(?: set)?)?/,
};

/** Up to Go 1.8 for every look-up, up to 1.11 for Current: the stub of a build without cgo. */
const GO_STUB: Signal = {
  id: 'user-not-implemented',
  keywords: ['not implemented on linux'],
  pattern: /user: (?:Current|Lookup\w*|GroupIds|List\w*|\w+) not implemented on linux\/\w+/,
};

const HOME: Signal = {
  id: 'user-no-home',
  keywords: [
    '$HOME is not defined',
    'nor $HOME are defined',
    'HOME is not set',
    'HOME not set',
    'HOME environment variable',
    'home dir',
    '$HOME not set',
    'HOME: parameter not set',
    'unable to get home',
    'mkdir /.',
    "mkdir '/.",
    'neither GOMODCACHE nor GOPATH',
  ],
  pattern:
    /\$HOME is not defined|neither \$\w+ nor \$HOME are defined|neither GOMODCACHE nor GOPATH is set|mkdir '?\/\.(?:cache|config|local|npm|docker|kube|yarn|cargo|m2|gradle)\b.{0,60}permission denied|permission denied, mkdir '\/\.\w+|\$?HOME (?:is )?not set\b|HOME environment variable (?:is )?(?:not set|empty|missing|undefined)|(?:could not|cannot|can't|failed to|unable to) (?:determine|find|get|locate|detect|resolve|lookup) (?:the )?(?:current )?(?:user'?s? )?home dir(?:ectory)?/i,
};

/** runc, crun, containerd, podman, Docker of all years: `USER` of the image, or --user. */
const ENGINE: Signal = {
  id: 'user-engine',
  keywords: ['no matching entries in', 'unable to find user', 'unable to find group', 'no users found', 'no groups found'],
  pattern:
    /unable to find (?:user|group)(?: ['"]?([A-Za-z0-9_.\-]{1,64}))?|no matching entries in (?:passwd|group) file|(?:spec|create|container|oci|user).{0,120}no (?:users|groups) found/i,
};

/** coreutils, busybox, shadow, ssh, git, sudo, PostgreSQL, Python, bash. */
const TOOLS: Signal = {
  id: 'user-tools',
  keywords: [
    'cannot find name for user',
    'cannot find name for group',
    'unknown uid',
    'unknown gid',
    'No user exists for uid',
    'look up effective user',
    'look up current user',
    'you do not exist in the passwd',
    "You don't exist",
    'uid not found',
    'gid not found',
    "can't find user",
    'getpwuid',
    'getpwnam',
    'I have no name',
    'invalid user',
    'invalid group',
    'unknown user',
    'unknown group',
    'does not exist',
    '/etc/passwd',
    '/etc/group',
    'userid',
    'No such user',
  ],
  pattern:
    /cannot find name for (?:user|group) ID|whoami: unknown uid|unknown [ug]id:? \d+|No user exists for uid|could not look up effective user ID|unable to look up current user in the passwd file|you do not exist in the passwd database|You don't exist, go away|[ug]id not found: ?\d+|getpw(?:uid|nam)(?:_r)?(?:\([^)]{0,40}\))?.{0,40}(?:fail|not found|no such|error|unable|could not|couldn't)|(?:fail|could not|couldn't|unable|error).{0,40}getpw(?:uid|nam)|I have no name!|(?:chown|chgrp|install|gosu|su-exec|setpriv|chroot|setuidgid|runuser|s6-\w+)\b.{0,20}(?:invalid|unknown) (?:user|group)|^(?:su|sudo)?:? ?user \S{1,64} does not exist|\/etc\/(?:passwd|group)['"]?: no such file|(?:No such user|can't find user)\b/i,
};

const ACCOUNTS = /(?:^|\/)passwd$/;

export const userDb: Rule = {
  id: 'user-db',
  cause: 'user-db',
  needs: 'a look-up of a user or group that /etc/passwd or /etc/group of the image does not have',
  contradictedBy: 'an entry for that user in the image: then a static glibc binary that finds no NSS modules is the likelier cause',
  signals: [GO_UNKNOWN, GO_CURRENT, GO_STUB, HOME, ENGINE, TOOLS],
  find(seen) {
    const hits = hitsOf(seen, [GO_UNKNOWN, GO_CURRENT, GO_STUB, HOME, ENGINE, TOOLS]).filter((hit) => !harmless(hit));
    if (hits.length === 0) return null;
    const passwd = passwdOf(seen);
    const only = (signal: Signal): boolean => hits.every(({ signal: id }) => id === signal.id);
    const who = hits.flatMap(({ signal, match }) => (signal === GO_UNKNOWN.id || signal === ENGINE.id ? (match[1] ?? match[2] ?? match[3] ?? []) : [])).at(0) ?? null;
    const nss = staticGlibc(seen) && passwd.there !== false;
    let confidence = passwd.there === false ? 0.95 : passwd.there === true ? 0.82 : 0.86;
    if (only(GO_STUB)) confidence = passwd.there === false ? 0.5 : 0.4;
    if (only(HOME)) confidence = passwd.there === false ? 0.85 : 0.6;
    if (nss) confidence -= 0.35;
    return {
      title: titleOf(hits, who, passwd.there),
      confidence: clamp(confidence),
      evidence: [...lines(hits, 4).map(fromHit), ...(passwd.there === true ? [] : passwd.evidence)],
      fixes: fixes(who, only(HOME) || only(GO_CURRENT)),
      see: ['docs/causes.md#user-db', 'https://pkg.go.dev/os/user'],
      next: passwd.there === null ? `whether the image knows the user: docker run --rm --entrypoint cat IMAGE /etc/passwd${who === null ? '' : ` | grep ${who}`}` : null,
      against: [...(nss ? [...fact(seen, 'elf', 'linkage'), ...fact(seen, 'elf', 'libc')] : []), ...(passwd.there === true ? passwd.evidence : [])],
    };
  },
};

/** `unknown user` is also what programs say of accounts of their own: a line of Go's says `user: ` before it, or is a look-up of a number. */
function harmless({ signal, match, line }: Hit): boolean {
  if (signal !== GO_UNKNOWN.id) return false;
  if (/(?:user|group|os\/user): unknown|user: lookup |can't find/.test(match[0])) return false;
  if (/unknown (?:user|group)id:? ['"]?\d/.test(match[0])) return false;
  return !/lookup|chown|passwd|os\/user|setuid|install|uid/i.test(line.text);
}

function passwdOf(seen: Case): { there: boolean | null; evidence: FindingEvidence[] } {
  const { has, missing } = imageFiles(seen, ACCOUNTS);
  if (has.length > 0) return { there: true, evidence: [{ source: 'image', path: 'image.has', text: has[0] ?? '' }] };
  if (missing.length > 0) return { there: false, evidence: [{ source: 'image', path: 'image.missing', text: missing[0] ?? '' }] };
  const files = traceFiles(seen);
  if (files.opened.includes('/etc/passwd')) return { there: true, evidence: [{ source: 'trace', path: 'trace.filesOpened', text: '/etc/passwd' }] };
  if (files.missing.includes('/etc/passwd')) return { there: false, evidence: [{ source: 'trace', path: 'trace.filesMissing', text: '/etc/passwd' }] };
  if (isEmptyImage(seen)) return { there: false, evidence: [{ source: 'image', path: 'image.has', text: '[]' }] };
  return { there: null, evidence: [] };
}

/** Such a binary loads its look-ups from the image, and finds nobody without them even where /etc/passwd has the entry. */
function staticGlibc(seen: Case): boolean {
  const linkage = seen.facts.elf?.linkage ?? (seen.cell?.axes['link'] === 'static' ? 'static' : null);
  return (linkage === 'static' || linkage === 'static-pie') && libcOf(seen) === 'glibc' && cgoOf(seen) !== false;
}

function titleOf(hits: readonly Hit[], who: string | null, there: boolean | null): string {
  const file = there === false ? 'the image has no /etc/passwd' : '/etc/passwd of the image has no such entry';
  if (hits.every(({ signal }) => signal === HOME.id))
    return `No home directory is known: HOME is not set, and ${there === false ? 'there is no /etc/passwd' : 'the user may have no entry in /etc/passwd'}`;
  if (hits.every(({ signal }) => signal === GO_CURRENT.id)) return `Who runs it is not known: ${file}, and USER and HOME are not set`;
  if (hits.every(({ signal }) => signal === GO_STUB.id)) return 'This Go without cgo has no os/user to ask (before 1.9, and 1.12 for Current)';
  return who === null ? `A user is looked up, and ${file}` : `${who} is looked up, and ${file}`;
}

export function fixes(who: string | null, environment: boolean): DraftFix[] {
  const isNumber = who !== null && /^\d{1,10}$/.test(who);
  const uid = isNumber ? who : '1000';
  const name = who !== null && !isNumber && /^[a-z_][a-z0-9_.\-]{0,31}$/i.test(who) ? who : 'app';
  const passwd = addPasswd(`${name}:x:${uid}:${uid}::/tmp:/sbin/nologin`);
  const env = change('run-env-user', 'Start it with USER and HOME set', { run: { env: { USER: name, HOME: '/tmp' } } }, [
    'user.Current of a build without cgo uses them where /etc/passwd has nothing; LookupId of other users still finds nobody',
  ]);
  const root = change('run-as-root', 'Start it as root, or as a number that /etc/passwd has', { run: { user: '0' } }, ['it then has the rights of root in the container']);
  const adduser = change('adduser', 'Make the user in the Dockerfile', {
    manual: [`RUN adduser -D -u ${uid} ${name}   # Alpine; Debian: useradd -u ${uid} ${name}`, 'FROM scratch: COPY --from=build /etc/passwd /etc/passwd'],
  });
  return environment ? [env, passwd, adduser] : [passwd, env, root, adduser];
}
