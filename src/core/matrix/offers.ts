// What each axis of a plan has and could have: the chips of a window, and what `--set` may be given. Pure: what the world can do is handed in.
import { AXES, LIBCS, LINKS, NONE, type Axis } from '../../shared/domain/axes.ts';
import { assertNever } from '../../shared/domain/errors.ts';
import type { PlannedAxis } from '../../shared/domain/plan.ts';
import type { Project } from '../project/types.ts';
import { levelOn, LEVELS_OFFERED } from './levels.ts';
import { goTarget, normalPlatform, runsNatively, supportsPie } from './platforms.ts';
import type { ExpandedMatrix, World } from './types.ts';
import { AUTO } from './values.ts';
import { compareVersions } from './versions.ts';

/** A package list longer than this is no choice to read; others are typed. */
const MOST_OFFERED = 200;

export interface OffersInput {
  project: Project;
  matrix: ExpandedMatrix;
  world: World;
  /** Platforms that toolchains or run images can be had for. */
  platforms: readonly string[];
}

type Offer = PlannedAxis['offered'][number];

/** Every axis in reading order. Values that the plan has stand among the offered ones, whatever they are. */
export function axisOffers(input: OffersInput): PlannedAxis[] {
  return AXES.map((axis) => {
    const { values, source } = input.matrix.axes[axis];
    const offered = offersOf(axis, input);
    const known = new Set(offered.map(({ value }) => value));
    return { axis, values, offered: [...offered, ...values.filter((value) => !known.has(value)).map((value) => ({ value, note: null }))], open: OPEN.includes(axis), source };
  });
}

/** Where values that are not offered mean something too. */
const OPEN: readonly Axis[] = ['package', 'tags', 'base', 'level'];

const plain = (values: readonly string[]): Offer[] => values.map((value) => ({ value, note: null }));

function offersOf(axis: Axis, { project, matrix, world, platforms }: OffersInput): Offer[] {
  const planned = matrix.axes.platform.values;
  switch (axis) {
    case 'package':
      return project.mains.slice(0, MOST_OFFERED).map((main) => ({ value: main.dir, note: main.importsC ? 'imports C' : null }));
    case 'cgo':
      return plain(['0', '1']);
    case 'platform':
      return platformOffers(world, platforms);
    case 'libc':
      return plain(LIBCS);
    case 'link':
      return LINKS.map((link) => {
        const without = link === 'pie' || link === 'static-pie' ? planned.filter((platform) => !supportsPie(goTarget(platform).goarch)) : [];
        return { value: link, note: without.length === 0 ? null : `Go has none on ${without.join(', ')}` };
      });
    case 'go':
      return world.goVersions.map((version) => ({
        value: version,
        note: project.goDirective !== null && compareVersions(version, project.goDirective) < 0 ? `older than the go ${project.goDirective} of the project` : null,
      }));
    case 'tags':
      return [{ value: NONE, note: 'no tags' }, ...plain(['netgo', 'osusergo', 'netgo,osusergo'])];
    case 'base':
      return [{ value: AUTO, note: 'the smallest that the program can start in' }, ...plain(world.runImages)];
    case 'level':
      return [
        { value: NONE, note: "Go's own default" },
        ...LEVELS_OFFERED.flatMap((level) => {
          const on = planned.filter((platform) => levelOn(goTarget(platform).goarch, level) !== null);
          return on.length === 0 ? [] : [{ value: level, note: on.join(', ') }];
        }),
      ];
    default:
      return assertNever(axis);
  }
}

/** The engine's own platform first, then what it emulates, then what is built and not run. */
function platformOffers(world: World, platforms: readonly string[]): Offer[] {
  const normal = (text: string): string => {
    const platform = normalPlatform(text);
    return platform.ok ? platform.platform : text;
  };
  const native = normal(world.native);
  const emulated = world.emulated.map(normal);
  const offer = (platform: string): Offer & { rank: number } => {
    if (platform === native) return { value: platform, note: 'native', rank: 0 };
    if (runsNatively(platform, native)) return { value: platform, note: 'runs without an emulator', rank: 1 };
    return emulated.includes(platform) ? { value: platform, note: 'emulated', rank: 2 } : { value: platform, note: 'built, not run here', rank: 3 };
  };
  return [...new Set([native, ...platforms.map(normal), ...emulated])]
    .map(offer)
    .sort((a, b) => a.rank - b.rank)
    .map(({ value, note }) => ({ value, note }));
}
