// What else a fix changes, in words: size, libraries, and how the program then finds names, users, root certificates and time zones. Pure; each sentence
// stands on a fact of both cells, and what is not known of one of them is not said.
import type { GoDetail } from '../../../shared/domain/elf-detail.ts';
import type { Facts } from '../../../shared/domain/facts.ts';
import type { Cell } from '../../../shared/domain/run.ts';
import { formatBytes } from '../../../shared/domain/units.ts';

/** One of the two cells, with what its binary holds. */
export interface Side {
  cell: Cell;
  facts: Facts;
  /** Null where the binary is not at hand any more, or is none of Go's. */
  go: Pick<GoDetail, 'has' | 'zonesByName'> | null;
}

type HasPackage = GoDetail['has'][number]['package'];

/** Told of what both cells are known to be; in the order in which people ask. */
export function sideEffects(red: Side, green: Side): string[] {
  return [
    names(red, green),
    users(red, green),
    roots(red, green),
    zones(red, green),
    opened(red, green),
    libraries(red, green),
    floor(red, green),
    linkage(red, green),
    size(red, green),
    image(red, green),
    speed(red, green),
  ].filter((sentence) => sentence !== null);
}

/** True, false, or null where it can't be told. */
const holds = (side: Side, name: HasPackage): boolean | null => side.go?.has.find((each) => each.package === name)?.present ?? null;

const settings = (side: Side): Record<string, string> | null => ((side.facts.elf?.goVersion ?? null) === null ? null : (side.facts.elf?.goSettings ?? null));

const tagsOf = (side: Side): string[] => (settings(side)?.['-tags'] ?? '').split(',').filter((tag) => tag !== '');

/** Whether C code can be asked; of the binary's own build settings (written since Go 1.18), else of the axis. Null: no binary. */
function withCgo(side: Side): boolean | null {
  const setting = settings(side)?.CGO_ENABLED;
  if (setting !== undefined) return setting === '1';
  return side.cell.artifact === null ? null : side.cell.axes.cgo === '1';
}

const libcName = (side: Side): string => {
  const libc = side.facts.elf?.libc;
  return libc === undefined || libc === 'none' || libc === 'unknown' ? (side.cell.axes.libc === '-' ? 'the C library' : (side.cell.axes.libc ?? 'the C library')) : libc;
};

/** Neither side's binary has the package, as far as is known. */
const unused = (red: Side, green: Side, name: HasPackage): boolean => holds(red, name) === false && holds(green, name) !== true;

/** By net's own rules (net/conf.go): without cgo, or with the tag netgo, there is only Go's resolver. */
const netKind = (side: Side): string | null => {
  const cgo = withCgo(side);
  if (cgo === null) return null;
  if (!cgo || tagsOf(side).includes('netgo')) return "by Go's own resolver only";
  return tagsOf(side).includes('netcgo')
    ? `by ${libcName(side)}`
    : `by Go's own resolver, and by ${libcName(side)} where /etc/nsswitch.conf, resolv.conf or GODEBUG ask for more than it can`;
};

const changed = (what: string, before: string | null, after: string | null, more = ''): string | null =>
  before === null || after === null || before === after ? null : `${what}: before ${before}; now ${after}${more}`;

function names(red: Side, green: Side): string | null {
  if (unused(red, green, 'net')) return null;
  const known = holds(green, 'net') === true || holds(red, 'net') === true;
  const [was, is] = [netKind(red), netKind(green)];
  if (was === is) return null;
  const nss =
    is === "by Go's own resolver only" && was !== is
      ? '; NSS modules (mDNS, LDAP, sssd, myhostname) are not asked any more'
      : is?.includes('musl') === true && was !== is
        ? '; musl has no NSS and asks all name servers at once'
        : '';
  return changed(known ? 'host names are resolved (net)' : 'host names, if the program resolves any (net)', was, is, nss);
}

const userKind = (side: Side): string | null => {
  const cgo = withCgo(side);
  if (cgo === null) return null;
  if (!cgo || tagsOf(side).includes('osusergo')) return 'by reading /etc/passwd and /etc/group';
  const libc = libcName(side);
  if (libc === 'musl') return 'by musl: /etc/passwd and /etc/group, then nscd';
  const fixed = side.facts.elf?.linkage === 'static' || side.facts.elf?.linkage === 'static-pie';
  return libc === 'glibc' ? `by glibc and its NSS modules${fixed ? ', which must be in the image in the very version that it was linked with' : ''}` : `by ${libc}`;
};

function users(red: Side, green: Side): string | null {
  if (unused(red, green, 'os/user')) return null;
  const known = holds(green, 'os/user') === true || holds(red, 'os/user') === true;
  return changed(known ? 'users and groups are looked up (os/user)' : 'users and groups, if the program looks any up (os/user)', userKind(red), userKind(green));
}

const ROOTS = /^\/(etc\/(ssl\/(certs\/|ca-bundle\.pem|cert\.pem)|pki\/)|usr\/local\/share\/certs|system\/etc\/security)/;
const ZONES = /\/zoneinfo(\/|$)|\/lib\/time\/zoneinfo\.zip$/;

/** Null where it never got to run: it had no chance to open anything. */
const openedOf = ({ cell, facts }: Side): string[] | null => (cell.outcome === 'start-failed' || cell.outcome === 'build-failed' ? null : (facts.trace?.filesOpened ?? null));

/** On Linux crypto/x509 reads files whatever cgo says (crypto/x509/root_linux.go): what can differ is which there are. */
function roots(red: Side, green: Side): string | null {
  const [was, is] = [openedOf(red)?.filter((path) => ROOTS.test(path)), openedOf(green)?.filter((path) => ROOTS.test(path))];
  if (was !== undefined && is !== undefined && (was.length > 0 || is.length > 0))
    return changed('root certificates are read (crypto/x509)', was[0] ?? 'from nowhere: no file of roots was opened', is[0] ?? 'from nowhere: no file of roots was opened');
  return null;
}

function zones(red: Side, green: Side): string | null {
  const [was, is] = [openedOf(red)?.find((path) => ZONES.test(path)), openedOf(green)?.find((path) => ZONES.test(path))];
  if (holds(red, 'time/tzdata') === false && holds(green, 'time/tzdata') === true)
    return 'time zones are built in (time/tzdata) and age with the binary; files of the image still come first';
  if (openedOf(red) === null || openedOf(green) === null || was === is) return null;
  return changed('time zones are read', was === undefined ? 'from no file' : `from ${was}`, is === undefined ? 'from no file' : `from ${is}`);
}

/** What tells how a program finds names and users; what else it opened stands in the differences. */
const TELLING = [/^\/etc\/(nsswitch\.conf|resolv\.conf|hosts|passwd|group|host\.conf|gai\.conf|services|protocols)$/, /\/libnss_[^/]*$/, /\/libresolv[^/]*$/, /\/ld-[^/]*$/];

function opened(red: Side, green: Side): string | null {
  const [was, is] = [openedOf(red), openedOf(green)];
  if (was === null || is === null) return null;
  const telling = (path: string) => TELLING.some((pattern) => pattern.test(path));
  const gone = was.filter((path) => telling(path) && !is.includes(path));
  const fresh = is.filter((path) => telling(path) && !was.includes(path));
  const list = (paths: string[]) => `${paths.slice(0, 6).join(', ')}${paths.length > 6 ? ` and ${paths.length - 6} more` : ''}`;
  if (gone.length === 0 && fresh.length === 0) return null;
  return [gone.length === 0 ? '' : `no longer opens ${list(gone)}`, fresh.length === 0 ? '' : `now opens ${list(fresh)}`].filter((part) => part !== '').join('; ');
}

function libraries(red: Side, green: Side): string | null {
  const [was, is] = [red.facts.elf?.needed, green.facts.elf?.needed];
  if (was === undefined || is === undefined) return null;
  const text = (needed: string[]) => (needed.length === 0 ? 'nothing' : needed.join(', '));
  return changed('shared libraries needed at the start', text([...was].sort()), text([...is].sort()));
}

function floor(red: Side, green: Side): string | null {
  if (red.facts.elf === undefined || green.facts.elf === undefined) return null;
  const text = ({ facts }: Side) => ((facts.elf?.glibcFloor ?? null) === null ? 'none' : `glibc ${(facts.elf?.glibcFloor ?? '').replace(/^GLIBC_/, '')}`);
  return changed('oldest glibc it starts on', text(red), text(green));
}

const linkage = (red: Side, green: Side): string | null => changed('linkage', red.facts.elf?.linkage ?? null, green.facts.elf?.linkage ?? null);

function size(red: Side, green: Side): string | null {
  const [was, is] = [red.cell.artifact?.size ?? null, green.cell.artifact?.size ?? null];
  if (was === null || is === null || was === is) return null;
  return `the binary is ${formatBytes(Math.abs(is - was))} ${is > was ? 'larger' : 'smaller'}: ${formatBytes(was)} before, ${formatBytes(is)} now`;
}

const image = (red: Side, green: Side): string | null => {
  const text = ({ cell, facts }: Side) => {
    if (cell.runImage === null) return null;
    const libc = [facts.image?.libc ?? '', facts.image?.libcVersion ?? ''].filter((part) => part !== '').join(' ');
    return `${cell.runImage.image}${libc === '' ? '' : ` (${libc})`}`;
  };
  return changed('it runs in', text(red), text(green));
};

function speed(red: Side, green: Side): string | null {
  if (green.cell.emulated && !red.cell.emulated) return 'it ran under an emulator: slower than on a machine of that kind, and not the same in every detail';
  return red.cell.emulated && !green.cell.emulated ? 'it ran natively, no longer under an emulator' : null;
}
