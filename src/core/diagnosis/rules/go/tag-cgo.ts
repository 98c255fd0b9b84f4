// Whether `cgo` stands among the build tags: in facts, on the axis, in the binary, or on a command line of the log.
import type { FindingEvidence } from '../../../../shared/domain/explain.ts';
import { fact, fromHit } from '../../evidence.ts';
import type { Case, Signal } from '../../types.ts';

export const TAG_CGO: Signal = {
  id: 'go-tags-cgo',
  keywords: ['-tags', 'build_tags', 'buildtags', 'go_tags'],
  pattern: /(?:-tags|\b(?:BUILD_TAGS|BUILDTAGS|GO_TAGS))[=\s:]+(?:"[^"]*\bcgo\b[^"]*"|'[^']*\bcgo\b[^']*'|[\w.,]*\bcgo\b)/i,
};

const among = (tags: string): boolean => tags.split(/[,\s"']+/).includes('cgo');

export function hasTagCgo(seen: Case): FindingEvidence[] | null {
  const flags = seen.facts.build?.flags ?? [];
  for (const [index, flag] of flags.entries()) {
    const value = /^--?tags=(.*)$/.exec(flag)?.[1] ?? (/^--?tags$/.test(flag) ? flags[index + 1] : undefined);
    if (value !== undefined && among(value)) return fact(seen, 'build', 'flags');
  }
  const axis = seen.cell?.axes['tags'];
  if (axis !== undefined && among(axis)) return [{ source: 'facts', path: 'axes.tags', text: axis }];
  const built = seen.facts.elf?.goSettings?.['-tags'];
  if (built !== undefined && among(built)) return [{ source: 'elf', path: 'elf.goSettings.-tags', text: built }];
  const hit = seen.hits(TAG_CGO.id)[0];
  return hit === undefined ? null : [fromHit(hit)];
}
