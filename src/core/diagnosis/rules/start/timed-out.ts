// Longer than its limit, or never ready.
import { byHand, change } from '../../fixes.ts';
import { fact } from '../../evidence.ts';
import type { DraftFix, Rule } from '../../types.ts';
import type { FindingEvidence } from '../../../../shared/domain/explain.ts';
import { drafted, linesOf, ran, said, see } from './known.ts';
import { TIMED_OUT } from './signals.ts';

export const timedOut: Rule = {
  id: 'timed-out',
  cause: 'timed-out',
  needs: 'the limit that was reached: of a run, a job, a test, a probe',
  contradictedBy: 'a time-out of one connection, which is the network’s',
  signals: [TIMED_OUT],
  find(seen) {
    if (ran(seen)) return null;
    const outcome: FindingEvidence[] =
      seen.cell?.outcome === 'timed-out'
        ? [{ source: 'facts', path: 'cell.outcome', text: 'timed-out' }]
        : seen.facts.run?.outcome === 'timed-out'
          ? fact(seen, 'run', 'outcome')
          : [];
    const all = said(seen, TIMED_OUT);
    if (outcome.length === 0 && all.length === 0) return null;
    const probe = all.length > 0 && all.every(({ text }) => /probe (?:failed|errored)|unhealthy|failed (?:liveness|startup) probe|\bbec[ao]me (?:ready|healthy)/i.test(text));
    return drafted({
      title:
        seen.cell?.reason !== null && seen.cell?.reason !== undefined && outcome.length > 0
          ? seen.cell.reason
          : probe
            ? 'It did not become ready in time'
            : 'It took longer than its limit',
      confidence: outcome.length > 0 ? 0.95 : probe ? 0.75 : 0.9,
      evidence: [...outcome, ...linesOf(all)],
      fixes: FIXES,
      // As the first process of a container, what crashed under qemu or could not be pulled hangs until its time is over.
      follows: ['emulator-crash', 'cpu-baseline', 'image-denied'],
      see: see('timed-out'),
      next: probe
        ? 'What it does meanwhile: its own log, and whether it listens on 0.0.0.0 and not on 127.0.0.1 alone (ss -ltn in the container)'
        : 'Where it hangs: kill -QUIT prints every goroutine of a Go program',
    });
  },
};

const FIXES: DraftFix[] = [
  change('more-time', 'Give it more time', { run: { time: '5m' } }, ['a hang stays a hang: it is seen later']),
  byHand('why-so-long', 'Find what it waits for', [
    'kill -QUIT PID (docker kill -s QUIT CONTAINER) prints the stacks of all goroutines; go test -timeout 30m for tests that are merely long',
    'a server is ready when it listens: on all addresses (":8080"), on the port that the probe or PORT names',
    'emulated programs are 5 to 20 times slower: build and run natively',
  ]),
];
