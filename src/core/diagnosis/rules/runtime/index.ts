// What a running program lacks: kernel, certificates, time zones, users, names.
import type { Rule } from '../../types.ts';
import { caRootsMissing } from './ca-roots-missing.ts';
import { caRootsProxy } from './ca-roots-proxy.ts';
import { dnsLostParallel } from './dns-lost-parallel.ts';
import { dnsMessageSize } from './dns-message-size.ts';
import { dnsMultiNameserver } from './dns-multi-nameserver.ts';
import { dnsNdots0 } from './dns-ndots0.ts';
import { dnsSearchAmplification } from './dns-search-amplification.ts';
import { dnsSearchFinalFailure } from './dns-search-final-failure.ts';
import { kernelTooOld } from './kernel-too-old.ts';
import { seccompBlocked } from './seccomp-blocked.ts';
import { tzdataMissing } from './tzdata-missing.ts';
import { userDb } from './user-db.ts';

export const RUNTIME_RULES: readonly Rule[] = [
  kernelTooOld,
  seccompBlocked,
  caRootsMissing,
  caRootsProxy,
  tzdataMissing,
  userDb,
  dnsSearchAmplification,
  dnsSearchFinalFailure,
  dnsMultiNameserver,
  dnsLostParallel,
  dnsMessageSize,
  dnsNdots0,
];
