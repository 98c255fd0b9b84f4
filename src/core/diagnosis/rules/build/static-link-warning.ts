// The warning of a static link with glibc, where the build is known to have ended well and nothing failed after it.
import { fact } from '../../evidence.ts';
import * as fixes from '../../fixes.ts';
import type { Rule } from '../../types.ts';
import { buildPassed, heard, lines, some } from './seen.ts';
import { staticNssWarning } from './static-nss.ts';

export const staticLinkWarning: Rule = {
  id: 'static-link-warning',
  cause: 'not-a-failure',
  needs: 'the warning, and a build that ended with 0',
  contradictedBy: 'a lookup of a name or a user that fails when the program runs (static-nss)',
  signals: [staticNssWarning],
  find(seen) {
    const warned = heard(seen, staticNssWarning.id);
    const ran = seen.cell?.outcome ?? seen.facts.run?.outcome;
    if (warned.length === 0 || !buildPassed(seen) || (ran !== undefined && ran !== 'pass')) return null;
    return {
      title: `The link ended well: it only warns that ${some(warned.map(({ match }) => match[1] ?? ''))} will load NSS modules at run time`,
      confidence: 0.85,
      evidence: [...lines(warned, 2), ...fact(seen, 'build', 'exitStatus')],
      fixes: [fixes.withTags('netgo,osusergo', 'Look names and users up in Go itself, and be rid of the warning: -tags netgo,osusergo')],
      see: ['docs/causes.md#static-nss'],
    };
  },
};
