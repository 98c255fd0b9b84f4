// Every version node that is asked of a library has to be defined by the one that was found. Facts: glibc's elf/dl-version.c; musl looks at no versions.
import type { Context } from '../context.ts';
import { compareVersions, fail, notNeeded, nothingStarts, ofElf, ofImage, pass, some, unknown, warn, type Result } from '../result.ts';
import type { Loaded, Resolution } from '../loader/index.ts';

interface Lack {
  readonly by: Loaded;
  readonly of: Loaded;
  readonly version: string;
  readonly weak: boolean;
}

export function versions({ input, subject, loader, resolution }: Context): Result {
  if (subject === null) return nothingStarts();
  const asked = resolution?.loaded.some(({ brief }) => brief.versionsNeeded.length > 0) ?? subject.brief.versionsNeeded.length > 0;
  if (!asked) return notNeeded('it asks for no versions');
  if (loader.is !== 'found' || resolution === null)
    return loader.is === 'none' ? notNeeded('nobody looks: it asks for no loader') : unknown('without its loader nothing can be told');
  if (loader.kind !== 'glibc') return notNeeded(`${loader.kind === 'gcompat' ? 'musl' : loader.kind}'s loader looks at no versions`);
  const { lacks, checked, unversioned } = compare(resolution);
  const hard = lacks.filter(({ weak }) => !weak);
  const evidence = lacks
    .slice(0, 10)
    .flatMap(({ by, of, version }) => [
      by.by === null && subject.elf !== null
        ? ofElf(input, `asks ${of.name} for ${version}`, `versionsNeeded[${placeOf(by, version)}]`)
        : ofImage(`asks ${of.name} for ${version}`, by.real),
      ofImage(highest(of, version), of.real),
    ]);
  const [first] = hard;
  if (first !== undefined) {
    const names = [...new Set(hard.map(({ version }) => version))].sort((a, b) => compareVersions(b, a) || a.localeCompare(b));
    const who = first.by.by === null ? '' : ` (asked by ${first.by.real})`;
    const libc = /^(?:GLIBC|GLIBCXX|CXXABI|GCC)_/.test(first.version);
    return fail(libc ? 'glibc-too-old' : null, `${first.of.name} of the image has no ${some(names)}${who}; ${highest(first.of, first.version)}`, ...evidence);
  }
  if (lacks.length > 0) return warn(null, `${some(lacks.map(({ version }) => version))} can be done without, and ${lacks.length === 1 ? 'is' : 'are'} not there`, ...evidence);
  if (unversioned.length > 0)
    return warn(
      null,
      `${some(unversioned.map(({ name }) => name))} of the image has no versions; the loader says so and goes on`,
      ...unversioned.slice(0, 5).map(({ real }) => ofImage('defines no versions', real)),
    );
  if (checked === 0) return notNeeded('what is asked for versions was not found');
  const floor = subject.elf?.glibcFloor ?? null;
  const libc = resolution.loaded.find(({ brief }) => brief.soname === 'libc.so.6');
  return pass(
    `${checked} versions are asked for, and all are there${floor === null ? '' : `; up to GLIBC_${floor}`}`,
    ...(libc === undefined ? [] : [ofImage(highest(libc, 'GLIBC_'), libc.real)]),
  );
}

const placeOf = ({ brief }: Loaded, version: string): number => brief.versionsNeeded.findIndex((each) => each.version === version);

function compare(resolution: Resolution): { lacks: Lack[]; checked: number; unversioned: Loaded[] } {
  const lacks: Lack[] = [];
  const unversioned = new Set<Loaded>();
  const defined = new Map<Loaded, ReadonlySet<string>>();
  const called = new Map<string, Loaded>();
  for (const each of resolution.loaded) for (const name of [each.brief.soname, each.name]) if (name !== null && !called.has(name)) called.set(name, each);
  let checked = 0;
  for (const by of resolution.loaded) {
    for (const { file, version, weak } of by.brief.versionsNeeded) {
      const of = resolution.of(by, file) ?? called.get(file);
      // The file that is asked is not there at all: that is the business of `needed`.
      if (of === undefined) continue;
      const nodes = defined.get(of) ?? new Set(of.brief.versionsDefined);
      defined.set(of, nodes);
      if (nodes.size === 0) {
        unversioned.add(of);
        continue;
      }
      checked += 1;
      if (!nodes.has(version)) lacks.push({ by, of, version, weak });
    }
  }
  return { lacks, checked, unversioned: [...unversioned] };
}

/** `the highest it has is GLIBC_2.31`, of the same family. */
function highest({ brief }: Loaded, version: string): string {
  const family = version.replace(/_[\d.]*$/, '_');
  const best = brief.versionsDefined
    .filter((each) => each.startsWith(family) && /^\d/.test(each.slice(family.length)))
    .sort((a, b) => compareVersions(b.slice(family.length), a.slice(family.length)))[0];
  return best === undefined ? `it has no ${family}…` : `the highest it has is ${best}`;
}
