// What Go and its modules say: constraints, cgo off, versions, caches, compile errors, and what is no failure.
import type { Rule } from '../../types.ts';
import { rule as cacheCrossArch } from './cache-cross-arch.ts';
import { rule as cgoDisabledCsource } from './cgo-disabled-csource.ts';
import { rule as cgoDisabledExcludes } from './cgo-disabled-excludes.ts';
import { rule as cgoDisabledStub } from './cgo-disabled-stub.ts';
import { rule as cgoSilentlyOff } from './cgo-silently-off.ts';
import { rule as cgoTagConflict } from './cgo-tag-conflict.ts';
import { rule as compileError } from './compile-error.ts';
import { rule as envGoosGoarchLeak } from './env-goos-goarch-leak.ts';
import { rule as goTooOld } from './go-too-old.ts';
import { rule as levelNonsense } from './level-nonsense.ts';
import { rule as moduleDownload } from './module-download.ts';
import { rule as notAFailure } from './not-a-failure.ts';
import { rule as staleCInput } from './stale-c-input.ts';

export const GO_RULES: readonly Rule[] = [
  cacheCrossArch,
  cgoDisabledCsource,
  cgoDisabledExcludes,
  cgoDisabledStub,
  cgoSilentlyOff,
  cgoTagConflict,
  compileError,
  envGoosGoarchLeak,
  goTooOld,
  levelNonsense,
  moduleDownload,
  notAFailure,
  staleCInput,
];
