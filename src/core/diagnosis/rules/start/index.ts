// Why what was built does not start: machine, loader, libraries, permissions, image.
import type { Rule } from '../../types.ts';
import { archMismatch } from './arch-mismatch.ts';
import { binfmtMissing } from './binfmt-missing.ts';
import { cpuBaseline } from './cpu-baseline.ts';
import { emulatorCrash } from './emulator-crash.ts';
import { fileMissing } from './file-missing.ts';
import { glibcTooOld } from './glibc-too-old.ts';
import { imageDenied } from './image-denied.ts';
import { imagePlatformMissing } from './image-platform-missing.ts';
import { libcMixSymbols } from './libc-mix-symbols.ts';
import { libraryMissing } from './library-missing.ts';
import { loaderMissing } from './loader-missing.ts';
import { notExecutable } from './not-executable.ts';
import { oomKilled } from './oom-killed.ts';
import { scriptInterpreter } from './script-interpreter.ts';
import { timedOut } from './timed-out.ts';

export const START_RULES: readonly Rule[] = [
  archMismatch,
  binfmtMissing,
  loaderMissing,
  fileMissing,
  notExecutable,
  scriptInterpreter,
  glibcTooOld,
  libcMixSymbols,
  libraryMissing,
  cpuBaseline,
  emulatorCrash,
  oomKilled,
  timedOut,
  imagePlatformMissing,
  imageDenied,
];
