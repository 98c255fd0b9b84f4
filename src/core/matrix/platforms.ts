// Platforms: Docker's spelling, Go's GOOS/GOARCH/GOARM, and which of them Go can build for at all.

/** GOARCH values of GOOS=linux (internal/platform/zosarch.go, Go 1.22 to 1.27). */
export const LINUX_GOARCH = ['386', 'amd64', 'arm', 'arm64', 'loong64', 'mips', 'mips64', 'mips64le', 'mipsle', 'ppc64', 'ppc64le', 'riscv64', 's390x'] as const;
/** GOOS values besides linux: what Go can build and nothing here can run. */
const OTHER_GOOS = ['aix', 'android', 'darwin', 'dragonfly', 'freebsd', 'illumos', 'ios', 'js', 'netbsd', 'openbsd', 'plan9', 'solaris', 'wasip1', 'windows'] as const;
/** What else people call them. */
const ALIASES: Record<string, string> = {
  x86_64: 'amd64',
  'x86-64': 'amd64',
  aarch64: 'arm64',
  i386: '386',
  i686: '386',
  armv7: 'arm/v7',
  armv6: 'arm/v6',
  armv5: 'arm/v5',
  armhf: 'arm/v7',
  armel: 'arm/v5',
};

/** Go's `-buildmode=pie` works on these GOARCH of linux (internal/platform BuildModeSupported). */
const PIE_GOARCH: readonly string[] = ['386', 'amd64', 'arm', 'arm64', 'loong64', 'ppc64le', 'riscv64', 's390x'];
export const supportsPie = (goarch: string): boolean => PIE_GOARCH.includes(goarch);

export type PlatformText = { ok: true; platform: string } | { ok: false; expected: string };

const EXPECTED = `native, or linux/ with one of ${LINUX_GOARCH.join(', ')}`;

/**
 * One name per platform: `arm64` and `linux/arm64/v8` are `linux/arm64`, `arm` is `linux/arm/v7` (Docker's reading). Other systems
 * that Go knows come back as they are (cells there are unsupported); what no Go and no Docker means is refused.
 */
export function normalPlatform(text: string): PlatformText {
  const parts = text.trim().toLowerCase().split('/');
  const first = parts[0] ?? '';
  const other = (OTHER_GOOS as readonly string[]).includes(first);
  if (other) return parts.length === 2 && /^[a-z0-9]+$/.test(parts[1] ?? '') ? { ok: true, platform: parts.join('/') } : { ok: false, expected: EXPECTED };
  const [arch = '', variant, ...rest] = (first === 'linux' ? parts.slice(1) : parts).flatMap((part) => (ALIASES[part] ?? part).split('/'));
  if (rest.length > 0 || !(LINUX_GOARCH as readonly string[]).includes(arch)) return { ok: false, expected: EXPECTED };
  if (arch === 'arm')
    return /^v[567]$/.test(variant ?? 'v7') ? { ok: true, platform: `linux/arm/${variant ?? 'v7'}` } : { ok: false, expected: 'linux/arm/v5, linux/arm/v6 or linux/arm/v7' };
  if (variant === undefined || (arch === 'arm64' && variant === 'v8')) return { ok: true, platform: `linux/${arch}` };
  return { ok: false, expected: `linux/${arch}, with ${variant} on the axis level` };
}

/** `linux/arm/v7` -> GOOS linux, GOARCH arm, GOARM 7. */
export function goTarget(platform: string): { goos: string; goarch: string; goarm: string | null } {
  const [goos = '', goarch = '', variant] = platform.split('/');
  return { goos, goarch, goarm: goarch === 'arm' && variant ? variant.slice(1) : null };
}

/** The kernels of amd64 run 386 programs without an emulator. */
export const runsNatively = (platform: string, native: string): boolean => platform === native || (native === 'linux/amd64' && platform === 'linux/386');
