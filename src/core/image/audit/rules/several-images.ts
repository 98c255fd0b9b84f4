// An archive with more than one image, or without the platform that was asked for: the findings are about the one that was taken.
import type { AuditRule } from './types.ts';

export const CHOSEN: readonly string[] = ['several-images', 'several-platforms', 'platform-absent'];

export const severalImages: AuditRule = {
  id: 'several-images',
  look({ facts }) {
    const said = facts.warnings.filter(({ code }) => CHOSEN.includes(code));
    if (said.length === 0) return null;
    return {
      level: 'info',
      cause: null,
      title: 'Perhaps another image is meant: there was a choice',
      detail: 'Everything here is about the one that was taken. Save the image that you mean alone, to be sure.',
      evidence: said.map(({ text, path }) => ({ source: 'layer', path, text, layer: null })),
    };
  },
};
