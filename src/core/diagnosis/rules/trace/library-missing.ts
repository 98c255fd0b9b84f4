// The loader looked for a library in every folder it knows, found it in none, and gave up.
import type { Rule } from '../../types.ts';
import { fixesFor } from '../start/library-missing.ts';
import { GLIBC_LIBRARY, MUSL_LIBRARY } from '../start/libc-mix-symbols.ts';
import { drafted, see } from '../start/known.ts';
import { ended, fromSought, missing, witnessOf } from './witness.ts';

/** Both libcs' loaders end so where a library is missing (glibc elf/rtld.c, musl ldso/dynlink.c). */
const LOADER_FAILED = 127;

export const libraryMissingByTrace: Rule = {
  id: 'library-missing-by-trace',
  cause: 'link-lib-missing',
  needs: 'a trace in which a library was looked for and found nowhere, and the program ended with 127',
  contradictedBy: 'a program that went on without it (a plugin, dlopen); a library of the other libc',
  signals: [],
  find(seen) {
    const witness = witnessOf(seen);
    if (witness === null || witness.ended.code !== LOADER_FAILED) return null;
    const [library] = missing(witness, 'library').filter(({ name }) => /\.so(?:\.|$)/.test(name) && !GLIBC_LIBRARY.test(name) && !MUSL_LIBRARY.test(name));
    if (library === undefined) return null;
    return drafted({
      title: `${library.name} is needed at the start, and not in the image: looked for in ${library.places.length} ${library.places.length === 1 ? 'place' : 'places'}`,
      confidence: 0.93,
      evidence: [...fromSought(witness, library), ended(witness)],
      fixes: fixesFor(library.name),
      see: see('link-lib-missing'),
    });
  },
};
