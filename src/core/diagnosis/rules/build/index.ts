// Why C does not compile or link, and what a link leaves behind.
import type { Rule } from '../../types.ts';
import { cSharedMuslCrash } from './c-shared-musl-crash.ts';
import { cgoInternalLink } from './cgo-internal-link.ts';
import { constructorDropped } from './constructor-dropped.ts';
import { diskFull } from './disk-full.ts';
import { libcMixCompile } from './libc-mix-compile.ts';
import { libcMixLink } from './libc-mix-link.ts';
import { linkLibMissing } from './link-lib-missing.ts';
import { relocRange } from './reloc-range.ts';
import { runtimeCgoMissing } from './runtime-cgo-missing.ts';
import { staticLinkWarning } from './static-link-warning.ts';
import { staticNotStatic } from './static-not-static.ts';
import { staticNss } from './static-nss.ts';
import { tlsModel } from './tls-model.ts';
import { toolchainFlag } from './toolchain-flag.ts';
import { toolchainMissing } from './toolchain-missing.ts';
import { toolchainWrongTarget } from './toolchain-wrong-target.ts';

export const BUILD_RULES: readonly Rule[] = [
  libcMixLink,
  libcMixCompile,
  linkLibMissing,
  staticNss,
  staticLinkWarning,
  toolchainMissing,
  toolchainWrongTarget,
  toolchainFlag,
  relocRange,
  tlsModel,
  runtimeCgoMissing,
  cgoInternalLink,
  staticNotStatic,
  constructorDropped,
  cSharedMuslCrash,
  diskFull,
];
