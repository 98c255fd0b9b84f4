// The parts that toolchains and run images are composed of: which packages each has, what lies below it, what is added to it.
// Adding a part is one function here.
import type { Header } from './tar/blocks.ts';
import type { Arch } from './platforms.ts';
import type { GoVersion } from './versions.ts';

/** Suite of compilers, C libraries and tools. */
export const SUITE = 'trixie';
/** Suite of the old glibc (2.31). */
export const OLD_SUITE = 'bullseye';

/** An entry that no package carries. */
export type Extra = Pick<Header, 'name' | 'type' | 'mode'> & { linkname?: string; content?: string };

export interface PartSource {
  suite: string;
  arch: string;
  packages: string[];
  /** False: exactly these packages (their dependencies are for maintainer scripts, which never run). */
  closure: boolean;
}

export interface Part {
  /** Unique and usable as a file name: `go-1.24-amd64`. Changing what a part means needs another {@link Part.revision}. */
  id: string;
  revision: number;
  sources: PartSource[];
  /** Parts below it: their packages are not repeated. */
  below: Part[];
  /** Further paths that are left out with all below them, besides documentation; `*` stands for anything within one name. */
  leaveOut: string[];
  /** Added after the packages. */
  extras: Extra[];
  /** Put the CA certificates of usr/share/ca-certificates together, as the package's script would. */
  caBundle: boolean;
  /** Measured estimates. */
  downloadBytes: number;
  diskBytes: number;
}

const part = (id: string, sources: PartSource[], more: Partial<Part>): Part => ({
  id,
  revision: 1,
  sources,
  below: [],
  leaveOut: [],
  extras: [],
  caBundle: false,
  downloadBytes: 0,
  diskBytes: 0,
  ...more,
});

const link = (name: string, linkname: string): Extra => ({ name, type: 'symlink', mode: 0o777, linkname });
const folder = (name: string, mode = 0o755): Extra => ({ name, type: 'directory', mode });
const file = (name: string, content: string): Extra => ({ name, type: 'file', mode: 0o644, content });

/** `lib -> usr/lib` and its like: Debian's packages are usr-merged, loaders are asked for at /lib and /lib64 (facts/docker.md 1). */
const MERGED = [
  folder('usr'),
  folder('usr/bin'),
  folder('usr/sbin'),
  folder('usr/lib'),
  folder('usr/lib64'),
  link('bin', 'usr/bin'),
  link('sbin', 'usr/sbin'),
  link('lib', 'usr/lib'),
  link('lib64', 'usr/lib64'),
];

const PASSWD = 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n';
const GROUP = 'root:x:0:\ntty:x:5:\nstaff:x:50:\nnobody:x:65534:\nnonroot:x:65532:\n';
const NSSWITCH = 'passwd: files\ngroup: files\nshadow: files\nhosts: files dns\nnetworks: files\nprotocols: files\nservices: files\n';
const ACCOUNTS = [
  folder('etc'),
  file('etc/passwd', PASSWD),
  file('etc/group', GROUP),
  file('etc/nsswitch.conf', NSSWITCH),
  folder('root', 0o700),
  folder('home'),
  folder('home/nonroot', 0o700),
];
const TEMPORARY = [folder('tmp', 0o1777), folder('var'), folder('var/tmp', 0o1777)];

/** Commands that busybox gives a builder: what scripts of ours and cgo's `#cgo pkg-config` users need. */
const APPLETS =
  '[ ash awk base64 basename cat chgrp chmod chown cmp cp cut date dd df diff dirname du echo egrep env expr false fgrep find fold free getopt grep groups gunzip gzip head hexdump hostname id ionice ip kill killall less link ln logname ls md5sum mkdir mkfifo mknod mktemp more mv nc netstat nice nl nproc nslookup od paste patch pidof ping printf ps pwd readlink realpath rm rmdir sed seq setsid sh sha1sum sha256sum sha512sum shuf sleep sort split stat strings stty sum sync tac tail tar tee test time timeout top touch tr true truncate tty uname uniq unlink unzip uptime usleep vi wc wget which who whoami xargs xxd xzcat yes zcat'
    .split(' ')
    .filter((name) => !['nice', 'split', 'sum'].includes(name));

/** Shell, tar, accounts, /tmp and the CA roots: a builder without anything to build with, and the helper image. */
export function basePart(arch: Arch): Part {
  return part(`base-${arch.debian}`, [{ suite: SUITE, arch: arch.debian, packages: ['busybox-static', 'ca-certificates'], closure: false }], {
    extras: [...MERGED, ...ACCOUNTS, ...TEMPORARY, ...APPLETS.map((name) => link(`usr/bin/${name}`, 'busybox'))],
    leaveOut: ['usr/share/initramfs-tools', 'usr/share/ca-certificates', 'usr/sbin/update-ca-certificates', 'etc/ca-certificates'],
    caBundle: true,
    downloadBytes: 1_200_000,
    diskBytes: 2_300_000,
  });
}

export function goPart(version: GoVersion, arch: Arch): Part {
  return part(
    `go-${version.go}-${arch.debian}`,
    [{ suite: version.suite, arch: arch.debian, packages: [`golang-${version.go}-go`, `golang-${version.go}-src`], closure: false }],
    // Go's own compiler tests: a sixth of the files, and nothing builds from them.
    { leaveOut: ['usr/share/go-*/test', 'usr/share/go-*/api', 'usr/lib/go-*/test', 'usr/lib/go-*/api'], downloadBytes: version.downloadBytes, diskBytes: version.diskBytes },
  );
}

/** gcc and g++ of the native platform. No maintainer script runs: cc and c++ are links of ours, the loader needs no cache for Debian's own folders. */
export function gccPart(arch: Arch): Part {
  return part(`gcc-${arch.debian}`, [{ suite: SUITE, arch: arch.debian, packages: ['gcc', 'g++', 'libc6-dev', 'binutils', 'pkgconf'], closure: true }], {
    extras: [link('usr/bin/cc', 'gcc'), link('usr/bin/c++', 'g++')],
    downloadBytes: 78_000_000,
    diskBytes: 290_000_000,
  });
}

export function muslPart(arch: Arch): Part {
  return part(`musl-${arch.debian}`, [{ suite: SUITE, arch: arch.debian, packages: ['musl', 'musl-dev', 'musl-tools'], closure: false }], {
    downloadBytes: 1_100_000,
    diskBytes: 6_000_000,
  });
}

/** The cross compiler for `target` that runs on `arch`, C and C++. */
export function crossGccPart(arch: Arch, target: Arch): Part {
  const suffix = target.cross.replace('_', '-');
  return part(
    `gcc-${target.debian}-on-${arch.debian}`,
    [{ suite: SUITE, arch: arch.debian, packages: [`gcc-${suffix}`, `g++-${suffix}`, `libc6-dev-${target.debian}-cross`], closure: true }],
    { below: [gccPart(arch)], downloadBytes: 62_000_000, diskBytes: 240_000_000 },
  );
}

/** The target's own musl-dev: it carries `<triplet>-gcc`, a wrapper around the cross compiler with specs of its own. */
export function crossMuslPart(target: Arch): Part {
  return part(`musl-${target.debian}-cross`, [{ suite: SUITE, arch: target.debian, packages: ['musl', 'musl-dev'], closure: false }], {
    downloadBytes: 1_000_000,
    diskBytes: 6_000_000,
  });
}

/** C libraries by Debian package name, for one platform. */
export function packagesPart(id: string, target: Arch, packages: string[], below: Part[], foreign: boolean): Part {
  // Programs of a foreign architecture would take the place of the native ones.
  const leaveOut = foreign ? ['usr/bin', 'usr/sbin', 'usr/libexec'] : [];
  return part(id, [{ suite: SUITE, arch: target.debian, packages, closure: true }], { below, leaveOut, downloadBytes: 10_000_000, diskBytes: 40_000_000 });
}

/** strace and the libraries it is linked with. */
export function stracePart(arch: Arch): Part {
  return part(`strace-${arch.debian}`, [{ suite: SUITE, arch: arch.debian, packages: ['strace'], closure: true }], { downloadBytes: 4_700_000, diskBytes: 20_000_000 });
}

/** What a C library's packages carry besides the library. */
const LIBC_ONLY = ['usr/share', 'var/lib'];

export function glibcPart(arch: Arch, suite: string): Part {
  const name = suite === OLD_SUITE ? 'glibc-old' : 'glibc';
  return part(`run-${name}-${arch.debian}`, [{ suite, arch: arch.debian, packages: ['libc6', 'libgcc-s1'], closure: true }], {
    extras: [...MERGED, ...TEMPORARY],
    leaveOut: LIBC_ONLY,
    downloadBytes: 3_000_000,
    diskBytes: 14_000_000,
  });
}

export function muslRunPart(arch: Arch): Part {
  return part(`run-musl-${arch.debian}`, [{ suite: SUITE, arch: arch.debian, packages: ['musl'], closure: false }], {
    extras: [...MERGED, ...TEMPORARY],
    leaveOut: LIBC_ONLY,
    downloadBytes: 430_000,
    diskBytes: 900_000,
  });
}

/** Like distroless' base image: glibc, CA roots, time zones, accounts; no shell, no package manager. */
export function distrolessPart(arch: Arch): Part {
  return part(
    `run-distroless-${arch.debian}`,
    [
      { suite: SUITE, arch: arch.debian, packages: ['libc6', 'libgcc-s1'], closure: true },
      { suite: SUITE, arch: arch.debian, packages: ['ca-certificates', 'tzdata'], closure: false },
    ],
    {
      extras: [
        ...MERGED,
        ...ACCOUNTS.filter((entry) => entry.name !== 'etc/passwd'),
        ...TEMPORARY,
        file('etc/passwd', PASSWD.replaceAll('/bin/sh', '/sbin/nologin')),
        file('etc/os-release', 'PRETTY_NAME="Distroless-like image made by Cgoscope from Debian packages"\nID="debian"\nVERSION_ID="13"\n'),
      ],
      leaveOut: ['usr/share/ca-certificates', 'usr/sbin', 'usr/bin', 'etc/ca-certificates', 'var/lib'],
      caBundle: true,
      downloadBytes: 3_500_000,
      diskBytes: 18_000_000,
    },
  );
}
