// A static glibc program opened NSS modules at run time and found none.
import { cgoOff, linkAs, linkStatic, withTags } from '../../fixes.ts';
import type { Rule } from '../../types.ts';
import { drafted, see } from '../start/known.ts';
import { ended, fromSought, missing, witnessOf } from './witness.ts';

export const staticNssByTrace: Rule = {
  id: 'static-nss-by-trace',
  cause: 'static-nss',
  needs: 'a trace of a program without a loader that looks for libnss_*.so.2 and finds none',
  contradictedBy: 'a program that a loader started: there a missing module is one source of names less',
  signals: [],
  find(seen) {
    const witness = witnessOf(seen);
    if (witness === null) return null;
    const modules = missing(witness, 'nsswitch').filter(({ name }) => /^libnss_\w+\.so/.test(name));
    const loaded = witness.filesOpened.some((path) => /\/ld-linux[^/]*$|\/ld64\.so|\/etc\/ld\.so\.cache$|\/libc\.so\.6$|\/libc-[\d.]+\.so$/.test(path));
    const cacheFirst = witness.filesOpened[0]?.endsWith('/ld.so.cache') === true;
    if (modules.length === 0 || (loaded && cacheFirst)) return null;
    return drafted({
      title: `A statically linked glibc looks for ${modules
        .map(({ name }) => name)
        .slice(0, 3)
        .join(', ')} when it is asked for a name or a user, and the image has no such module`,
      confidence: 0.84,
      evidence: [...modules.slice(0, 3).flatMap((module) => fromSought(witness, module)), ended(witness)],
      fixes: [withTags('netgo,osusergo', 'Look names and users up in Go itself: -tags netgo,osusergo'), linkStatic('musl'), cgoOff(), linkAs('dynamic')],
      see: see('static-nss'),
    });
  },
};
