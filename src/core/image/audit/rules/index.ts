// Every rule of the audit: one line each. Their order is that of findings of one level.
import { damagedImage } from './damage.ts';
import { emptyImage } from './empty-image.ts';
import {
  commandMissing,
  entrypointCrlf,
  entrypointForeign,
  entrypointInterpreterMissing,
  entrypointLoaderMissing,
  entrypointMissing,
  entrypointNoProgram,
  entrypointNotExecutable,
  workdirBroken,
} from './entrypoint.ts';
import { foreignFiles } from './foreign-files.ts';
import { ldCache } from './ld-cache.ts';
import { danglingLoader, foreignLoader, loaderOfAnotherLibc, twoLibcs, usrMergeBroken } from './libcs.ts';
import { entrypointLibraryMissing, entrypointVersionMissing } from './libraries.ts';
import { noNsswitch, nssModuleMissing } from './nss.ts';
import { otherSystem } from './other-system.ts';
import { platformLie } from './platform-lie.ts';
import { crlfScripts, scriptsWithoutInterpreter } from './scripts.ts';
import { setuidFiles } from './setuid.ts';
import { severalImages } from './several-images.ts';
import { noTmp } from './tmp.ts';
import { noRoots, noZoneinfo } from './trust.ts';
import type { AuditRule } from './types.ts';
import { noPasswd, userNotInPasswd, userUnknown } from './user.ts';

export const RULES: readonly AuditRule[] = [
  otherSystem,
  platformLie,
  workdirBroken,
  entrypointMissing,
  entrypointNotExecutable,
  entrypointForeign,
  entrypointLoaderMissing,
  entrypointCrlf,
  entrypointInterpreterMissing,
  entrypointNoProgram,
  entrypointLibraryMissing,
  entrypointVersionMissing,
  userUnknown,
  usrMergeBroken,
  danglingLoader,
  foreignLoader,
  commandMissing,
  loaderOfAnotherLibc,
  ldCache,
  crlfScripts,
  noRoots,
  nssModuleMissing,
  noTmp,
  damagedImage,
  severalImages,
  emptyImage,
  noZoneinfo,
  noPasswd,
  userNotInPasswd,
  noNsswitch,
  twoLibcs,
  foreignFiles,
  scriptsWithoutInterpreter,
  setuidFiles,
];

/** Those that hold for an image of any system; all others know how Linux starts programs. */
export const ANY_SYSTEM: readonly AuditRule[] = [otherSystem, damagedImage, severalImages, emptyImage];
