// Killed by a signal that nobody in the log sent: the kernel's out-of-memory killer, or somebody outside.
import { byHand } from '../../fixes.ts';
import type { Rule } from '../../types.ts';
import { drafted, see } from '../start/known.ts';
import { ended, witnessOf } from './witness.ts';

export const oomKilledByTrace: Rule = {
  id: 'oom-killed-by-trace',
  cause: 'oom-killed',
  needs: 'a trace that ends with SIGKILL',
  contradictedBy: 'a kill of its own; somebody who stopped it (a limit of time, docker stop, kubectl delete)',
  signals: [],
  find(seen) {
    const witness = witnessOf(seen);
    // Of a cell it is known who killed it.
    if (witness?.ended.signal !== 'SIGKILL' || seen.cell !== null || (seen.trace?.syscalls ?? []).some(({ name }) => name === 'kill')) return null;
    return drafted({
      title: 'The program is killed by SIGKILL that it did not send itself: by the out-of-memory killer, or by somebody outside',
      confidence: 0.5,
      evidence: [ended(witness)],
      fixes: [byHand('more-memory', 'Give it more memory, or have it use less', ['docker run --memory 2g …', 'GOMEMLIMIT below the limit makes the garbage collector keep to it'])],
      see: see('oom-killed'),
      next: 'docker inspect --format "{{.State.OOMKilled}}" CONTAINER; dmesg | grep -i "killed process"',
    });
  },
};
