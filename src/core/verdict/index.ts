// The face of the verdict room: a binary, an image's index and a host in, a judgement out. Pure; nothing is started.
import { CHECKS, type CheckResult } from '../../shared/domain/verdict.ts';
import { LOADERS } from '../image/wanted.ts';
import type { ElfBrief, ImageIndex } from '../image/types.ts';
import { CHECK } from './checks/index.ts';
import { contextOf, type Context } from './context.ts';
import { doubted } from './incomplete.ts';
import type { Judge } from './types.ts';

export { agrees, whatHappened, type Happened, type Started } from './happened.ts';
export { envProgram, isEnv, pathOf, scriptLine, type ScriptLine } from './shebang.ts';
export { briefOf } from './subject.ts';
export { architectureOf, architectureOfPlatform, compatible } from './machine.ts';
export { judgeInImage } from './in-image.ts';
export { parseCache, type Cache, type CacheEntry } from './loader/cache.ts';
export type { Judge, JudgeInput } from './types.ts';

/** What a kernel or a loader needs to be sure of before it can be said to run; a warning or an unknown elsewhere changes nothing. */
const NO_START_WITHOUT = new Set<string>(['format', 'permission', 'machine', 'emulation', 'interp', 'needed', 'versions', 'symbols', 'tls', 'kernel', 'cpu']);
const MAX_LIBRARIES = 500;

/** Will this binary start in this image on this host? Never throws on any bytes; `no` names the first check that fails, in the order of a start. */
export const judge: Judge = (input) => {
  const context = contextOf(input);
  const checks: CheckResult[] = CHECKS.map((id) => ({ id, ...doubted(CHECK[id](context), input.image) }));
  const failed = checks.find(({ status }) => status === 'fail');
  const unsure = checks.find(({ id, status }) => status === 'unknown' && NO_START_WITHOUT.has(id));
  const runs = failed !== undefined ? 'no' : unsure !== undefined ? 'unknown' : 'yes';
  return {
    image: { ref: input.image.ref, id: input.image.id, platform: input.image.config.platform, ...libcOf(context) },
    host: {
      platform: input.host?.platform ?? null,
      kernel: input.host?.kernel ?? null,
      cpu: input.host?.cpu === null || input.host === null ? null : `${input.host.cpu.model}${input.host.cpu.level === null ? '' : ` (${input.host.cpu.level})`}`,
      emulated: context.execution.by === 'unknown' ? null : context.execution.by === 'emulator',
    },
    runs,
    cause: failed?.cause ?? null,
    reason: failed?.text ?? unsure?.text ?? reasonOfYes(context),
    checks,
    libraries: (context.resolution?.libraries ?? []).slice(0, MAX_LIBRARIES).map((library) => ({ ...library, tried: [...library.tried] })),
    warnings: checks.filter(({ status }) => status === 'warn').map(({ text }) => text),
  };
};

function reasonOfYes({ subject, loader, resolution, execution }: Context): string {
  const by = execution.by === 'emulator' ? `, emulated by ${execution.emulator.name}` : '';
  if (loader.is !== 'found') return `${subject?.brief.linkage === 'static-pie' ? 'static-pie' : 'static'}: it needs no loader and no library${by}`;
  const count = new Set(resolution?.libraries.map(({ name }) => name)).size;
  if (count === 0) return `${loader.kind}'s loader is there, and it needs no library${by}`;
  const libc = resolution?.loaded.find(({ brief }) => brief.soname === 'libc.so.6')?.brief.versionsDefined.filter((each) => /^GLIBC_[\d.]+$/.test(each));
  const floor = subject?.elf?.glibcFloor ?? null;
  return `${loader.kind}'s loader and all ${count} ${count === 1 ? 'library' : 'libraries'} are there${floor === null || libc === undefined ? '' : `, with GLIBC_${floor}`}${by}`;
}

/** The C library that the image offers: that of the loader asked for, else of any loader in it. */
function libcOf({ input: { image }, loader, resolution }: Context): { libc: string; libcVersion: string | null } {
  const version = (): string | null => {
    for (const { brief } of resolution?.loaded ?? []) if (typeof brief.libcVersion === 'string') return brief.libcVersion;
    return null;
  };
  if (loader.is === 'found') return { libc: loader.kind, libcVersion: loader.brief.libcVersion ?? version() };
  const kinds = new Set<string>();
  let said: string | null = null;
  for (const { path, libc } of LOADERS) {
    const found = image.resolve(path);
    const brief = found.found ? image.elf(found.path) : null;
    if (brief === null) continue;
    const kind = brief.libc === 'glibc' || brief.libc === 'musl' ? brief.libc : libc;
    kinds.add(kind);
    said ??= brief.libcVersion ?? (kind === 'glibc' ? libcBeside(image, brief) : null);
  }
  return { libc: kinds.size === 0 ? 'none' : kinds.size === 1 ? ([...kinds][0] ?? 'unknown') : 'both', libcVersion: kinds.size === 1 ? said : null };
}

/** glibc's loader says no version; its libc.so.6 does. */
function libcBeside(image: ImageIndex, loader: ElfBrief): string | null {
  for (const folder of loader.loaderFolders ?? ['/lib64', '/lib', '/usr/lib']) {
    const version = image.elf(`${folder}/libc.so.6`)?.libcVersion ?? null;
    if (version !== null) return version;
  }
  return null;
}
