// What the checks share: found out once, in the order in which a kernel would.
import { LOADERS } from '../image/wanted.ts';
import { execution, type Execution } from './execution.ts';
import { findLoader, resolveLibraries, type Loader, type Resolution } from './loader/index.ts';
import { platformOf } from './machine.ts';
import { startOf, type Start } from './start.ts';
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

export function contextOf(input: JudgeInput, { subject, format }: Start = startOf(input)): Context {
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
  const platform = platformOf(subject.brief) ?? '';
  const usual = LOADERS.find(({ path, platforms }) => platforms.includes(platform) && image.resolve(path).found)?.path;
  return usual === undefined ? subject : { ...subject, brief: { ...subject.brief, interp: usual } };
}
