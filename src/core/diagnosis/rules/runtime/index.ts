// What a running program lacks: kernel, certificates, time zones, users, names.
import type { Rule } from '../../types.ts';
import { caRootsMissing } from './ca-roots-missing.ts';
import { caRootsProxy } from './ca-roots-proxy.ts';
import { kernelTooOld } from './kernel-too-old.ts';
import { seccompBlocked } from './seccomp-blocked.ts';
import { tzdataMissing } from './tzdata-missing.ts';
import { userDb } from './user-db.ts';

export const RUNTIME_RULES: readonly Rule[] = [kernelTooOld, seccompBlocked, caRootsMissing, caRootsProxy, tzdataMissing, userDb];
