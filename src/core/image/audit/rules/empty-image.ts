// Nothing in it: right as the base of a static binary, useless alone.
import { fromLayer } from '../evidence.ts';
import { incomplete } from '../../incomplete.ts';
import type { AuditRule } from './types.ts';

export const emptyImage: AuditRule = {
  id: 'empty-image',
  look({ facts }) {
    if (facts.files > 0 || facts.links > 0 || incomplete(facts.warnings)) return null;
    const layers = facts.layers.length;
    return {
      level: 'info',
      cause: null,
      title: 'The image holds no files',
      detail: 'Only a static binary that is added to it can start here, and it brings its own certificates, time zones and users or does without.',
      evidence: [fromLayer(null, layers === 0 ? 'no layers' : `${layers} ${layers === 1 ? 'layer' : 'layers'} without a file`)],
    };
  },
};
