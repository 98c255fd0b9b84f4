// What is planned for an axis that nobody set, and why. `cgoscope init` writes the same down.
import { LIBCS, NONE, type Axis } from '../../shared/domain/axes.ts';
import type { Project } from '../project/types.ts';
import type { World } from './types.ts';
import { AUTO } from './values.ts';
import { compareVersions } from './versions.ts';

/** The version that is preferred where the project leaves the choice. */
const PREFERRED_GO = '1.24';
/** More mains than this make a matrix too large for a first look. */
const MAX_MAINS = 3;

export interface Defaults {
  values: Record<Axis, string[]>;
  notes: Partial<Record<Axis, string>>;
  /** Set where no toolchain satisfies the project's go directive. */
  goTooOld: string | null;
}

/** The two platforms that nearly everything is shipped for. */
const USUAL = ['linux/amd64', 'linux/arm64'];

/** `world` has normal platform names (see expand.ts). */
export function defaults(project: Project, world: World): Defaults {
  const notes: Defaults['notes'] = {};
  const mains = project.mains.map((main) => main.dir);
  const packages = mains.length <= MAX_MAINS ? mains : mains.slice(0, 1);
  if (packages.length < mains.length)
    notes.package = `of ${mains.length} main packages only ${packages[0] ?? ''} is planned; choose with axes.package or --set package=…: ${mains.slice(1, 13).join(', ')}${mains.length > 13 ? ` and ${mains.length - 13} more` : ''}`;

  const others = USUAL.filter((platform) => platform !== world.native);
  const other = others.find((platform) => world.emulated.includes(platform));
  if (other === undefined)
    notes.platform = `only ${world.native} is planned: the engine has no emulator for ${others[0] ?? 'another platform'}; --set platform=native,${others[0] ?? 'linux/arm64'} builds for it without running it`;

  const go = chooseGo(project.goDirective, world.goVersions);
  notes.go = go.why;
  return {
    values: {
      package: packages,
      cgo: ['0', '1'],
      platform: [world.native, ...(other === undefined ? [] : [other])],
      libc: [...LIBCS],
      link: ['dynamic', 'static'],
      go: [go.version],
      tags: [NONE],
      base: [AUTO],
      level: [NONE],
    },
    notes,
    goTooOld: go.tooOld,
  };
}

/** The smallest version that satisfies the directive, not below the preferred one where there is a choice. */
function chooseGo(directive: string | null, known: string[]): { version: string; why: string; tooOld: string | null } {
  const satisfying = known.filter((version) => directive === null || compareVersions(version, directive) >= 0).sort(compareVersions);
  const preferred = satisfying.find((version) => compareVersions(version, PREFERRED_GO) >= 0) ?? satisfying[0];
  if (preferred === undefined) {
    const newest = [...known].sort(compareVersions).at(-1) ?? PREFERRED_GO;
    const tooOld = `go-too-old: the project asks for go ${directive ?? '?'}, the newest toolchain here is ${newest}`;
    return { version: newest, why: tooOld, tooOld };
  }
  const patch =
    directive !== null && /^\d+\.\d+\.[1-9]/.test(directive) && compareVersions(preferred, directive) === 0
      ? `; the project asks for ${directive}, so the toolchain must be at least that`
      : '';
  return {
    version: preferred,
    why: `go ${preferred} is planned: ${directive === null ? 'the project names no version' : `the project asks for ${directive}`}${preferred === satisfying[0] ? '' : `, and ${satisfying[0] ?? ''} would do`}${patch}`,
    tooOld: null,
  };
}
