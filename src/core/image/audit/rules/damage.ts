// What reading the image's stream stumbled over: damaged layers, whiteouts of nothing, paths that lead out of the root.
import { counted } from '../../../../shared/domain/units.ts';
import { some, type AuditRule } from './types.ts';

export const damagedImage: AuditRule = {
  id: 'damaged-image',
  look({ facts }) {
    if (facts.warnings.length === 0) return null;
    return {
      level: 'warning',
      cause: null,
      title: `${counted(facts.warnings.length, 'thing')} in the layers ${facts.warnings.length === 1 ? 'is' : 'are'} not as they should be: ${some([...new Set(facts.warnings.map(({ code }) => code))])}`,
      detail: 'What could be read was read; an engine may refuse such an image, or unpack it differently from another.',
      evidence: facts.warnings.slice(0, 10).map(({ text, path }) => ({ source: 'layer', path, text, layer: null })),
    };
  },
};
