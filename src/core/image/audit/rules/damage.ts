// What reading the image's stream stumbled over: damaged layers, whiteouts of nothing, paths that lead out of the root.
import { counted } from '../../../../shared/domain/units.ts';
import { incomplete } from '../../incomplete.ts';
import { CHOSEN } from './several-images.ts';
import { some, type AuditRule } from './types.ts';

/** Said by rules of their own. */
const ELSEWHERE: readonly string[] = [...CHOSEN, 'other-os'];

export const damagedImage: AuditRule = {
  id: 'damaged-image',
  look({ facts }) {
    const damage = facts.warnings.filter(({ code }) => !ELSEWHERE.includes(code));
    if (damage.length === 0) return null;
    return {
      level: 'warning',
      cause: null,
      title: `${counted(damage.length, 'thing')} in the layers ${damage.length === 1 ? 'is' : 'are'} not as they should be: ${some([...new Set(damage.map(({ code }) => code))])}`,
      detail: `What could be read was read${incomplete(facts.warnings) ? ', and what is said to be missing may stand in the part that could not be' : ''}; an engine may refuse such an image, or unpack it differently from another.`,
      evidence: damage.slice(0, 10).map(({ text, path }) => ({ source: 'layer', path, text, layer: null })),
    };
  },
};
