// The emulator looked for the program's loader and did not find it: the kernel never saw that execve.
import type { Rule } from '../../types.ts';
import { fixesFor } from '../start/loader-missing.ts';
import { drafted, see } from '../start/known.ts';
import { ended, fromSought, missing, witnessOf } from './witness.ts';

/** qemu-user's code, and a shell's. Programs look for loaders too, to learn which libc there is. */
const GAVE_UP = new Set([255, 127]);

export const loaderMissingByTrace: Rule = {
  id: 'loader-missing-by-trace',
  cause: 'loader-missing',
  needs: "a trace in which a loader's path was looked for and not found, and nothing ran after it",
  contradictedBy: 'a loader that was opened elsewhere',
  signals: [],
  find(seen) {
    const witness = witnessOf(seen);
    if (witness === null || !GAVE_UP.has(witness.ended.code ?? 0) || witness.sought.some(({ kind, found }) => kind === 'loader' && found)) return null;
    const [loader] = missing(witness, 'loader').filter(({ name }) => !name.startsWith('interpreter of '));
    if (loader === undefined) return null;
    const path = loader.places.find((place) => !place.includes('qemu-binfmt')) ?? loader.places[0] ?? loader.name;
    return drafted({
      title: `${path}, the loader that the program asks for, was looked for and is not there`,
      confidence: 0.9,
      evidence: [...fromSought(witness, loader), ended(witness)],
      fixes: fixesFor(seen, path),
      see: see('loader-missing', 'https://man7.org/linux/man-pages/man2/execve.2.html'),
    });
  },
};
