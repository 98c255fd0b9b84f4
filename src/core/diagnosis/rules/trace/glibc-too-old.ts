// The loader opened the image's libc and ended with 1 at once: it says so in words where a version is missing, and does nothing else.
import type { Rule } from '../../types.ts';
import { fixesFor } from '../start/glibc-too-old.ts';
import { drafted, see } from '../start/known.ts';
import { ended, missing, witnessOf } from './witness.ts';

const LIBC = /\/(?:libc(?:-[\d.]+)?\.so(?:\.6)?|libm(?:-[\d.]+)?\.so(?:\.6)?|libpthread(?:-[\d.]+)?\.so(?:\.0)?)$/;

export const glibcTooOldByTrace: Rule = {
  id: 'glibc-too-old-by-trace',
  cause: 'glibc-too-old',
  needs: 'a trace that ends with code 1 as soon as the libc of the image was opened',
  contradictedBy: 'any file, socket or thread after that; a library that was not found',
  signals: [],
  find(seen) {
    const witness = witnessOf(seen);
    if (witness?.ended.code !== 1 || witness.dns.length > 0) return null;
    const last = witness.filesOpened.at(-1) ?? '';
    if (!LIBC.test(last) || missing(witness, 'library').some(({ name }) => name.includes('.so'))) return null;
    // A program that ran would have made a thread, read a file, or said something somewhere else.
    const calls = seen.trace?.syscalls ?? [];
    if (calls.some(({ name }) => /^(?:clone3?|fork|vfork|socket|connect)$/.test(name))) return null;
    return drafted({
      title: `The loader ended right after it had opened ${last}: a version that the program needs is not in it`,
      confidence: 0.55,
      evidence: [{ source: 'trace', path: 'trace.filesOpened', text: last }, ended(witness)],
      fixes: fixesFor([]),
      see: see('glibc-too-old', 'https://sourceware.org/glibc/wiki/Release'),
      next: 'what the loader said on stderr, or the versions that both sides have: cgoscope elf FILE --against IMAGE',
    });
  },
};
