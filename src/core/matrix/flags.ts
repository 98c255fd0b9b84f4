// From axes to flags (DESIGN.md): the argv of `go` and the environment that the matrix decides.
import { NONE, type Axes, type Link } from '../../shared/domain/axes.ts';
import { assertNever } from '../../shared/domain/errors.ts';
import type { MatrixFile } from '../../shared/domain/matrix-file.ts';
import { ldflagsArguments, type LinkerFlags } from './ldflags.ts';
import { levelOn } from './levels.ts';
import { goTarget } from './platforms.ts';

/** The linkage asked for, `-` resolved: a build without cgo is static unless it is a PIE. */
export const linkOf = (axes: Axes): Link => (axes.link === NONE ? 'static' : (axes.link as Link)); // values are checked where axes are made

/** argv after `go`; `-o OUT` is added by whoever builds. `-x` makes the log hold its command lines. */
export function goArgv(axes: Axes, file: MatrixFile, ldflags: string | null): string[] {
  const link = linkOf(axes);
  return [
    'build',
    '-x',
    ...(file.trimpath === false ? [] : ['-trimpath']),
    file.buildvcs === true ? '-buildvcs=auto' : '-buildvcs=false',
    ...(axes.tags === NONE ? [] : ['-tags', axes.tags]),
    ...(link === 'pie' || link === 'static-pie' ? ['-buildmode=pie'] : []),
    ...ldflagsArguments(linkerFlags(link, axes.cgo), ldflags),
    ...(file.gcflags === undefined || file.gcflags.trim() === '' ? [] : [`-gcflags=${file.gcflags}`]),
    axes.package,
  ];
}

function linkerFlags(link: Link, cgo: string): LinkerFlags {
  switch (link) {
    case 'dynamic':
    case 'pie':
      return { words: [], external: null };
    case 'static':
      return cgo === '0' ? { words: [], external: null } : { words: ['-linkmode=external'], external: '-static' };
    case 'static-pie':
      return { words: ['-linkmode=external'], external: '-static-pie' };
    default:
      return assertNever(link);
  }
}

/** Environment of the build: the user's first, so that it can't change what an axis says. GOENV=off keeps settings of the toolchain's image out. */
export function goEnv(axes: Axes, file: MatrixFile, userEnv: Record<string, string>): Record<string, string> {
  const { goos, goarch, goarm } = goTarget(axes.platform);
  const level = axes.level === NONE ? null : levelOn(goarch, axes.level);
  return {
    ...userEnv,
    GOFLAGS: file.goflags ?? userEnv.GOFLAGS ?? '',
    GOENV: 'off',
    GOTOOLCHAIN: 'local',
    CGO_ENABLED: axes.cgo,
    GOOS: goos,
    GOARCH: goarch,
    ...(goarm === null ? {} : { GOARM: goarm }),
    ...(level === null ? {} : { [level.variable]: axes.level }),
  };
}
