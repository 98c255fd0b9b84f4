// Proofs in the findings of a cell: found by the fix's id.
import type { Change, Finding, Fix, Proof } from '../../../shared/domain/explain.ts';
import { outcomeText, type Cell } from '../../../shared/domain/run.ts';

/** The fix of this id and the finding it is of; null where no finding offers it. */
export function findFix(findings: readonly Finding[], id: string): { finding: Finding; fix: Fix } | null {
  for (const finding of findings) for (const fix of finding.fixes) if (fix.id === id) return { finding, fix };
  return null;
}

/** Equal as documents, whatever the order of their names. */
export const sameChange = (a: Change, b: Change): boolean => canonical(a) === canonical(b);

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );

/** The findings with a proof written into every fix of this id that asks for the same. */
export const withProof = (findings: readonly Finding[], id: string, proof: Proof): Finding[] =>
  findings.map((finding) => ({ ...finding, fixes: finding.fixes.map((fix) => (fix.id === id ? { ...fix, proof } : fix)) }));

/**
 * What a try says of a fix. A cell that passed before has nothing to turn: there the finding must be gone. Null is no answer: it could not be built or
 * run here, or was cut off.
 */
export function proofOf(was: Pick<Cell, 'green' | 'outcome'>, cause: string | null, tried: { run: string; cell: Cell; at: string }): Proof {
  const { cell } = tried;
  const stays = was.green === true && was.outcome === 'pass' && cause !== null && cell.findings.some((finding) => finding.cause === cause);
  const outcome = cell.state === 'done' && cell.outcome !== 'not-run' ? outcomeText(cell) : `${outcomeText(cell)}${cell.reason === null ? '' : `: ${cell.reason}`}`;
  return { run: tried.run, cell: cell.number, green: stays ? false : cell.green, outcome: stays ? `${outcome}, and ${cause} is still found` : outcome, at: tried.at };
}
