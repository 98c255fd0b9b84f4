// What a need asks of an image beyond Go, how compilers are called in it, and which packages would bring what is missing.
import type { Arch } from '../platforms.ts';
import type { ToolchainNeed } from '../types.ts';
import { isAlpine, isDebianLike, type Probed } from './probe.ts';

export interface Wants {
  cgoEnv: Record<string, string>;
  /** Missing packages, for the image's own package manager; empty: the image will do as it is. */
  add: string[];
  manager: 'apt' | 'apk' | null;
  /** A foreign Debian architecture to be added first, or empty. */
  addArchitecture: string;
}

/** Names that no package manager takes for an option, a file or a version range. */
const PACKAGE = /^[a-z0-9][a-z0-9+._-]*(:[a-z0-9]+)?$/;

const unsupported = (reason: string): { unsupported: string } => ({ unsupported: reason });

/** `host`, `target`: null only where libc is null and nothing of them matters. */
export function wantsOf(need: ToolchainNeed, image: string, probed: Probed, host: Arch | null, target: Arch | null): Wants | { unsupported: string } {
  for (const command of ['cat', 'tar']) if (!probed.has.includes(command)) return unsupported(`the image ${image} can't be a builder: it has no ${command}`);
  if (need.libc === null) return { cgoEnv: {}, add: [], manager: null, addArchitecture: '' };
  if (!host || !target) return unsupported(`cgo for ${need.platform}: no cross compiler for it is known`);
  for (const name of need.packages) if (!PACKAGE.test(name)) return unsupported(`"${name}" is not a package name`);
  const compiler = compilerOf(need, image, probed, host, target);
  if ('unsupported' in compiler) return compiler;
  const foreign = host.platform !== target.platform;
  const libraries = [...new Set(need.packages)].sort();
  if (libraries.length > 0 && need.libc === 'musl' && !isAlpine(probed))
    return unsupported(`the packages ${libraries.join(', ')} for musl: the packages of ${image} are compiled for glibc`);
  const missing = probed.has.includes(compiler.cc) ? [] : compiler.packages;
  const named = foreign ? libraries.map((name) => (name.includes(':') ? name : `${name}:${target.debian}`)) : libraries;
  const add = [...missing, ...named];
  const manager = isAlpine(probed) && probed.has.includes('apk') ? 'apk' : isDebianLike(probed) && probed.has.includes('apt-get') ? 'apt' : null;
  if (add.length > 0 && (manager === null || (missing.length === 0 && !probed.has.includes(compiler.cc)))) {
    return unsupported(
      `the image ${image} has no ${probed.has.includes(compiler.cc) ? libraries.join(', ') : compiler.cc}, and no package manager (apt-get of Debian, apk of Alpine) that could add it`,
    );
  }
  if (!probed.has.includes(compiler.cc) && missing.length === 0) return unsupported(`the image ${image} has no ${compiler.cc}, and its distribution has no package with it`);
  const pkgConfig = foreign && need.libc === 'glibc' ? { PKG_CONFIG_LIBDIR: `/usr/lib/${target.gnu}/pkgconfig:/usr/share/pkgconfig` } : {};
  return { cgoEnv: { CC: compiler.cc, CXX: compiler.cxx, ...pkgConfig }, add, manager, addArchitecture: foreign && named.length > 0 ? target.debian : '' };
}

/** The compiler for a need in this distribution, and the packages that bring it; none: its packages can't. */
function compilerOf(need: ToolchainNeed, image: string, probed: Probed, host: Arch, target: Arch): { cc: string; cxx: string; packages: string[] } | { unsupported: string } {
  const foreign = host.platform !== target.platform;
  if (isAlpine(probed)) {
    if (need.libc === 'glibc') return unsupported(`the image ${image} is Alpine: its compiler makes programs for musl, not for glibc`);
    if (foreign) return unsupported(`the image ${image} is Alpine, which packages no cross compiler for ${need.platform} with musl`);
    return { cc: 'gcc', cxx: 'g++', packages: ['gcc', 'g++', 'musl-dev'] };
  }
  if (need.libc === 'musl') {
    if (foreign) return { cc: `${target.musl ?? 'musl'}-gcc`, cxx: `${target.musl ?? 'musl'}-g++`, packages: [] };
    return { cc: 'musl-gcc', cxx: 'musl-g++', packages: ['musl-tools', 'gcc', 'libc6-dev'] };
  }
  if (!foreign) return { cc: 'gcc', cxx: 'g++', packages: ['gcc', 'g++', 'libc6-dev', 'pkg-config'] };
  const suffix = target.cross.replace('_', '-');
  return { cc: `${target.cross}-gcc`, cxx: `${target.cross}-g++`, packages: [`gcc-${suffix}`, `g++-${suffix}`, `libc6-dev-${target.debian}-cross`] };
}
