// The fixed list of what rules and people ask an image for: each of these is in `has` or in `missing` of its facts. Read by audits, cells and diagnosis.

/** A dynamic loader at the path that programs ask for (PT_INTERP); the platform is Docker's, without variant. Paths: glibc's shlib-versions and musl's ldso naming. */
export interface KnownLoader {
  readonly path: string;
  readonly libc: 'glibc' | 'musl';
  readonly platforms: readonly string[];
}

const loader = (path: string, libc: KnownLoader['libc'], ...architectures: string[]): KnownLoader => ({ path, libc, platforms: architectures.map((name) => `linux/${name}`) });

export const LOADERS: readonly KnownLoader[] = [
  loader('/lib64/ld-linux-x86-64.so.2', 'glibc', 'amd64'),
  loader('/lib/ld-linux.so.2', 'glibc', '386'),
  loader('/lib/ld-linux-aarch64.so.1', 'glibc', 'arm64'),
  loader('/lib/ld-linux-armhf.so.3', 'glibc', 'arm'),
  loader('/lib/ld-linux.so.3', 'glibc', 'arm'),
  loader('/lib/ld-linux-riscv64-lp64d.so.1', 'glibc', 'riscv64'),
  loader('/lib64/ld64.so.2', 'glibc', 'ppc64le'),
  loader('/lib64/ld64.so.1', 'glibc', 'ppc64'),
  loader('/lib/ld64.so.1', 'glibc', 's390x'),
  loader('/lib64/ld-linux-loongarch-lp64d.so.1', 'glibc', 'loong64'),
  loader('/lib64/ld.so.1', 'glibc', 'mips64', 'mips64le'),
  loader('/lib/ld.so.1', 'glibc', 'mips', 'mipsle'),
  loader('/lib/ld-musl-x86_64.so.1', 'musl', 'amd64'),
  loader('/lib/ld-musl-i386.so.1', 'musl', '386'),
  loader('/lib/ld-musl-aarch64.so.1', 'musl', 'arm64'),
  loader('/lib/ld-musl-armhf.so.1', 'musl', 'arm'),
  loader('/lib/ld-musl-arm.so.1', 'musl', 'arm'),
  loader('/lib/ld-musl-riscv64.so.1', 'musl', 'riscv64'),
  loader('/lib/ld-musl-powerpc64le.so.1', 'musl', 'ppc64le'),
  loader('/lib/ld-musl-s390x.so.1', 'musl', 's390x'),
  loader('/lib/ld-musl-loongarch64.so.1', 'musl', 'loong64'),
  loader('/lib/ld-musl-mips64el.so.1', 'musl', 'mips64le'),
  loader('/lib/ld-musl-mips.so.1', 'musl', 'mips'),
  loader('/lib/ld-musl-mipsel.so.1', 'musl', 'mipsle'),
];

/** Where Go's crypto/x509 looks for root certificates, in order; the first file that can be read ends the search (crypto/x509/root_linux.go). */
export const ROOT_FILES: readonly string[] = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/** All of these are read as well, every file in them (the same source). */
export const ROOT_FOLDERS: readonly string[] = ['/etc/ssl/certs', '/etc/pki/tls/certs'];

/** Where Go's time package looks for zones, in order (time/zoneinfo_unix.go). $ZONEINFO comes before them, GOROOT/lib/time/zoneinfo.zip and time/tzdata after. */
export const ZONE_FOLDERS: readonly string[] = ['/usr/share/zoneinfo', '/usr/share/lib/zoneinfo', '/usr/lib/locale/TZ', '/etc/zoneinfo'];

/**
 * Paths, symlinks followed. `/etc/resolv.conf`, `/etc/hosts`, `/proc`, `/sys` and `/dev` are provided by the engine when a container starts, so their
 * absence in an image says nothing about a container; they matter where the image is unpacked by something else.
 */
export const WANTED_PATHS: readonly string[] = [
  '/etc/passwd',
  '/etc/group',
  '/etc/nsswitch.conf',
  '/etc/resolv.conf',
  '/etc/hosts',
  '/etc/services',
  '/etc/localtime',
  '/etc/ld.so.cache',
  ...ROOT_FILES,
  ...ROOT_FOLDERS,
  ...ZONE_FOLDERS,
  '/bin/sh',
  '/bin/bash',
  '/usr/bin/env',
  '/tmp',
  '/proc',
  '/sys',
  '/dev',
  ...LOADERS.map(({ path }) => path),
  // An emulator that is registered without the F flag is looked up in the container's own root (facts/docker.md 4).
  '/usr/bin/qemu-x86_64-static',
  '/usr/bin/qemu-aarch64-static',
  '/usr/bin/qemu-arm-static',
  '/usr/libexec/qemu-binfmt/x86_64-binfmt-P',
  '/usr/libexec/qemu-binfmt/aarch64-binfmt-P',
  '/usr/libexec/qemu-binfmt/arm-binfmt-P',
];

/** Libraries by soname, of the image's platform, in the folders that a loader searches by itself. They stand in `has` and `missing` without a slash. */
export const WANTED_LIBRARIES: readonly string[] = [
  'libc.so.6',
  'libm.so.6',
  'libpthread.so.0',
  'libdl.so.2',
  'libresolv.so.2',
  'libnss_files.so.2',
  'libnss_dns.so.2',
  'libgcc_s.so.1',
  'libstdc++.so.6',
];
