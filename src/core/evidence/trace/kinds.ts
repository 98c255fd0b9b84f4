// What a path is to programs of this field: a loader, a library, certificates, a time zone …, and under which name all its places count as one thing.
import type { SoughtKind } from '../../../shared/domain/trace-detail.ts';

export interface Thing {
  kind: SoughtKind;
  /** One for all places where it is looked for. */
  name: string;
  /** Every program looks there and hardly any minds when nothing is found. */
  idle: boolean;
  /** A folder of such things: that it is there does not mean that one is in it. */
  folder: boolean;
}

/** All places of root certificates are one thing: a program needs any of them. */
export const CA_ROOTS = 'CA roots';
export const CPU_FOLDERS = 'folders for this processor';
export const ZONE_ARCHIVE = 'zoneinfo.zip';

const LOADER = /^(?:ld-linux[^/]*\.so(?:\.\d+)?|ld-musl-[^/]*\.so\.1|ld64\.so\.\d|ld\.so\.1|ld-\d[\d.]*\.so)$/;
/** Modules of Python and plug-ins of others end in .so too, and are probed for by the dozen. */
const LIBRARY = /^lib[^/]*\.so(?:\.|$)|\.so\.\d[\w.]*$/;
/** What ld.so tries of old (tls, haswell …) and of new (glibc-hwcaps) before the folder itself. */
const CPU_FOLDER = /\/(?:glibc-hwcaps|tls|haswell|avx512_1|xeon_phi)(?:\/|$)|\/lib(?:32|64|x32)?\/(?:[^/]+\/)?x86_64(?:\/x86_64)?\/?$/;
/**
 * Where Go (crypto/x509/root_linux.go), OpenSSL's builds, GnuTLS, curl, Python's certifi and Java look for roots: bundles by their names, folders by theirs.
 */
const ROOT_BUNDLE =
  /\/(?:ca-certificates\.crt|ca-bundle\.(?:crt|pem|trust\.crt)|tls-ca-bundle\.pem|cacert\.pem)$|\/(?:ssl|pki|tls|openssl|certs)(?:\/[^/]+)*\/(?:cert\.pem|cacerts)$/;
const ROOT_FOLDER = /\/(?:ssl|tls|openssl)\/certs(?:\/|$)|^\/etc\/pki\/ca-trust\/|^\/(?:usr\/(?:local\/)?share|etc)\/ca-certificates\/|\/security\/cacerts(?:\/|$)/;
const USERS = /^\/etc\/(passwd|group|shadow|gshadow|subuid|subgid)$|^\/var\/lib\/extrausers\/(passwd|group|shadow)$/;
const NSCD = /^\/(?:var\/)?run\/nscd\//;
const USERDB = /^\/(?:etc|run|run\/host|usr\/lib)\/(?:systemd\/)?userdb(?:\/|$)/;
const LOCALE = /^\/usr\/(?:local\/)?(?:lib|share)\/locale(?:\/|$)|\/gconv(?:\/|$)|^\/usr\/share\/(?:i18n|locale-langpack|X11\/locale)(?:\/|$)/;
const KERNEL = /^\/(?:proc|sys)(?:\/|$)/;
const DEVICE = /^\/dev(?:\/|$)/;
/** `python3.11` and `run.sh`, and not the `pyvenv.cfg` that Python looks for beside itself. */
const PROGRAM_FOLDER = /(?:^|\/)s?bin\/(?:[^/.]+|[^/]+[^a-z./]|[^/]+\.(?:sh|bash|py|pl|exe|bin))$/;
/** The loaders' own files: they do without. */
const LOADER_FILE = /^\/etc\/(?:ld\.so\.(?:preload|nohwcap|cache)|ld-musl-[^/]*\.path)$/;

/** `executed`: an execve was about this path. */
export function thingOf(path: string, executed: boolean): Thing {
  const thing = (kind: SoughtKind, name: string, more: { idle?: boolean; folder?: boolean } = {}): Thing => ({ kind, name, idle: false, folder: false, ...more });
  const base = baseOf(path);
  // A trace of a build names hundreds of thousands of paths: a word that is not in a path settles most questions faster than a pattern does.
  const has = (word: string): boolean => path.includes(word);
  if (base.startsWith('ld') && LOADER.test(base)) return thing('loader', base);
  if (KERNEL.test(path)) return thing('kernel', path.replace(/^\/proc\/\d+(?=\/|$)/, '/proc/<pid>').replace(/\/task\/\d+(?=\/|$)/, '/task/<tid>'), { idle: true });
  if (DEVICE.test(path)) return thing('device', path);
  if (executed) return thing('program', base);
  if ((has('cert') || has('pki/') || has('ca-bundle')) && (ROOT_BUNDLE.test(path) || ROOT_FOLDER.test(path)))
    return thing('ca-roots', CA_ROOTS, { folder: path.endsWith('/') || /\/(?:certs|security\/cacerts|ca-certificates|anchors)$/.test(path) });
  const zone = has('zone') || has('/TZ') || has('/localtime') ? zoneOf(path) : null;
  if (zone !== null) return thing('zoneinfo', zone);
  if (has('/locale') || has('gconv') || has('i18n')) if (LOCALE.test(path)) return thing('locale', localeOf(path), { idle: true });
  const known = /^\/(?:etc|run|var|usr\/etc|usr\/lib\/userdb)\//.test(path) ? systemFile(path, base) : null;
  if (known !== null) return thing(known.kind, known.name, { idle: known.idle });
  if (base.startsWith('libnss_')) return thing('nsswitch', base);
  if (base.includes('.so') && LIBRARY.test(base)) return thing('library', base);
  if ((has('hwcaps') || has('x86_64') || has('/tls') || has('haswell') || has('/avx512') || has('/xeon')) && CPU_FOLDER.test(path))
    return thing('library', CPU_FOLDERS, { idle: true, folder: true });
  if (has('bin/') && PROGRAM_FOLDER.test(path)) return thing('program', base);
  return thing('other', path);
}

/** Files that the C library and its loader read, by their one place. */
function systemFile(path: string, base: string): { kind: SoughtKind; name: string; idle: boolean } | null {
  if (path === '/etc/resolv.conf') return { kind: 'resolv-conf', name: base, idle: false };
  if (path === '/etc/hosts') return { kind: 'hosts', name: base, idle: false };
  if (/^\/(?:usr\/)?etc\/(?:nsswitch|host|gai)\.conf$/.test(path)) return { kind: 'nsswitch', name: base, idle: base !== 'nsswitch.conf' };
  if (USERS.test(path)) return { kind: 'users', name: base, idle: false };
  if (NSCD.test(path)) return { kind: 'users', name: 'nscd', idle: true };
  if (USERDB.test(path)) return { kind: 'users', name: 'userdb', idle: true };
  return LOADER_FILE.test(path) ? { kind: 'other', name: path, idle: true } : null;
}

/** What stands behind the last slash that has something behind it; `/` for the root. */
export function baseOf(path: string): string {
  let end = path.length;
  while (end > 1 && path.charCodeAt(end - 1) === 0x2f) end--;
  return path.slice(path.lastIndexOf('/', end - 1) + 1, end) || path;
}

/** `/usr/share/zoneinfo/Europe/Berlin` -> `Europe/Berlin`; null for what is no zone. */
function zoneOf(path: string): string | null {
  if (path === '/etc/localtime' || path === '/etc/timezone' || path === '/etc/TZ') return baseOf(path);
  if (path.endsWith(`/${ZONE_ARCHIVE}`)) return ZONE_ARCHIVE;
  // Go's other places: /usr/share/lib/zoneinfo (Solaris), /usr/lib/locale/TZ, /etc/zoneinfo (NixOS).
  // A folder of that name elsewhere is a module of Python.
  const found = /(?:\/share(?:\/lib)?|\/tzdata|^\/etc|^\/usr\/lib|^\/usr\/lib\/locale)\/(?:zoneinfo(?:-leaps|-posix|-uclibc)?|TZ)(?:\/(.*))?$/.exec(path);
  if (!found) return null;
  return (
    (found[1] ?? '')
      .replace(/^\/+/, '')
      .replace(/^(?:posix|right)\/(?=.)/, '')
      .replace(/\/+$/, '') || 'zoneinfo'
  );
}

/** `de_DE.UTF-8` of any of its files, a catalogue of messages by its own name, or the folder. */
function localeOf(path: string): string {
  if (path.includes('/gconv')) return 'gconv';
  const base = baseOf(path);
  if (base === 'locale-archive' || base === 'locale.alias' || base.endsWith('.mo')) return base;
  const name = /\/locale(?:-langpack)?\/([^/]+)/.exec(path)?.[1];
  // C.UTF-8 is looked for as C.utf8 too.
  return name === undefined ? 'locale' : name.replace(/\.utf-?8$/i, '.UTF-8');
}
