// Which files a program ends up with: the loader that its image has decides how it is looked.
import type { ElfBrief } from '../../image/types.ts';
import type { JudgeInput } from '../types.ts';
import type { Subject } from '../subject.ts';
import { GCOMPAT, type Loader } from './find.ts';
import { resolveGlibc } from './glibc.ts';
import { resolveMusl } from './musl.ts';
import { architectureOf } from '../machine.ts';
import type { Program, Resolution } from './types.ts';

export { findLoader, type Loader } from './find.ts';
export type { Loaded, Resolution } from './types.ts';

const DF_1_NODEFLIB = 0x800n;
const LEVELS = ['v4', 'v3', 'v2'];

/** Null where no loader of a known kind would do it. `emulated`: the host's CPU says nothing then. */
export function resolveLibraries(input: JudgeInput, subject: Subject, loader: Loader, emulated: boolean): Resolution | null {
  if (loader.is !== 'found' || loader.kind === 'unknown') return null;
  const { image, env, host } = input;
  const real = image.resolve(subject.path);
  const flags = subject.elf?.dynamic.find(({ tag }) => tag === 'DT_FLAGS_1')?.value ?? '0';
  const program: Program = {
    image,
    path: real.found && subject.elf === null ? real.path : subject.path,
    brief: subject.brief,
    env,
    interp: loader.interp,
    loaderPath: loader.path,
    loader: loader.brief,
    hwcaps: hwcapsOf(subject.brief, emulated ? null : (host?.cpu?.level ?? null)),
    noDefault: (BigInt(flags) & DF_1_NODEFLIB) !== 0n,
  };
  switch (loader.kind) {
    case 'glibc':
      return resolveGlibc(program);
    case 'musl':
      return resolveMusl(program);
    case 'gcompat':
      return resolveMusl(loader.starts === null ? program : { ...program, interp: loader.starts.path, loaderPath: loader.starts.path, loader: loader.starts.brief }, [GCOMPAT]);
  }
}

/** Folders of glibc-hwcaps that a CPU serves, the best first; machines without levels have none. */
function hwcapsOf(brief: ElfBrief, level: string | null): readonly string[] | null {
  const architecture = architectureOf(brief);
  if (architecture !== 'amd64') return architecture === 'ppc64le' || architecture === 's390x' ? null : [];
  if (level === null) return null;
  const from = LEVELS.indexOf(level);
  return from < 0 ? [] : LEVELS.slice(from).map((each) => `x86-64-${each}`);
}
