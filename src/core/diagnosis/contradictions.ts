// Facts that can't all be true: told, so that nobody trusts a conclusion from them more than it deserves.
import type { Facts } from '../../shared/domain/facts.ts';
import type { Trace } from '../../shared/domain/trace.ts';
import { LOADERS } from '../image/wanted.ts';
import { architecture } from './rules/start/known.ts';

/** What the loader of a program is made for, by its name, as {@link architecture} calls it; empty of one that is not known. */
function machinesOf(interp: string | null | undefined): string[] {
  const name = interp?.split('/').at(-1);
  const known = LOADERS.filter(({ path }) => path.split('/').at(-1) === name).flatMap(({ platforms }) => platforms.map(architecture));
  return [...new Set(known.filter((each) => each !== null))];
}

/** One sentence each, naming both facts and their values. */
export function contradictions(facts: Facts, trace: Trace | null = null): string[] {
  const { elf, image, build, run } = facts;
  const found: string[] = [];
  const against = (a: string, b: string, why = ''): void => void found.push(`the facts contradict each other: ${a}, but ${b}${why === '' ? '' : ` (${why})`}`);

  const machine = architecture(elf?.machine);
  const goarch = architecture(build?.goarch);
  const built = elf?.goSettings?.GOARCH;
  if (machine !== null && goarch !== null && machine !== goarch) against(`elf.machine is ${elf?.machine}`, `build.goarch is ${build?.goarch}`);
  if (machine !== null && built !== undefined && architecture(built) !== null && architecture(built) !== machine)
    against(`elf.machine is ${elf?.machine}`, `the binary's own GOARCH is ${built}`);
  const loads = machinesOf(elf?.interp);
  if (machine !== null && loads.length > 0 && !loads.includes(machine))
    against(`elf.machine is ${elf?.machine}`, `elf.interp is ${elf?.interp}`, `the loader of ${loads.join(' and ')}`);
  if (machine === null && typeof elf?.machine === 'string' && !elf.machine.startsWith('EM_'))
    found.push(
      `elf.machine is ${elf.machine}, which is no machine that is known here (expected a constant of elf.h as EM_X86_64, or a word of uname or Go): nothing follows from it`,
    );
  if (elf?.class === 32 && machine !== null && ['arm64', 'riscv64', 'ppc64le', 's390x'].includes(machine)) against(`elf.machine is ${elf.machine}`, 'elf.class is 32');
  if (elf?.class === 64 && (machine === '386' || machine === 'arm')) against(`elf.machine is ${elf.machine}`, 'elf.class is 64');

  if (elf?.linkage === 'static' && typeof elf.interp === 'string' && elf.interp !== '') against('elf.linkage is static', `elf.interp is ${elf.interp}`);
  if (elf?.linkage === 'static' && (elf.needed?.length ?? 0) > 0) against('elf.linkage is static', `elf.needed has ${elf.needed?.slice(0, 3).join(', ')}`);
  if (elf?.libc === 'musl' && typeof elf.glibcFloor === 'string') against('elf.libc is musl', `elf.glibcFloor is ${elf.glibcFloor}`);
  if (elf?.format !== undefined && elf.format !== 'elf' && typeof elf.interp === 'string' && elf.interp !== '' && elf.format !== 'script')
    against(`elf.format is ${elf.format}`, `elf.interp is ${elf.interp}`, 'only ELF files name a loader');
  const cgo = elf?.goSettings?.CGO_ENABLED;
  if (build?.cgo !== undefined && cgo !== undefined && (cgo === '1') !== build.cgo) against(`build.cgo is ${build.cgo}`, `the binary was built with CGO_ENABLED=${cgo}`);

  const has = new Set(image?.has);
  for (const path of (image?.missing ?? []).filter((each) => has.has(each)).slice(0, 3)) against(`image.has lists ${path}`, `image.missing lists ${path} too`);
  const version = Number(/^(?:glibc |musl )?1\.(\d+)/.exec(image?.libcVersion ?? '')?.[1] ?? Number.NaN);
  if (image?.libc === 'musl' && /^2\./.test(image.libcVersion ?? '')) against('image.libc is musl', `image.libcVersion is ${image.libcVersion}`, 'musl counts from 0 and 1');
  if (image?.libc === 'glibc' && !Number.isNaN(version))
    against('image.libc is glibc', `image.libcVersion is ${image.libcVersion}`, "no glibc of today counts as musl's versions do");
  if (image?.libc === 'none' && image.has?.some((path) => /\/(?:ld-linux[^/]*|ld-musl[^/]*|ld64[^/]*|libc\.so\.6)$/.test(path)) === true)
    against('image.libc is none', `image.has lists ${image.has.find((path) => /\/(?:ld-|ld64|libc\.so)/.test(path)) ?? 'a loader'}`);

  if (run?.outcome === 'pass' && typeof run.code === 'number' && run.code !== 0) against('run.outcome is pass', `run.code is ${run.code}`);
  if (build?.exitStatus === 0 && run?.outcome === 'build-failed') against('build.exitStatus is 0', 'run.outcome is build-failed');

  const looked = trace?.filesMissing ?? facts.trace?.filesMissing ?? [];
  for (const path of looked.filter((each) => has.has(each)).slice(0, 3)) against(`image.has lists ${path}`, `the trace did not find it`, 'another mount, or another image');
  return found;
}
