import { describe, expect, it } from 'vitest';
import { sideEffects, type Side } from '../../../../src/core/diagnosis/prove/side-effects.ts';
import type { Facts } from '../../../../src/shared/domain/facts.ts';
import type { Cell } from '../../../../src/shared/domain/run.ts';
import { cell as builtCell } from '../../../builders/documents.ts';

const HAS = ['net', 'os/user', 'crypto/x509', 'time/tzdata'] as const;

/** A cell that ran, with a binary that holds these packages (null: not known) and opened these files. */
function side(
  axes: Record<string, string>,
  more: { packages?: readonly string[] | null; tags?: string; elf?: Partial<NonNullable<Facts['elf']>>; opened?: string[]; size?: number; cell?: Partial<Cell> } = {},
): Side {
  const cell = builtCell(1, { axes, outcome: 'exit', artifact: { sha256: 'a'.repeat(64), size: more.size ?? 3_000_000 }, ...more.cell });
  const packages = more.packages === undefined ? ['net', 'os/user'] : more.packages;
  return {
    cell,
    facts: {
      elf: {
        libc: axes.cgo === '1' ? (axes.libc ?? 'glibc') : 'none',
        goVersion: 'go1.24.4',
        goSettings: { CGO_ENABLED: axes.cgo ?? '0', ...(more.tags === undefined ? {} : { '-tags': more.tags }) },
        ...more.elf,
      },
      ...(more.opened === undefined ? {} : { trace: { filesOpened: more.opened } }),
    },
    go: packages === null ? null : { has: HAS.map((name) => ({ package: name, present: packages.includes(name), evidence: 'functions' })), zonesByName: null },
  };
}

const glibc = { cgo: '1', libc: 'glibc', link: 'dynamic' };
const pure = { cgo: '0', libc: '-', link: '-' };

describe('what else a fix changes', () => {
  it('tells how names and users are found where cgo goes', () => {
    expect(sideEffects(side(glibc), side(pure)).slice(0, 2)).toEqual([
      "host names are resolved (net): before by Go's own resolver, and by glibc where /etc/nsswitch.conf, resolv.conf or GODEBUG ask for more than it can; now by Go's own resolver only; NSS modules (mDNS, LDAP, sssd, myhostname) are not asked any more",
      'users and groups are looked up (os/user): before by glibc and its NSS modules; now by reading /etc/passwd and /etc/group',
    ]);
  });

  it('knows that the tags netgo and osusergo do the same with cgo on', () => {
    const effects = sideEffects(side(glibc), side(glibc, { tags: 'netgo,osusergo' })).join('\n');
    expect(effects).toContain("now by Go's own resolver only");
    expect(effects).toContain('now by reading /etc/passwd and /etc/group');
    expect(sideEffects(side(glibc, { tags: 'netgo,osusergo' }), side(pure, { tags: 'netgo,osusergo' })).join('\n')).not.toContain('host names');
  });

  it('says nothing of packages that the program does not hold, and says "if" where that is not known', () => {
    expect(sideEffects(side(glibc, { packages: [] }), side(pure, { packages: [] }))).toEqual([]);
    expect(sideEffects(side(glibc, { packages: null }), side(pure, { packages: null }))[0]).toMatch(/^host names, if the program resolves any \(net\): before/);
  });

  it('tells that musl has no NSS, and that static glibc still wants its modules', () => {
    const musl = sideEffects(side(glibc), side({ cgo: '1', libc: 'musl', link: 'static' })).join('\n');
    expect(musl).toContain('musl has no NSS and asks all name servers at once');
    expect(musl).toContain('now by musl: /etc/passwd and /etc/group, then nscd');
    const fixed = sideEffects(side(glibc, { elf: { linkage: 'dynamic' } }), side({ ...glibc, link: 'static' }, { elf: { linkage: 'static' } })).join('\n');
    expect(fixed).toContain('which must be in the image in the very version that it was linked with');
  });

  it('tells which telling files only one of them opened, and where roots and zones come from', () => {
    const red = side(glibc, { opened: ['/etc/nsswitch.conf', '/lib/libnss_files.so.2', '/tmp/x'] });
    const green = side(glibc, { opened: ['/etc/resolv.conf', '/etc/ssl/certs/ca-certificates.crt', '/usr/share/zoneinfo/Asia/Tokyo', '/tmp/y'] });
    expect(sideEffects(red, green)).toEqual([
      'root certificates are read (crypto/x509): before from nowhere: no file of roots was opened; now /etc/ssl/certs/ca-certificates.crt',
      'time zones are read: before from no file; now from /usr/share/zoneinfo/Asia/Tokyo',
      'no longer opens /etc/nsswitch.conf, /lib/libnss_files.so.2; now opens /etc/resolv.conf',
    ]);
  });

  it('does not say that a program which never started opened nothing', () => {
    const red = side(glibc, { opened: [], cell: { outcome: 'start-failed' } });
    expect(sideEffects(red, side(glibc, { opened: ['/etc/resolv.conf', '/usr/share/zoneinfo/UTC'] }))).toEqual([]);
  });

  it('measures size, libraries, linkage and floor', () => {
    const red = side(glibc, { packages: [], elf: { needed: ['libc.so.6', 'libz.so.1'], glibcFloor: 'GLIBC_2.34', linkage: 'dynamic' }, size: 3_000_000 });
    const green = side(glibc, { packages: [], elf: { needed: [], glibcFloor: null, linkage: 'static' }, size: 4_500_000 });
    expect(sideEffects(red, green)).toEqual([
      'shared libraries needed at the start: before libc.so.6, libz.so.1; now nothing',
      'oldest glibc it starts on: before glibc 2.34; now none',
      'linkage: before dynamic; now static',
      'the binary is 1.50 MB larger: 3.00 MB before, 4.50 MB now',
    ]);
  });

  it('says that time zones are in the binary now', () => {
    expect(sideEffects(side(pure, { packages: [] }), side(pure, { packages: ['time/tzdata'] }))).toEqual([
      'time zones are built in (time/tzdata) and age with the binary; files of the image still come first',
    ]);
  });
});
