// A program that makes threads at its start aborts before it has made one. What a seccomp profile refuses never reaches a tracer that filters by seccomp itself
// (strace --seccomp-bpf): of two filters the stricter one answers, so the refused call is not in the trace at all.
import type { Rule } from '../../types.ts';
import { fixes } from '../runtime/seccomp-blocked.ts';
import { drafted, see } from '../start/known.ts';
import { ended, witnessOf } from './witness.ts';

const MAKES_THREADS = /^(?:clone3?|fork|vfork)$/;
const THREAD_CALLS = new Set(['clone3', 'clone']);

export const seccompBlockedByTrace: Rule = {
  id: 'seccomp-blocked-by-trace',
  cause: 'seccomp-blocked',
  needs: 'a trace in which clone3 or clone is refused (EPERM), or a Go program with a libc that aborts before its first thread',
  contradictedBy: 'a thread that was made; another text than one about threads',
  signals: [],
  find(seen) {
    const witness = witnessOf(seen);
    if (witness === null) return null;
    const base = { fixes: fixes(), see: see('seccomp-blocked', 'https://docs.docker.com/engine/security/seccomp/') };
    const refused = witness.refused.find(({ call, error }) => THREAD_CALLS.has(call) && (error === 'EPERM' || (error === 'ENOSYS' && call === 'clone')));
    if (refused !== undefined)
      return drafted({
        ...base,
        title: `${refused.call} is refused (${refused.error}): no thread can be made under this seccomp profile`,
        confidence: 0.8,
        evidence: [{ source: 'trace', event: refused.event, text: `${refused.call} ${refused.error}` }, ended(witness)],
      });
    const abort = witness.signals.find(({ name }) => name === 'SIGABRT');
    const goRuntime = witness.filesOpened.at(-1) === '/sys/kernel/mm/transparent_hugepage/hpage_pmd_size';
    const libc = witness.filesOpened.some((path) => /\/libc[.-][^/]*$|\/ld-musl-[^/]*$/.test(path));
    if (abort === undefined || !goRuntime || !libc || (seen.trace?.syscalls ?? []).some(({ name }) => MAKES_THREADS.test(name))) return null;
    return drafted({
      ...base,
      title: 'A Go program with cgo aborts before it has made its first thread: the seccomp profile may refuse clone3, which glibc 2.34 and later ask for',
      confidence: 0.6,
      evidence: [{ source: 'trace', event: abort.event, text: `${abort.name}${abort.code === null ? '' : ` si_code=${abort.code}`}` }, ended(witness)],
      next: 'whether it starts without the profile: docker run --rm --security-opt seccomp=unconfined IMAGE',
    });
  },
};
