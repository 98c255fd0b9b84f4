// What the reports say of findings, fixes and proofs, in words that both formats share.
import type { Finding, FindingEvidence, Fix, ProofDocument } from '../../shared/domain/explain.ts';
import { changeText } from '../../shared/domain/change-text.ts';

/** Where a piece of evidence stands: `stderr:3`, `elf.interp`, `trace event 7`, `/app @4064`. */
export function evidencePlace({ source, path, line, event, byteOffset }: FindingEvidence): string {
  if (line !== undefined) return `${path ?? source}:${line}`;
  if (event !== undefined) return `${source} event ${event}`;
  return `${path ?? source}${byteOffset === undefined ? '' : ` @${byteOffset}`}`;
}

export const percent = (confidence: number): string => `${Math.round(confidence * 100)} %`;

/** What became of a fix, in one line; null where it was not tried. */
export function proofText({ proof }: Fix): string | null {
  if (proof === null) return null;
  const where = `cell ${proof.run}/${proof.cell}`;
  if (proof.green === true) return `proven: ${where} is green (${proof.outcome})`;
  return proof.green === false ? `not proven: ${where} ended with ${proof.outcome}` : `could not be tried: ${proof.outcome}`;
}

/** What it does: the change in lines, or what a person has to do. */
export const fixSteps = ({ change }: Fix): string[] => [...changeText(change), ...(change.manual ?? [])];

/** The proof of a fix of a cell, where it is at hand. */
export const proofOfFix = (proofs: readonly ProofDocument[], cell: number, fix: Fix): ProofDocument | null =>
  proofs.find((each) => each.red.cell === cell && each.fix.id === fix.id) ?? null;

/** Whether it merely follows from another finding of the cell. */
export const followsText = (finding: Finding, all: readonly Finding[]): string => {
  const leader = all.find(({ id }) => id === finding.follows);
  return leader === undefined ? '' : `follows from ${leader.cause}`;
};
