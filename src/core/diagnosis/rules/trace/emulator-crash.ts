// qemu-user and its guest share one process: where the emulator is at work, a segmentation fault may be its own.
import type { Rule } from '../../types.ts';
import { fixesFor } from '../start/emulator-crash.ts';
import { drafted, see } from '../start/known.ts';
import { ended, witnessOf } from './witness.ts';

export const emulatorCrashByTrace: Rule = {
  id: 'emulator-crash-by-trace',
  cause: 'emulator-crash',
  needs: 'a trace of an emulated program that ends with SIGSEGV',
  contradictedBy: 'the same crash on a machine of its own platform',
  signals: [],
  find(seen) {
    const witness = witnessOf(seen);
    const signal = witness?.signals.find(({ name, fatal }) => (name === 'SIGSEGV' || name === 'SIGBUS') && fatal);
    if (witness === null || signal === undefined || seen.facts.trace?.emulated !== true) return null;
    return drafted({
      title: `The emulated program is killed by ${signal.name}, and its emulator with it: it may be the emulator's own fault`,
      confidence: 0.6,
      evidence: [{ source: 'trace', event: signal.event, text: `${signal.name}${signal.code === null ? '' : ` si_code=${signal.code}`}` }, ended(witness)],
      fixes: fixesFor(seen),
      see: see('emulator-crash', 'https://www.qemu.org/docs/master/user/main.html'),
      next: 'whether it crashes on a machine of its own platform too',
    });
  },
};
