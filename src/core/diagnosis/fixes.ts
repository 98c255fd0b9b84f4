// The fixes that several rules offer, each made in one place, so that they are called the same and tell the same trade-offs.
import type { Case, Change, DraftFix } from './types.ts';

const fix = (id: string, title: string, change: Change, tradeOffs: string[] = []): DraftFix => ({ id, title, change, tradeOffs });

const NO_CGO = [
  'packages that need cgo do not build, or fall back to their pure Go twin',
  'net asks DNS itself and os/user reads /etc/passwd itself: NSS modules (LDAP, mDNS, sssd) are not asked',
];
const MUSL = ['musl resolves names otherwise: all name servers at once, no /etc/nsswitch.conf, other limits', 'libraries made for glibc do not load'];
const STATIC_GLIBC = ['static glibc still opens NSS modules of the same glibc version at run time for names and users', 'no dlopen of other libraries'];

export const cgoOff = (): DraftFix => fix('cgo-off', 'Build with CGO_ENABLED=0', { axes: { cgo: '0' } }, NO_CGO);
export const cgoOn = (): DraftFix =>
  fix('cgo-on', 'Build with CGO_ENABLED=1 and a C compiler for the target', { axes: { cgo: '1' } }, [
    'the binary needs a C library of its kind at run time, unless it is linked statically',
  ]);
export const runOn = (base: 'empty' | 'glibc' | 'glibc-old' | 'musl' | 'distroless'): DraftFix => fix(`run-on-${base}`, `Run it on the ${base} image`, { axes: { base } });
/** Libc of the build; the run image follows where it is `auto`, and is named where not. */
export const buildFor = (libc: 'glibc' | 'musl', base?: string): DraftFix =>
  fix(`build-for-${libc}`, `Build against ${libc}`, { axes: { libc, ...(base === undefined ? {} : { base }) } }, libc === 'musl' ? MUSL : []);
/** As {@link buildFor}; a cell whose run image brings the other libc gets the image that fits, too. */
export function buildForCell({ cell }: Pick<Case, 'cell'>, libc: 'glibc' | 'musl'): DraftFix {
  const base = cell?.axes['base'] ?? '';
  const other = libc === 'glibc' ? base === 'musl' : ['glibc', 'glibc-old', 'distroless'].includes(base);
  return other ? buildFor(libc, libc) : buildFor(libc);
}
export const linkStatic = (libc: 'glibc' | 'musl'): DraftFix =>
  fix(`static-${libc}`, `Link statically against ${libc}`, { axes: { cgo: '1', libc, link: 'static' } }, libc === 'musl' ? MUSL : STATIC_GLIBC);
export const linkAs = (link: 'dynamic' | 'static' | 'pie' | 'static-pie'): DraftFix => fix(`link-${link}`, `Link ${link}`, { axes: { link } });
export const forPlatform = (platform: string): DraftFix => fix('platform', `Build for ${platform}`, { axes: { platform } });
export const withGo = (go: string): DraftFix => fix(`go-${go}`, `Build with Go ${go}`, { axes: { go } });
export const withLevel = (level: string): DraftFix => fix('level', `Build for the level ${level}`, { axes: { level } });
/** Beside the tags that the cell has. */
export const withTags = (tags: string, title = `Build with -tags ${tags}`): DraftFix => fix('tags', title, { axes: { tags: `+${tags}` } });
export const withPackages = (packages: string[]): DraftFix => fix('packages', `Add the C libraries ${packages.join(', ')} to the toolchain`, { packages });
export const withLdflags = (ldflags: string | null): DraftFix =>
  fix('ldflags', ldflags === null ? 'Build without -ldflags of your own' : `Build with -ldflags '${ldflags}'`, { ldflags });
export const addRoots = (): DraftFix =>
  fix('add-ca-roots', 'Put root certificates into the image', { run: { files: [{ path: '/etc/ssl/certs/ca-certificates.crt', from: 'distroless' }] } }, [
    'they age with the image: rebuild it, or import golang.org/x/crypto/x509roots/fallback',
  ]);
export const addZoneinfo = (): DraftFix =>
  fix('add-tzdata', 'Put the time zone database into the image', { run: { files: [{ path: '/usr/share/zoneinfo', from: 'distroless' }] } });
export const embedZoneinfo = (): DraftFix =>
  fix('embed-tzdata', 'Build the time zone database in (-tags timetzdata)', { axes: { tags: '+timetzdata' } }, ['the binary grows by about 450 kB']);
export const addPasswd = (line: string): DraftFix =>
  fix('add-passwd', 'Put an /etc/passwd with the user into the image', { run: { files: [{ path: '/etc/passwd', content: `root:x:0:0:root:/root:/sbin/nologin\n${line}\n` }] } });
export const withResolvConf = (id: string, title: string, resolvConf: string, tradeOffs: string[] = []): DraftFix => fix(id, title, { run: { resolvConf } }, tradeOffs);
/** What only a person can do: told, never run. */
export const byHand = (id: string, title: string, manual: string[]): DraftFix => fix(id, title, { manual });
/** Anything else. */
export const change = fix;
