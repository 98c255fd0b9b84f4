// Proofs outlive the findings that they were made for: what is found again gets them back.
import type { Finding, Fix } from '../../shared/domain/explain.ts';
import { sameChange } from '../diagnosis/prove/proofs.ts';

/** The new findings, each fix with the proof that the same change of the same cause had. */
export function carryProofs(findings: readonly Finding[], stored: readonly Finding[]): Finding[] {
  const proven = stored.flatMap(({ cause, fixes }) => fixes.filter(({ proof }) => proof !== null).map((fix) => ({ cause, fix })));
  if (proven.length === 0) return [...findings];
  return findings.map((finding) => ({
    ...finding,
    fixes: finding.fixes.map((fix) => {
      const known = proven.find((each) => each.cause === finding.cause && same(each.fix, fix));
      if (known === undefined) return fix;
      return { ...fix, proof: known.fix.proof };
    }),
  }));
}

/** Ids of other findings may move a number behind the id of a fix; what it changes says which one it is. */
const same = (a: Fix, b: Fix): boolean => sameChange(a.change, b.change) && a.id.replace(/-\d+$/, '') === b.id.replace(/-\d+$/, '');
