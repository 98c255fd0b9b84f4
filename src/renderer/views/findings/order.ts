// Findings in the order they are read: the likeliest first, what merely follows from another below it. Pure.
import type { FindingEvidence, Finding } from '../../../shared/domain/explain.ts';

export interface FindingNode {
  finding: Finding;
  followers: readonly FindingNode[];
}

/** Every finding once. One that names nobody here, or that would follow from itself by a ring, stands by itself. */
export function findingTree(findings: readonly Finding[]): FindingNode[] {
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  const parentOf = (finding: Finding): Finding | null => {
    const seen = new Set([finding.id]);
    for (let at = finding.follows; at !== null;) {
      if (seen.has(at)) return null;
      seen.add(at);
      at = byId.get(at)?.follows ?? null;
    }
    return finding.follows === null ? null : (byId.get(finding.follows) ?? null);
  };
  const below = new Map<string, Finding[]>();
  const roots: Finding[] = [];
  for (const finding of findings) {
    const parent = parentOf(finding);
    if (parent === null) roots.push(finding);
    else below.set(parent.id, [...(below.get(parent.id) ?? []), finding]);
  }
  const likeliest = (list: readonly Finding[]): Finding[] => [...list].sort((a, b) => b.confidence - a.confidence);
  const node = (finding: Finding): FindingNode => ({ finding, followers: likeliest(below.get(finding.id) ?? []).map(node) });
  return likeliest(roots).map(node);
}

/** The finding to name where there is room for one; null where there is none. */
export const firstFinding = (findings: readonly Finding[]): Finding | null => findingTree(findings)[0]?.finding ?? null;

/** line -> the titles of the findings that stand on it. `of` says which evidence belongs to the log that is shown. Of `likely` lines, `otherwise` is said. */
export function decidingLines(
  { findings, likely = [] }: { findings: readonly Finding[]; likely?: readonly FindingEvidence[] },
  of: (evidence: FindingEvidence) => boolean,
  otherwise: string,
): Map<number, string> {
  const lines = new Map<number, string>();
  const add = (evidence: readonly FindingEvidence[], title: string): void => {
    for (const one of evidence) {
      if (one.line === undefined || one.line < 1 || !of(one)) continue;
      const before = lines.get(one.line);
      if (before === undefined) lines.set(one.line, title);
      else if (!before.split(' · ').includes(title)) lines.set(one.line, `${before} · ${title}`);
    }
  };
  for (const { finding } of flat(findingTree(findings))) add(finding.evidence, finding.title);
  add(
    likely.filter(({ line }) => line !== undefined && !lines.has(line)),
    otherwise,
  );
  return lines;
}

const flat = (nodes: readonly FindingNode[]): FindingNode[] => nodes.flatMap((node) => [node, ...flat(node.followers)]);
