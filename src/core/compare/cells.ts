// Two cells: what the matrix asked of them, what became of them, and the facts that differ.
import { AXES } from '../../shared/domain/axes.ts';
import type { Difference } from '../../shared/domain/documents.ts';
import type { Facts } from '../../shared/domain/facts.ts';
import { outcomeText, type Cell } from '../../shared/domain/run.ts';
import { NOISE, ordered, scalar, type DiffOptions } from './difference.ts';
import { diffFacts } from './facts.ts';

/** Said by the cell itself, which knows more of it (state, expected, cancelled) than its facts. */
const SAID_BY_CELL = new Set(['run.outcome', 'run.code', 'run.signal']);
const AXIS_WEIGHT = 59;

/** Weightiest first. Axes that differ are facts too (`axes.libc`): they are what was asked, so what was seen outweighs them. */
export function diffCells(a: Cell, b: Cell, factsA: Facts, factsB: Facts, options: DiffOptions): Difference[] {
  const differences: (Difference | null)[] = [];
  const add = (fact: string, label: string, weight: number, left: unknown, right: unknown) => {
    if (left !== right) differences.push(scalar(fact, label, weight, left, right));
  };
  add('outcome', 'outcome', 100, outcomeText(a), outcomeText(b));
  for (const axis of AXES) add(`axes.${axis}`, axis, AXIS_WEIGHT, a.axes[axis] ?? '-', b.axes[axis] ?? '-');
  add('linkage', 'linkage asked and got', 76, linkageText(a), linkageText(b));
  add('reason', 'reason', 65, a.reason, b.reason);
  add('expected', 'expected', 33, a.expected, b.expected);
  add('emulated', 'emulated', 57, a.emulated, b.emulated);
  add('profile', 'profile', 45, a.profile, b.profile);
  add('runImage', 'run image', 31, a.runImage?.image ?? null, b.runImage?.image ?? null);
  add('runImage.digest', 'run image digest', a.runImage?.image === b.runImage?.image ? 30 : NOISE, a.runImage?.digest ?? null, b.runImage?.digest ?? null);
  add('toolchain', 'toolchain', 23, a.toolchain?.image ?? null, b.toolchain?.image ?? null);
  add('toolchain.digest', 'toolchain digest', a.toolchain?.image === b.toolchain?.image ? 19 : NOISE, a.toolchain?.digest ?? null, b.toolchain?.digest ?? null);
  add('truncated', 'truncated', 9, a.truncated.join(' '), b.truncated.join(' '));
  add('cached', 'cached', NOISE, a.cached, b.cached);
  add('artifact.sha256', 'artefact', NOISE, a.artifact?.sha256 ?? null, b.artifact?.sha256 ?? null);
  add('traceFactor', 'slow-down by tracing', NOISE, a.traceFactor, b.traceFactor);
  for (const stage of new Set([...Object.keys(a.timesNs), ...Object.keys(b.timesNs)])) add(`timesNs.${stage}`, `time of ${stage} in ns`, NOISE, a.timesNs[stage], b.timesNs[stage]);
  const facts = diffFacts(factsA, factsB, options).filter(({ fact }) => !SAID_BY_CELL.has(fact));
  return ordered([...differences, ...facts], options);
}

/** Only where both disagree is it worth a line: what was asked stands in the axes, what was got in the ELF facts. */
const linkageText = ({ linkage }: Cell): string | null => (linkage.got === null || linkage.got === linkage.asked ? null : `asked ${linkage.asked}, got ${linkage.got}`);
