// How much each fact says of why one cell fails and another does not: 100 decides by itself, 1 is noise. One line per fact.

/** Single values. The label is what stands before the colon. */
export const SCALARS: Record<string, { label: string; weight: number }> = {
  'run.outcome': { label: 'outcome', weight: 100 },
  'run.code': { label: 'exit code', weight: 91 },
  'run.signal': { label: 'signal', weight: 91 },
  'run.error': { label: 'start error', weight: 92 },
  'build.exitStatus': { label: 'build exit', weight: 94 },
  'elf.format': { label: 'format', weight: 97 },
  'elf.machine': { label: 'machine', weight: 97 },
  'elf.interp': { label: 'interp', weight: 95 },
  'elf.linkage': { label: 'linkage', weight: 75 },
  'elf.libc': { label: 'libc of the binary', weight: 70 },
  'elf.glibcFloor': { label: 'glibc floor', weight: 66 },
  'elf.class': { label: 'class', weight: 60 },
  'elf.goVersion': { label: 'go of the binary', weight: 35 },
  'elf.type': { label: 'ELF type', weight: 30 },
  'elf.size': { label: 'size', weight: 1 },
  'elf.buildId': { label: 'build id', weight: 1 },
  'image.libc': { label: 'libc of the image', weight: 72 },
  'image.platform': { label: 'platform of the image', weight: 68 },
  'image.libcVersion': { label: 'libc version of the image', weight: 64 },
  'image.ref': { label: 'image', weight: 32 },
  'host.arch': { label: 'host arch', weight: 46 },
  'host.cpu': { label: 'host cpu', weight: 18 },
  'host.kernel': { label: 'kernel', weight: 14 },
  'host.engine': { label: 'engine', weight: 12 },
  'build.goos': { label: 'GOOS', weight: 62 },
  'build.goarch': { label: 'GOARCH', weight: 62 },
  'build.cgo': { label: 'cgo', weight: 58 },
  'build.linkMode': { label: 'link mode', weight: 52 },
  'build.cc': { label: 'CC', weight: 40 },
  'build.go': { label: 'go of the build', weight: 36 },
  'build.gohostos': { label: 'GOHOSTOS', weight: 10 },
  'build.gohostarch': { label: 'GOHOSTARCH', weight: 10 },
  'resolver.resolvConf': { label: 'resolv.conf', weight: 34 },
};

/** Lists, compared as sets. */
export const LISTS: Record<string, { label: string; weight: number }> = {
  'elf.needed': { label: 'needed', weight: 80 },
  'elf.flags': { label: 'ELF flags', weight: 26 },
  'image.missing': { label: 'missing in the image', weight: 85 },
  'image.has': { label: 'in the image', weight: 20 },
  'build.errors': { label: 'build errors', weight: 93 },
  'build.warnings': { label: 'build warnings', weight: 44 },
  'build.flags': { label: 'build flags', weight: 38 },
  'build.deps': { label: 'dependencies', weight: 24 },
};

/** Build settings that stand in the binary; others weigh 20. */
export const SETTINGS: Record<string, number> = {
  CGO_ENABLED: 55,
  GOARCH: 54,
  GOOS: 54,
  GOAMD64: 56,
  GOARM64: 56,
  GOARM: 56,
  '-buildmode': 45,
  '-tags': 50,
  '-ldflags': 42,
  'vcs.revision': 22,
  'vcs.time': 1,
  'vcs.modified': 10,
  DefaultGODEBUG: 16,
};
export const SETTING = 20;

/** Error numbers that decide; the rest of them weigh {@link ERRNO}, and those that any program meets are noise. */
export const ERRNOS: Record<string, number> = {
  ENOEXEC: 90,
  ENOSYS: 57,
  EPERM: 48,
  EACCES: 48,
  ECONNREFUSED: 43,
  ENETUNREACH: 43,
  EHOSTUNREACH: 43,
  ETIMEDOUT: 43,
  ENOSPC: 60,
  ENOMEM: 60,
  ENOENT: 1,
  ENOTDIR: 1,
  EAGAIN: 1,
  EINTR: 1,
  EINPROGRESS: 1,
  ECHILD: 1,
  ENOTTY: 1,
  EINVAL: 12,
};
export const ERRNO = 28;

/** Things that a program looked for in vain, by their kind (traceSoughtSchema). The rest weighs as a path does. */
export const SOUGHT: Record<string, number> = {
  loader: 97,
  library: 89,
  program: 62,
  'ca-roots': 76,
  'resolv-conf': 65,
  hosts: 50,
  nsswitch: 50,
  users: 64,
  zoneinfo: 74,
  device: 45,
  kernel: 1,
  locale: 1,
};

/** What stands before the name of such a thing; none for those that say themselves what they are. */
export const SOUGHT_WORDS: Record<string, string> = {
  program: 'program',
  loader: 'loader',
  library: 'library',
  'resolv-conf': 'resolver file',
  nsswitch: 'name service',
  users: 'user database',
  zoneinfo: 'time zone',
  device: 'device',
};
