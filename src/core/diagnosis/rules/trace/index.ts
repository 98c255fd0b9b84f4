// What a trace alone tells: calls that decide, where no word is at hand.
import type { Rule } from '../../types.ts';
import { cpuBaselineByTrace } from './cpu-baseline.ts';
import { dnsSearchAmplificationByTrace, dnsSearchFinalFailureByTrace } from './dns-search.ts';
import { dnsLostParallelByTrace, dnsMessageSizeByTrace, dnsMultiNameserverByTrace } from './dns-servers.ts';
import { emulatorCrashByTrace } from './emulator-crash.ts';
import { libraryMissingByTrace } from './library-missing.ts';
import { loaderMissingByTrace } from './loader-missing.ts';
import { oomKilledByTrace } from './oom-killed.ts';
import { seccompBlockedByTrace } from './seccomp-blocked.ts';
import { staticNssByTrace } from './static-nss.ts';
import { userDbByTrace } from './user-db.ts';

export const TRACE_RULES: readonly Rule[] = [
  libraryMissingByTrace,
  loaderMissingByTrace,
  staticNssByTrace,
  userDbByTrace,
  cpuBaselineByTrace,
  emulatorCrashByTrace,
  oomKilledByTrace,
  seccompBlockedByTrace,
  dnsSearchFinalFailureByTrace,
  dnsSearchAmplificationByTrace,
  dnsMultiNameserverByTrace,
  dnsLostParallelByTrace,
  dnsMessageSizeByTrace,
];
