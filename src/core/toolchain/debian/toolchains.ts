// Which parts a need means, and how compilers are called in them.
import { createHash } from 'node:crypto';
import type { ImageRecipe, StackedRecipe } from '../compose.ts';
import { basePart, crossGccPart, crossMuslPart, gccPart, goPart, muslPart, packagesPart, type Part } from '../parts.ts';
import { archOf, platformProblem, type Arch } from '../platforms.ts';
import type { ToolchainNeed } from '../types.ts';
import { findGoVersion, GO_VERSIONS } from '../versions.ts';

export interface ToolchainPlan {
  recipe: StackedRecipe;
  goroot: string;
  env: Record<string, string>;
  cgoEnv: Record<string, string>;
}

/** A Debian package name, perhaps with an architecture: nothing that apt could take for an option or a file. */
const PACKAGE = /^[a-z0-9][a-z0-9+.-]+(:[a-z0-9]+)?$/;

/** The image for a need on an engine of platform `native`, or the reason why there can't be one. */
export function planToolchain(need: ToolchainNeed, native: string): ToolchainPlan | { unsupported: string } {
  const problem = platformProblem(need.platform);
  if (problem !== null) return { unsupported: problem };
  const version = findGoVersion(need.go);
  if (!version) return { unsupported: `Go ${need.go} is not among the versions made from Debian's packages: ${GO_VERSIONS.map((known) => known.go).join(', ')}` };
  const host = archOf(native);
  if (!host) return { unsupported: `no toolchain can be made for an engine of platform ${native}` };
  const goroot = `/usr/lib/go-${version.go}`;
  const env = { PATH: `${goroot}/bin:/usr/local/bin:/usr/bin:/bin`, GOTOOLCHAIN: 'local', HOME: '/root' };
  const parts: Part[] = [basePart(host), goPart(version, host)];
  const stackedOn: ImageRecipe[] = [];
  const recipeOf = (name: string): ImageRecipe => ({
    name,
    kind: 'toolchain',
    architecture: host.architecture,
    variant: host.variant,
    parts: [...parts],
    env,
    cmd: ['/bin/sh'],
    workdir: '/',
  });
  const plan = (name: string, cgoEnv: Record<string, string>): ToolchainPlan => ({ recipe: { ...recipeOf(name), stackedOn }, goroot, env, cgoEnv });
  if (need.libc === null) return plan(`go-${version.go}`, {});
  const target = archOf(need.platform);
  if (!target) return { unsupported: `cgo for ${need.platform}: Debian has no cross compiler that this room knows for it` };
  if (need.libc === 'musl' && target.musl === null) return { unsupported: `cgo with musl for ${need.platform}: Debian has no musl for it` };
  stackedOn.unshift(recipeOf(`go-${version.go}`));
  parts.push(gccPart(host), muslPart(host));
  const foreign = target.platform !== host.platform;
  if (foreign) {
    stackedOn.unshift(recipeOf(`go-${version.go}-c`));
    parts.push(crossGccPart(host, target), crossMuslPart(target));
  }
  let name = foreign ? `go-${version.go}-c-${target.debian}` : `go-${version.go}-c`;
  if (need.packages.length > 0) {
    const added = packagesOf(need, target, parts, foreign);
    if ('unsupported' in added) return added;
    stackedOn.unshift(recipeOf(name));
    parts.push(added);
    name = `${name}-with-${added.id.split('-').at(-1) ?? ''}`;
  }
  return plan(name, cgoEnvOf(need.libc, host, target));
}

function packagesOf(need: ToolchainNeed, target: Arch, below: Part[], foreign: boolean): Part | { unsupported: string } {
  const packages = [...new Set(need.packages)].sort();
  if (need.libc === 'musl') {
    return {
      unsupported: `the packages ${packages.join(', ')} for musl on ${need.platform}: Debian compiles its C libraries for glibc only, and linking them with musl gives broken programs; an image of yours (toolchain: {image: …}) with a musl build of them works`,
    };
  }
  for (const name of packages) {
    if (!PACKAGE.test(name)) return { unsupported: `"${name}" is not a Debian package name` };
    const arch = name.split(':')[1];
    if (arch !== undefined && arch !== target.debian) return { unsupported: `the package ${name} is for ${arch}, the cell for ${need.platform} (${target.debian})` };
  }
  const names = packages.map((name) => name.split(':')[0] ?? name);
  const hash = createHash('sha256').update(names.join(' ')).digest('hex').slice(0, 8);
  // Only packages of the target's own architecture can lie below: the native compiler's libraries are of no use to a foreign target.
  const same = below.filter((part) => part.sources.every((source) => source.arch === target.debian));
  return packagesPart(`packages-${target.debian}-${hash}`, target, names, same, foreign);
}

/** CC and CXX by (platform, libc). Debian has no C++ compiler for musl: CXX names one that is not there, so that Go says so, instead of glibc's. */
function cgoEnvOf(libc: 'glibc' | 'musl', host: Arch, target: Arch): Record<string, string> {
  const foreign = target.platform !== host.platform;
  if (libc === 'glibc') {
    if (!foreign) return { CC: 'gcc', CXX: 'g++' };
    return { CC: `${target.cross}-gcc`, CXX: `${target.cross}-g++`, PKG_CONFIG_LIBDIR: `/usr/lib/${target.gnu}/pkgconfig:/usr/share/pkgconfig` };
  }
  // The native compiler's pkg-config would answer with glibc's libraries.
  const nothing = { PKG_CONFIG_LIBDIR: `/usr/lib/${target.musl ?? 'musl'}/pkgconfig` };
  if (!foreign) return { CC: 'musl-gcc', CXX: 'musl-g++', ...nothing };
  return { CC: `${target.musl ?? ''}-gcc`, CXX: `${target.musl ?? ''}-g++`, REALGCC: `${target.cross}-gcc`, ...nothing };
}
