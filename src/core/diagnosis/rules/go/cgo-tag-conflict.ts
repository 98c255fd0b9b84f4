// `-tags cgo` does not turn cgo on. With CGO_ENABLED=0 it takes out the `!cgo` twin of a file, and `import "C"` takes out the other (facts/claims.md C76).
import { cgoOff } from '../../fixes.ts';
import type { Rule } from '../../types.ts';
import { built, contextOf } from './context.ts';
import { cgoOnFixes, withoutTag } from './remedies.ts';
import { CONTEXT_SIGNALS, doc, evidenceOf, EXCLUDES, UNDEFINED } from './signals.ts';
import { hasTagCgo, TAG_CGO } from './tag-cgo.ts';

export const rule: Rule = {
  id: 'cgo-tag-conflict',
  cause: 'cgo-tag-conflict',
  needs: 'the build tag `cgo` given by hand while CGO_ENABLED is 0',
  contradictedBy: 'cgo on, or no such tag',
  signals: [TAG_CGO, EXCLUDES, UNDEFINED, ...CONTEXT_SIGNALS],
  find(seen) {
    const tag = hasTagCgo(seen);
    if (tag === null) return null;
    const { cgo } = contextOf(seen);
    if (cgo === null || cgo.value) return null;
    const broken = [...seen.hits(UNDEFINED.id), ...seen.hits(EXCLUDES.id)];
    // A build that went well lost nothing that anybody missed.
    if (broken.length === 0 && built(seen) !== false) return null;
    return {
      title: '-tags cgo with CGO_ENABLED=0 leaves out both twins of a file: the tag drops the one for !cgo, and import "C" the other',
      confidence: broken.length > 0 ? 0.96 : 0.7,
      evidence: [...evidenceOf(broken, 3), ...tag, ...cgo.evidence],
      fixes: [
        withoutTag(seen, 'cgo'),
        ...cgoOnFixes(seen),
        {
          ...cgoOff(),
          id: 'cgo-off-no-tag',
          title: 'Build with CGO_ENABLED=0 and without the tag',
          change: { axes: { cgo: '0', tags: withoutTag(seen, 'cgo').change.axes?.['tags'] ?? '-' } },
        },
      ],
      see: [doc('cgo-tag-conflict')],
    };
  },
};
