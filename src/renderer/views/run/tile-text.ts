// What a tile says of a cell, as plain values: the view puts them in their places. Pure.
import { NONE } from '../../../shared/domain/axes.ts';
import type { Cell, Run } from '../../../shared/domain/run.ts';
import { cellTimeNs } from '../../../shared/domain/summary.ts';
import { shown } from '../../../shared/domain/text.ts';
import { formatBytes, formatNs } from '../../../shared/domain/units.ts';
import { firstFinding } from '../findings/order.ts';

export interface TileText {
  /** Time of its own, `29.1 s`; null before it has any, and while it runs (a clock stands there). */
  time: string | null;
  size: string | null;
  /** What the linker made, else what it was asked for where something was built. */
  linkage: string | null;
  /** `glibc ≥ 2.34`; null where the binary needs none. */
  floor: string | null;
  /** Why it ended as it did, where that is not plain: never for a pass. */
  reason: string | null;
  /** What explains it, with its cause before it: stands in place of the reason. */
  finding: string | null;
  /** `as`: green although it is no pass; `not`: red, and something else was expected; null: a pass was expected. */
  expected: { kind: 'as' | 'not'; text: string } | null;
}

export function tileText(cell: Cell): TileText {
  const ended = cell.state !== 'planned' && cell.state !== 'running';
  const ns = cellTimeNs(cell);
  const finding = ended && cell.outcome !== 'pass' ? firstFinding(cell.findings) : null;
  const floor = cell.elf?.glibcFloor ?? null;
  return {
    time: ended && ns > 0 ? formatNs(ns) : null,
    size: cell.artifact === null ? null : formatBytes(cell.artifact.size),
    linkage: cell.linkage.got ?? (cell.artifact === null ? null : cell.linkage.asked),
    floor: floor === null ? null : shown(floor),
    reason: ended && cell.outcome !== 'pass' && cell.reason !== null && cell.reason !== cell.state ? shown(cell.reason) : null,
    finding: finding === null ? null : shown(`${finding.cause}: ${finding.title}`),
    expected: cell.expected === 'pass' || cell.green === null ? null : { kind: cell.green ? 'as' : 'not', text: cell.expected },
  };
}

/** Values of a cell for sorting a list: numbers as numbers, null last. */
export const sortValues = {
  time: (cell: Cell): number | null => (cell.state === 'planned' || cellTimeNs(cell) === 0 ? null : cellTimeNs(cell)),
  size: (cell: Cell): number | null => cell.artifact?.size ?? null,
  /** `2.4` before `2.34`: each part counts as a number. */
  floor: (cell: Cell): string | null => cell.elf?.glibcFloor ?? null,
  axis:
    (axis: string) =>
    (cell: Cell): string | null => {
      const value = cell.axes[axis] ?? NONE;
      return value === NONE ? null : value;
    },
  /** Red first, then what goes on, green, grey, planned: what wants attention stands on top. */
  state: (cell: Cell): number => {
    if (cell.state === 'running') return 1;
    if (cell.state === 'planned') return 4;
    return cell.green === false ? 0 : cell.green === true ? 2 : 3;
  },
} as const;

/** Milliseconds that a cell has been in its stage, from the run's start and what it has behind it: for a window that came later. Never negative. */
export function sinceStage(run: Pick<Run, 'startedAt'>, cell: Pick<Cell, 'timesNs'>, nowMs: number): number {
  const { total: _total, wall: _wall, traced: _traced, ready: _ready, ...stages } = cell.timesNs;
  const behind = Object.values(stages).reduce((sum, ns) => sum + ns, 0);
  return Math.max(0, nowMs - Date.parse(run.startedAt) - behind / 1e6);
}

/** `7 s`, `1 min 4 s`: a clock that ticks in whole seconds. */
export function clockText(ms: number): string {
  const s = Math.floor(ms / 1000);
  return s < 60 ? `${s} s` : `${Math.floor(s / 60)} min ${s % 60} s`;
}
