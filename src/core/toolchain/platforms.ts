// What this room knows of platforms: which ones Go can build for, and what Debian calls their compilers and packages.
import { UnsupportedError } from '../../shared/domain/errors.ts';

/** A Linux platform by Docker's name, with everything that packages and compilers call it. */
export interface Arch {
  /** Docker's name, `linux/arm64`. */
  platform: string;
  /** Docker's `architecture` and `variant` in an image config. */
  architecture: string;
  variant: string | null;
  goarch: string;
  /** Debian's architecture name, `arm64`. */
  debian: string;
  /** GNU triplet as Debian's multiarch folders have it, `aarch64-linux-gnu`. */
  gnu: string;
  /** GNU triplet before `-gcc` in the compiler's name (differs from `gnu` on 386 only). */
  cross: string;
  /** `aarch64-linux-musl`; null: Debian has no musl for it. */
  musl: string | null;
  /** True where the loader's path starts with /lib64. */
  lib64: boolean;
}

const arch = (platform: string, debian: string, gnu: string, more: Partial<Arch> = {}): Arch => {
  const [, architecture = '', variant] = platform.split('/');
  return { platform, architecture, variant: variant ?? null, goarch: architecture, debian, gnu, cross: gnu, musl: null, lib64: false, ...more };
};

/** One line per platform that toolchains or run images exist for in Debian. Multiarch triplets: Debian's `dpkg-architecture -L`. */
export const KNOWN_ARCHES: readonly Arch[] = [
  arch('linux/amd64', 'amd64', 'x86_64-linux-gnu', { musl: 'x86_64-linux-musl', lib64: true }),
  arch('linux/arm64', 'arm64', 'aarch64-linux-gnu', { variant: 'v8', musl: 'aarch64-linux-musl' }),
  arch('linux/arm/v7', 'armhf', 'arm-linux-gnueabihf', { musl: 'arm-linux-musleabihf' }),
  arch('linux/386', 'i386', 'i386-linux-gnu', { cross: 'i686-linux-gnu', musl: 'i386-linux-musl' }),
  arch('linux/riscv64', 'riscv64', 'riscv64-linux-gnu', { musl: 'riscv64-linux-musl' }),
  arch('linux/ppc64le', 'ppc64el', 'powerpc64le-linux-gnu', { musl: 'powerpc64le-linux-musl', lib64: true }),
  arch('linux/s390x', 's390x', 's390x-linux-gnu', { musl: 's390x-linux-musl' }),
];

/** Docker's names of them. */
export const TOOLCHAIN_PLATFORMS: readonly string[] = KNOWN_ARCHES.map((known) => known.platform);

/** GOARCH values of GOOS=linux, from Go's own list of ports (src/internal/platform in Go 1.22 to 1.27). */
const LINUX_GOARCH = ['386', 'amd64', 'arm', 'arm64', 'loong64', 'mips', 'mips64', 'mips64le', 'mipsle', 'ppc64', 'ppc64le', 'riscv64', 's390x'];

/** GOOS values that Go knows besides linux. */
const OTHER_GOOS = ['aix', 'android', 'darwin', 'dragonfly', 'freebsd', 'illumos', 'ios', 'js', 'netbsd', 'openbsd', 'plan9', 'solaris', 'wasip1', 'windows'];

/** Variants that mean something: GOARM of arm; v8 is arm64's only one. */
const VARIANTS: Record<string, readonly string[]> = { arm: ['v5', 'v6', 'v7'], arm64: ['v8'], amd64: ['v2', 'v3', 'v4'] };

/** `linux/arm64/v8` -> `linux/arm64`, `linux/arm` -> `linux/arm/v7`, `linux/amd64/v3` -> `linux/amd64`: one name per platform. */
export function normalPlatform(platform: string): string {
  const [os = '', architecture = '', variant = ''] = platform.split('/');
  if (architecture === 'arm') return `${os}/arm/${variant === '' ? 'v7' : variant}`;
  return `${os}/${architecture}`;
}

/** Why nothing can be built for this platform here; null where Go can build for it (with cgo=0 at least). */
export function platformProblem(platform: string): string | null {
  const parts = platform.split('/');
  const [os = '', goarch = '', variant] = parts;
  if (parts.length < 2 || parts.length > 3) return `"${platform}" is not a platform; expected os/architecture like linux/arm64`;
  if (OTHER_GOOS.includes(os)) return `${platform} is not a Linux platform: this workbench builds for and runs in Linux containers only`;
  if (os !== 'linux') return `Go knows no operating system "${os}" (platform ${platform}); expected linux/ARCH`;
  if (!LINUX_GOARCH.includes(goarch)) return `Go knows no architecture "${goarch}" on Linux (platform ${platform}); it knows ${LINUX_GOARCH.join(', ')}`;
  if (variant !== undefined && !VARIANTS[goarch]?.includes(variant))
    return `${platform}: "${variant}" is no variant of ${goarch}${VARIANTS[goarch] ? `; expected ${VARIANTS[goarch].join(', ')}` : ', which has none'}`;
  return null;
}

/** The platform's names, or null where this room has neither compilers nor run images for it. */
export function archOf(platform: string): Arch | null {
  const name = normalPlatform(platform);
  return KNOWN_ARCHES.find((known) => known.platform === name) ?? null;
}

/** {@link archOf}, or UnsupportedError naming the platforms there are. */
export function archOrUnsupported(platform: string, what: string): Arch {
  const found = archOf(platform);
  if (!found) throw new UnsupportedError(`${what} for ${platform} can't be made: Debian's packages cover ${KNOWN_ARCHES.map((known) => known.platform).join(', ')}`);
  return found;
}
