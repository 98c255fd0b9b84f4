// Repeated lookups, each shown: a strip of dots and the share that had returned by each time. Lookups have several modes (0, T, 2T): a mean would name a time
// that none of them took. Pure.
import { linear, ticks, timeText } from './scale.ts';
import { circle, cutText, line, rect, text, textWidth, type Mark, type Scene } from './scene.ts';

export interface DistributionSample {
  label: string;
  /** Null: never returned. */
  wallNs: readonly (number | null)[];
  /** At the right of its panel: `n 20 · median 1.00 s`. */
  summary: string;
}

export interface Mode {
  ns: number;
  count: number;
}

export interface Spread {
  count: number;
  never: number;
  /** Of those that returned; null: none did. */
  minNs: number | null;
  medianNs: number | null;
  maxNs: number | null;
  /** Times that are apart by more than 50 ms or 5 %, with how many there are of each; rising. */
  modes: Mode[];
}

export function spreadOf(wallNs: readonly (number | null)[]): Spread {
  const sorted = wallNs.filter((value) => value !== null).sort((a, b) => a - b);
  const modes: (Mode & { lastNs: number; sum: number })[] = [];
  for (const ns of sorted) {
    const last = modes.at(-1);
    if (last !== undefined && ns - last.lastNs <= Math.max(50e6, last.lastNs * 0.05)) {
      last.count += 1;
      last.sum += ns;
      last.lastNs = ns;
      last.ns = last.sum / last.count;
    } else modes.push({ ns, count: 1, lastNs: ns, sum: ns });
  }
  return {
    count: wallNs.length,
    never: wallNs.length - sorted.length,
    minNs: sorted[0] ?? null,
    // The lower one of two in the middle: a time that was measured.
    medianNs: sorted[Math.ceil(sorted.length / 2) - 1] ?? null,
    maxNs: sorted.at(-1) ?? null,
    modes: modes.map(({ ns, count }) => ({ ns: Math.round(ns), count })),
  };
}

/** Corners of the steps from nothing at 0: time, and share of all (those that never returned too). */
export function ecdf(wallNs: readonly (number | null)[]): { ns: number; share: number }[] {
  const sorted = wallNs.filter((value) => value !== null).sort((a, b) => a - b);
  const found: { ns: number; share: number }[] = [{ ns: 0, share: 0 }];
  sorted.forEach((ns, index) => {
    const before = found.at(-1);
    const share = (index + 1) / wallNs.length;
    if (before?.ns === ns) before.share = share;
    else found.push({ ns, share });
  });
  return found;
}

const PANEL = 46;
const STRIP = 18;
const PAD = 10;
const NEVER = 44;

export function distribution(samples: readonly DistributionSample[], never: string, width: number): { scene: Scene; plot: { x: number; w: number } } {
  const most = Math.max(1e6, ...samples.flatMap(({ wallNs }) => wallNs.map((value) => value ?? 0))) * 1.03;
  const endless = samples.some(({ wallNs }) => wallNs.includes(null));
  const left = Math.round(Math.min(Math.max(60, ...samples.map(({ label }) => textWidth(label) + 16)), width * 0.25));
  const plotW = Math.max(60, width - left - 14 - (endless ? NEVER : 0));
  const x = linear([0, most], [left, left + plotW]);
  const steps = ticks([0, most], Math.max(2, Math.floor(plotW / 70)));
  const marks: Mark[] = [];
  let y = 4;
  for (const { label, wallNs, summary } of samples) {
    const top = y + 16;
    const bottom = top + PANEL;
    marks.push(text(left, y + 11, summary, { size: 11 }));
    marks.push(rect(left, top, plotW, PANEL + STRIP, { paint: 'panel' }, { paint: 'line', width: 1 }));
    for (const tick of steps) marks.push(line([x.at(tick), top, x.at(tick), bottom + STRIP], { paint: 'line', width: 1 }));
    marks.push(line([left, (top + bottom) / 2, left + plotW, (top + bottom) / 2], { paint: 'line', width: 1, dash: [2, 3] }));
    marks.push(text(left - 8, top + PANEL / 2 + 4, cutText(label, left - 10), { anchor: 'end', paint: 'text' }));
    const corners = ecdf(wallNs);
    const share = (value: number): number => bottom - value * (PANEL - 4);
    const points: number[] = [];
    corners.forEach(({ ns, share: now }, index) => {
      if (index > 0) points.push(x.at(ns), share(corners[index - 1]?.share ?? 0));
      points.push(x.at(ns), share(now));
    });
    points.push(left + plotW, share(corners.at(-1)?.share ?? 0));
    marks.push(line(points, { paint: 'accent', width: 1.6 }));
    marks.push(line([left, bottom, left + plotW, bottom], { paint: 'line', width: 1 }));
    marks.push(...stripMarks(wallNs, bottom, x.at));
    if (endless) {
      const count = wallNs.filter((value) => value === null).length;
      marks.push(rect(left + plotW + 6, top, NEVER - 8, PANEL + STRIP, { paint: 'sunken' }, { paint: 'line', width: 1 }));
      marks.push(
        text(left + plotW + 6 + (NEVER - 8) / 2, top + PANEL / 2 + 4, count === 0 ? '–' : `${count}×`, { anchor: 'middle', paint: count === 0 ? 'dim' : 'red', bold: count > 0 }),
      );
    }
    y = bottom + STRIP + PAD;
  }
  for (const tick of steps) marks.push(text(x.at(tick), y + 4, timeText(tick, most), { anchor: tick === 0 ? 'start' : 'middle' }));
  if (endless) marks.push(text(left + plotW + NEVER / 2 + 2, y + 4, cutText(never, NEVER + 16), { anchor: 'middle' }));
  return { scene: { width, height: y + 14, marks }, plot: { x: left, w: plotW } };
}

/** A dot for each lookup; those that would hide each other stand one above the other. */
function stripMarks(wallNs: readonly (number | null)[], top: number, at: (ns: number) => number): Mark[] {
  const taken = new Map<number, number>();
  return wallNs.flatMap((ns) => {
    if (ns === null) return [];
    const x = at(ns);
    const place = Math.round(x / 5);
    const below = taken.get(place) ?? 0;
    taken.set(place, below + 1);
    return [circle(x, top + 4 + (below % 4) * 4, 2.2, { paint: 'accent', opacity: 0.55 })];
  });
}
