// Every ELF by machine, and whether what starts is of the platform that the config claims.
import type { ImageFacts } from '../../../../shared/domain/image.ts';
import { platformOfElf, samePlatform } from '../platform.ts';
import { folderOf, type Survey } from '../survey.ts';

const EXAMPLES = 5;

/** Programs first, then libraries: what a reader knows by name. */
const telling = (path: string): number => (/\/s?bin$/.test(folderOf(path)) ? 0 : path.split('/').length <= 3 ? 1 : /\.so(\.|$)/.test(path) ? 2 : 3);

/** Most frequent first. */
export function machinesOf({ elves }: Survey): ImageFacts['machines'] {
  const groups = new Map<string, ImageFacts['machines'][number] & { all: string[] }>();
  for (const { path, elf } of elves) {
    const platform = platformOfElf(elf);
    const key = `${elf.machine ?? ''}/${elf.class ?? ''}/${elf.data ?? ''}/${platform ?? ''}`;
    let group = groups.get(key);
    if (group === undefined) {
      group = { machine: elf.machine ?? 'unknown', class: elf.class ?? 0, data: elf.data ?? 'unknown', count: 0, platform, examples: [], all: [] };
      groups.set(key, group);
    }
    group.count += 1;
    group.all.push(path);
  }
  return [...groups.values()]
    .map(({ all, ...group }) => ({ ...group, examples: all.sort((a, b) => telling(a) - telling(b) || (a < b ? -1 : 1)).slice(0, EXAMPLES) }))
    .sort((a, b) => b.count - a.count || (a.machine < b.machine ? -1 : 1));
}

/** One thing that starts, or that starting needs, with the platform its header states. */
export interface Witness {
  readonly what: string;
  readonly path: string;
  readonly platform: string;
}

/**
 * Judged by what starts first: the program of entrypoint and command with its interpreter, and the shell; where none of these is an ELF file the loaders, where
 * there is no loader the C library, and last everything. Only of the first kind all must be of the claimed platform: an image may well hold loaders and libraries
 * of others beside its own (cross compilers, multiarch).
 */
export function witnessesOf(
  survey: Survey,
  program: readonly (string | null)[],
  shell: string | null,
  loaders: ImageFacts['loaders'],
): { kind: 'starts' | 'any'; witnesses: Witness[] } {
  const witness = (what: string, path: string | null): Witness[] => {
    const elf = path === null ? null : survey.index.elf(path);
    if (path === null || elf === null) return [];
    return [{ what, path, platform: platformOfElf(elf) ?? `no platform of ours (${elf.machine ?? 'unknown machine'})` }];
  };
  const starts = [...program.flatMap((path, i) => witness(i === 0 ? 'the program that starts' : 'its interpreter', path)), ...witness('the shell', shell)];
  if (starts.length > 0) return { kind: 'starts', witnesses: starts };
  const loading = loaders.flatMap(({ path, real }) => (real === null ? [] : witness('the loader', path)));
  if (loading.length > 0) return { kind: 'any', witnesses: loading };
  const libc = (survey.libraries.get('libc.so.6') ?? []).flatMap(({ path }) => witness('the C library', path));
  if (libc.length > 0) return { kind: 'any', witnesses: libc };
  // Objects and firmware for other processors tell nothing about where an image starts.
  const all = survey.elves.flatMap(({ path, elf }) => (elf.type === 'ET_REL' || platformOfElf(elf) === null ? [] : witness('a program', path)));
  return { kind: 'any', witnesses: all };
}

export function platformHolds(claimed: string, { kind, witnesses }: ReturnType<typeof witnessesOf>): boolean | null {
  if (witnesses.length === 0) return null;
  const holds = ({ platform }: Witness): boolean => samePlatform(platform, claimed);
  return kind === 'starts' ? witnesses.every(holds) : witnesses.some(holds);
}
