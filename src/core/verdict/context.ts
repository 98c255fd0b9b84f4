// What the checks share: found out once, in the order in which a kernel would.
import { execution, type Execution } from './execution.ts';
import { findLoader, resolveLibraries, type Loader, type Resolution } from './loader/index.ts';
import { startOf } from './start.ts';
import type { Subject } from './subject.ts';
import type { Result } from './result.ts';
import type { JudgeInput } from './types.ts';

export interface Context {
  readonly input: JudgeInput;
  readonly format: Result;
  /** null: execve takes nothing of it. */
  readonly subject: Subject | null;
  readonly execution: Execution;
  readonly loader: Loader;
  /** null: no loader of a known kind looks for libraries. */
  readonly resolution: Resolution | null;
}

export function contextOf(input: JudgeInput): Context {
  const { subject, format } = startOf(input);
  const how = execution(input, subject);
  const loader: Loader = subject === null ? { is: 'none' } : findLoader(input.image, asStarted(input, subject));
  const resolution = subject === null ? null : resolveLibraries(input, subject, loader, how.by === 'emulator');
  return { input, format, subject, execution: how, loader, resolution };
}

/** A shared library has no loader of its own: the one that programs of its libc have in this image will load it. */
function asStarted({ image }: JudgeInput, subject: Subject): Subject {
  if (subject.brief.interp !== null || subject.brief.linkage !== 'shared') return subject;
  for (const [, brief] of image.elves()) {
    if (brief.interp === null || brief.machine !== subject.brief.machine || brief.class !== subject.brief.class || brief.data !== subject.brief.data) continue;
    return { ...subject, brief: { ...subject.brief, interp: brief.interp } };
  }
  const usual = USUAL[`${subject.brief.machine}/${subject.brief.class}`]?.find((path) => image.resolve(path).found);
  return usual === undefined ? subject : { ...subject, brief: { ...subject.brief, interp: usual } };
}

/** Where loaders stand by the psABI documents and musl's habit, for images that hold no program. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  'EM_X86_64/64': ['/lib64/ld-linux-x86-64.so.2', '/lib/ld-musl-x86_64.so.1'],
  'EM_386/32': ['/lib/ld-linux.so.2', '/lib/ld-musl-i386.so.1'],
  'EM_AARCH64/64': ['/lib/ld-linux-aarch64.so.1', '/lib/ld-musl-aarch64.so.1'],
  'EM_ARM/32': ['/lib/ld-linux-armhf.so.3', '/lib/ld-musl-armhf.so.1', '/lib/ld-linux.so.3', '/lib/ld-musl-arm.so.1'],
  'EM_RISCV/64': ['/lib/ld-linux-riscv64-lp64d.so.1', '/lib/ld-musl-riscv64.so.1'],
  'EM_PPC64/64': ['/lib64/ld64.so.2', '/lib/ld-musl-powerpc64le.so.1'],
  'EM_S390/64': ['/lib/ld64.so.1', '/lib/ld-musl-s390x.so.1'],
  'EM_LOONGARCH/64': ['/lib64/ld-linux-loongarch-lp64d.so.1', '/lib/ld-musl-loongarch64.so.1'],
};
