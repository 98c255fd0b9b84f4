// The processor met an instruction that it does not have.
import type { Rule } from '../../types.ts';
import { fixesFor } from '../start/cpu-baseline.ts';
import { drafted, see } from '../start/known.ts';
import { ended, witnessOf } from './witness.ts';

export const cpuBaselineByTrace: Rule = {
  id: 'cpu-baseline-by-trace',
  cause: 'cpu-baseline',
  needs: 'a trace that ends with SIGILL',
  contradictedBy: 'a program that raises SIGILL itself (ud2 after an unreachable place)',
  signals: [],
  find(seen) {
    const witness = witnessOf(seen);
    const signal = witness?.signals.find(({ name, fatal }) => name === 'SIGILL' && fatal);
    if (witness === null || signal === undefined) return null;
    return drafted({
      title: 'The program is killed by SIGILL: it uses an instruction that this processor (or the one that the emulator plays) does not have',
      confidence: 0.87,
      evidence: [{ source: 'trace', event: signal.event, text: `${signal.name}${signal.code === null ? '' : ` si_code=${signal.code}`}` }, ended(witness)],
      fixes: fixesFor(seen),
      see: see('cpu-baseline', 'https://go.dev/wiki/MinimumRequirements#amd64'),
      next: 'the level that the binary was built for: go version -m FILE (GOAMD64, GOARM64), and the flags in /proc/cpuinfo',
    });
  },
};
