// Out of memory: the kernel (or a cgroup's limit) killed it, or an allocation failed. Of a build and of a run.
import { byHand, change } from '../../fixes.ts';
import { fact } from '../../evidence.ts';
import type { Case, DraftFix, Rule } from '../../types.ts';
import type { FindingEvidence } from '../../../../shared/domain/explain.ts';
import { drafted, linesOf, ran, said, see } from './known.ts';
import { BUILD_TOOL, KILLED, KILLED_ITSELF, NOT_OOM, OTHER_MEMORY, OUT_OF_MEMORY, STOPPED, TIMED_OUT } from './signals.ts';

export const oomKilled: Rule = {
  id: 'oom-killed',
  cause: 'oom-killed',
  needs: 'OOMKilled of the container, or the kernel’s log; SIGKILL and 137 alone may be anyone’s',
  contradictedBy: 'OOMKilled false, docker stop, a time limit that was reached',
  signals: [OUT_OF_MEMORY, KILLED, KILLED_ITSELF, NOT_OOM, STOPPED, TIMED_OUT],
  find(seen) {
    if (ran(seen)) return null;
    const memory = said(seen, OUT_OF_MEMORY).filter(({ text }) => !OTHER_MEMORY.test(text));
    const killed = said(seen, KILLED);
    const outcome: FindingEvidence[] =
      seen.cell?.outcome === 'oom' ? [{ source: 'facts', path: 'cell.outcome', text: 'oom' }] : seen.facts.run?.outcome === 'oom' ? fact(seen, 'run', 'outcome') : [];
    const code: FindingEvidence[] =
      seen.facts.run?.code === 137
        ? fact(seen, 'run', 'code')
        : seen.facts.run?.signal === 'SIGKILL'
          ? fact(seen, 'run', 'signal')
          : seen.facts.build?.exitStatus === 137
            ? fact(seen, 'build', 'exitStatus')
            : [];
    const timedOut = seen.cell?.outcome === 'timed-out' || seen.facts.run?.outcome === 'timed-out';
    if (memory.length === 0 && outcome.length === 0 && (timedOut || (killed.length === 0 && code.length === 0))) return null;
    const build = killed.some(({ text }) => BUILD_TOOL.test(text));
    const stopped = [...said(seen, STOPPED), ...said(seen, KILLED_ITSELF)];
    const not = said(seen, NOT_OOM);
    const against = [...linesOf(not, 1), ...(memory.length === 0 ? linesOf(stopped, 1) : [])];
    const confidence =
      outcome.length > 0
        ? 0.97
        : memory.length > 0
          ? not.length > 0
            ? 0.6
            : 0.95
          : not.length > 0
            ? 0.25
            : stopped.length > 0 || said(seen, TIMED_OUT).length > 0
              ? 0.35
              : build
                ? 0.9
                : 0.66;
    return drafted({
      title:
        build || seen.cell?.outcome === 'build-failed'
          ? 'The build ran out of memory and was killed'
          : memory.length > 0 || outcome.length > 0
            ? 'It ran out of memory'
            : 'It was killed (SIGKILL), most often as memory ran out',
      confidence,
      evidence: [...outcome, ...linesOf(memory), ...linesOf(killed, memory.length > 0 ? 1 : 3), ...code],
      against,
      fixes: fixesFor(seen, build),
      see: see('oom-killed', 'https://docs.kernel.org/admin-guide/cgroup-v2.html#memory'),
      next:
        outcome.length > 0 || memory.length > 0
          ? null
          : 'Who killed it: docker inspect --format {{.State.OOMKilled}} CONTAINER; dmesg | grep -i oom; kubectl describe pod POD (Last State)',
    });
  },
};

function fixesFor(seen: Case, build: boolean): DraftFix[] {
  const fewer = change('fewer-at-once', 'Build fewer packages at once', { goflags: '-p=1' }, ['the build takes longer']);
  const memory = change('more-memory', 'Give it more memory', { run: { memory: '4GB' } });
  const byPerson = byHand('memory-limit', 'Raise the limit, or tell Go of it', [
    'docker run --memory, resources.limits.memory of the pod, the memory of the Docker Desktop machine; swap helps a build',
    'GOMEMLIMIT=90% of the limit, so that the collector works harder before the kernel kills',
    'a build: GOGC=20 and go build -p 1; -ldflags=-w spares the linker some; SQLite and other big C packages want 1 GB',
  ]);
  return build || seen.cell?.outcome === 'build-failed' ? [fewer, byPerson] : [memory, byPerson];
}
