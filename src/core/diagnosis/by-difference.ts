// What no rule knows: a red cell beside its nearest green one, and the facts that differ, ranked by how well each explains this very failure.
import { AXES, NONE } from '../../shared/domain/axes.ts';
import type { Difference } from '../../shared/domain/difference.ts';
import type { FindingEvidence } from '../../shared/domain/explain.ts';
import type { Facts } from '../../shared/domain/facts.ts';
import type { Cell } from '../../shared/domain/run.ts';
import { diffCells } from '../compare/index.ts';
import { change } from './fixes.ts';
import type { Draft } from './types.ts';

/** A cell, what was seen of it, and how people name it: `cell 3`, `01K…/3`. */
export interface SeenCell {
  label: string;
  cell: Cell;
  facts: Facts;
}

/** That it failed, and what it printed then, is what is to be explained: no explanation. */
const SYMPTOMS = /^(outcome|reason|expected|truncated|build\.(exitStatus|errors|warnings)|run(\..*)?|trace\.(firstExec(\..*)?|errors\..*)|elf|trace|artifact.*)$/;

/** Facts that can have come before a failure of this kind; the others follow from it, or from chance. */
const BEFORE: Record<string, RegExp> = {
  'build-failed': /^(axes\.|build\.|toolchain|image$|host\.)/,
  'start-failed': /^(axes\.|elf\.|image\.|host\.|emulated|linkage|runImage)/,
};
const BEFORE_ANY_END = /^(axes\.|elf\.|image\.|host\.|emulated|linkage|trace\.files|trace\.connects|resolver|build\.|runImage|profile)/;

const MAX_EVIDENCE = 8;
const MENTIONED = 45;
const NOT_BEFORE = 0.3;

export interface RankedDifference extends Difference {
  /** Larger: explains more. */
  score: number;
  /** A value of it stands in what the failing cell printed. */
  mentioned: boolean;
}

/** The facts that differ, best explanation first; symptoms are left out. `a` is the red cell. */
export function rankDifferences(red: SeenCell, green: SeenCell): RankedDifference[] {
  const text = failureText(red);
  const before = BEFORE[red.cell.outcome ?? ''] ?? BEFORE_ANY_END;
  return diffCells(red.cell, green.cell, red.facts, green.facts, { all: false })
    .filter(({ fact }) => !SYMPTOMS.test(fact))
    .map((difference) => {
      const mentioned = words(difference).some((word) => text.includes(word));
      return { ...difference, mentioned, score: difference.weight * (before.test(difference.fact) ? 1 : NOT_BEFORE) + (mentioned ? MENTIONED : 0) };
    })
    .sort((one, other) => other.score - one.score || (one.fact < other.fact ? -1 : 1));
}

/** Null where nothing differs that could explain anything: then chance, time or the outside world does. */
export function byDifference(red: SeenCell, green: SeenCell): Draft | null {
  const ranked = rankDifferences(red, green);
  const [first] = ranked;
  if (first === undefined) return null;
  const apart = AXES.filter((axis) => value(red.cell, axis) !== value(green.cell, axis));
  // Libc and link mean nothing without cgo: there they follow from it.
  const chosen = apart.filter((axis) => (axis !== 'libc' && axis !== 'link') || (value(red.cell, axis) !== NONE && value(green.cell, axis) !== NONE));
  const [only] = chosen;
  const observed = ranked.find(({ fact }) => !fact.startsWith('axes.')) ?? null;
  const tell = observed === null ? '' : `; of what was seen, "${observed.text}" explains most`;
  const title =
    chosen.length === 1 && only !== undefined
      ? `${green.label} is green, and only ${only} is another: ${value(red.cell, only)} here, ${value(green.cell, only)} there${tell}`
      : `${green.label} is the nearest green cell, ${chosen.length === 0 ? 'with the same axes' : `${chosen.length} axes apart (${chosen.join(', ')})`}${tell}`;
  const axes = Object.fromEntries(chosen.map((axis) => [axis, value(green.cell, axis)]));
  return {
    title,
    confidence: confidenceOf(chosen.length, first.mentioned),
    evidence: ranked.slice(0, MAX_EVIDENCE).map(evidenceOf),
    fixes:
      chosen.length === 0
        ? []
        : [
            change(
              'as-nearest-green',
              `Do as ${green.label} does: ${Object.entries(axes)
                .map(([axis, to]) => `${axis}=${to}`)
                .join(' ')}`,
              { axes },
            ),
          ],
    see: ['docs/explain.md#by-difference'],
    next: chosen.length > 1 ? `which of the ${chosen.length} steps turns it red: \`cgoscope bisect\` runs the cells between` : null,
  };
}

/** One axis apart names the axis for certain, but not yet why; a fact that the failure itself names says why. */
function confidenceOf(axesApart: number, mentioned: boolean): number {
  const base = axesApart <= 1 ? 0.5 : axesApart === 2 ? 0.35 : 0.25;
  return Math.round((base + (mentioned ? 0.15 : 0)) * 100) / 100;
}

const value = (cell: Cell, axis: string): string => cell.axes[axis] ?? NONE;

const SOURCES = new Set<FindingEvidence['source']>(['elf', 'trace', 'image', 'host', 'build', 'resolver']);
function evidenceOf({ fact, text }: RankedDifference): FindingEvidence {
  const part = fact.split(/[.>]/)[0] ?? '';
  const source = [...SOURCES].find((each) => each === part) ?? 'facts';
  return { source, path: fact, text };
}

/** What the failing cell said, in lower case. */
function failureText({ cell, facts }: SeenCell): string {
  return [cell.reason ?? '', cell.exit?.error ?? '', ...(facts.build?.errors ?? []), ...(facts.run?.stderr ?? []), facts.run?.error ?? ''].join('\n').toLowerCase();
}

/** Values that are telling when a message names them: paths, versions, library names; not `0` or `yes`. */
function words({ a, b }: Difference): string[] {
  return [a, b]
    .flat()
    .filter((each): each is string => typeof each === 'string')
    .flatMap((each) => [each, ...(each.match(/[\w./+-]{4,}/g) ?? [])])
    .map((each) => each.toLowerCase())
    .filter((each) => each.length >= 4 && /[./\d_-]/.test(each));
}
