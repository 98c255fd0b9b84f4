// Predicted against measured, both logarithmic: where they agree the marks stand on the diagonal, within a band; below it what is left between the two. Pure.
import { linear, logarithmic, logTicks, timeText, type Scale } from './scale.ts';
import { area, circle, line, rect, text, type Mark, type Paint, type Scene } from './scene.ts';

export interface ScatterPoint {
  predictedNs: number | null;
  measuredNs: number | null;
  /** Place of its subject among the subjects: its shape and colour. */
  subject: number;
  agrees: boolean | null;
  nondeterministic: boolean;
}

export interface ScatterWords {
  predicted: string;
  measured: string;
  /** `measured − predicted`. */
  residual: string;
  never: string;
}

export interface Placed {
  index: number;
  x: number;
  y: number;
}

/** What still counts as the same time: 50 ms or 2 %, whichever is more. */
const SAME_NS = 50e6;
const SAME_SHARE = 0.02;
export const allowedNs = (predictedNs: number): number => Math.max(SAME_NS, predictedNs * SAME_SHARE);

const LEFT = 62;
const BOTTOM = 34;
const TOP = 8;
const NEVER = 34;
const STRIP = 92;
const BETWEEN = 14;
/** Answers within less are answers at once; a logarithm needs a start. */
const FLOOR_NS = 1e6;

const PAINTS: readonly Paint[] = ['accent', 'amber', 'green', 'text', 'grey'];

/** A shape for each subject; hollow where the model gives several outcomes. */
export function subjectMark(subject: number, x: number, y: number, r: number, hollow: boolean, paint?: Paint): Mark {
  const colour = paint ?? PAINTS[subject % PAINTS.length] ?? 'accent';
  const fill = hollow ? { paint: 'panel' as const } : { paint: colour, opacity: 0.75 };
  const stroke = { paint: colour, width: 1.4 };
  switch (subject % 5) {
    case 0:
      return circle(x, y, r, fill, stroke);
    case 1:
      return rect(x - r * 0.85, y - r * 0.85, r * 1.7, r * 1.7, fill, stroke);
    case 2:
      return area([x, y - r * 1.1, x + r * 1.1, y + r * 0.8, x - r * 1.1, y + r * 0.8], fill, stroke);
    case 3:
      return area([x, y - r * 1.2, x + r * 1.2, y, x, y + r * 1.2, x - r * 1.2, y], fill, stroke);
    default:
      return area([x - r * 1.1, y - r * 0.8, x + r * 1.1, y - r * 0.8, x, y + r * 1.1], fill, stroke);
  }
}

/** A frame around what does not agree: seen without colour. */
export const disagreeMark = (x: number, y: number, r: number): Mark => rect(x - r * 1.9, y - r * 1.9, r * 3.8, r * 3.8, null, { paint: 'red', width: 1.6 });

export function scatter(points: readonly ScatterPoint[], words: ScatterWords, width: number): { scene: Scene; placed: readonly Placed[] } {
  const values = points.flatMap(({ predictedNs, measuredNs }) => [predictedNs, measuredNs]).filter((value) => value !== null);
  const most = Math.max(1e9, ...values) * 1.25;
  const least = Math.max(FLOOR_NS, Math.min(1e8, ...values.map((value) => Math.max(value, FLOOR_NS))) * 0.8);
  const domain = [least, most] as const;
  const endless = points.some(({ predictedNs, measuredNs }) => predictedNs === null || measuredNs === null);
  const plotW = Math.max(80, width - LEFT - 12 - (endless ? NEVER : 0));
  const plotH = Math.round(Math.min(plotW, 360));
  const top = TOP + (endless ? NEVER : 0);
  const bottom = top + plotH;
  const x = logarithmic(domain, [LEFT, LEFT + plotW]);
  const y = logarithmic(domain, [bottom, top]);
  const steps = logTicks(domain, Math.max(3, Math.floor(plotW / 64)));
  const spanOf = (tick: number): string => (tick <= FLOOR_NS ? `≤ ${timeText(tick, tick)}` : timeText(tick, tick));

  const marks: Mark[] = [rect(LEFT, top, plotW, plotH, { paint: 'panel' }, { paint: 'line', width: 1 })];
  for (const tick of steps) {
    marks.push(line([x.at(tick), top, x.at(tick), bottom], { paint: 'line', width: 1 }), line([LEFT, y.at(tick), LEFT + plotW, y.at(tick)], { paint: 'line', width: 1 }));
    marks.push(text(LEFT - 6, y.at(tick) + 4, spanOf(tick), { anchor: 'end' }));
  }
  if (endless) {
    marks.push(rect(LEFT + plotW + 4, TOP, NEVER - 8, bottom - TOP, { paint: 'sunken' }, { paint: 'line', width: 1 }));
    marks.push(rect(LEFT, TOP, plotW + NEVER - 4, NEVER - 8, { paint: 'sunken' }, { paint: 'line', width: 1 }));
    marks.push(text(LEFT - 6, TOP + 17, words.never, { anchor: 'end' }));
  }
  const band = bandOf(domain);
  const inPlot: Mark[] = [
    area([...band.flatMap((at) => [x.at(at), y.at(at + allowedNs(at))]), ...[...band].reverse().flatMap((at) => [x.at(at), y.at(Math.max(least, at - allowedNs(at)))])], {
      paint: 'green',
      opacity: 0.16,
    }),
    line([x.at(least), y.at(least), x.at(most), y.at(most)], { paint: 'dim', width: 1, dash: [4, 3] }),
  ];
  marks.push({ kind: 'clip', x: LEFT, y: top, w: plotW, h: plotH, marks: inPlot });

  // What is left between the two, in time: the band is the same one.
  const stripTop = bottom + BETWEEN;
  const stripBottom = stripTop + STRIP;
  const rests = points.map(({ predictedNs, measuredNs }) => (predictedNs === null || measuredNs === null ? null : measuredNs - predictedNs));
  const limit = Math.max(allowedNs(most) * 1.15, Math.min(allowedNs(most) * 1.6, Math.max(0, ...rests.map((rest) => Math.abs(rest ?? 0))) * 1.1));
  const rest = linear([-limit, limit], [stripBottom, stripTop]);
  marks.push(rect(LEFT, stripTop, plotW, STRIP, { paint: 'panel' }, { paint: 'line', width: 1 }));
  marks.push(
    area([...band.flatMap((at) => [x.at(at), rest.at(allowedNs(at))]), ...[...band].reverse().flatMap((at) => [x.at(at), rest.at(-allowedNs(at))])], {
      paint: 'green',
      opacity: 0.16,
    }),
  );
  for (const tick of steps) marks.push(line([x.at(tick), stripTop, x.at(tick), stripBottom], { paint: 'line', width: 1 }));
  marks.push(line([LEFT, rest.at(0), LEFT + plotW, rest.at(0)], { paint: 'dim', width: 1, dash: [4, 3] }));
  const round = 10 ** Math.floor(Math.log10(limit * 0.9));
  const edge = Math.floor((limit * 0.9) / round) * round;
  for (const value of [edge, 0, -edge])
    marks.push(text(LEFT - 6, rest.at(value) + 4, value === 0 ? '0' : `${value > 0 ? '+' : '−'}${timeText(Math.abs(value), Math.abs(value))}`, { anchor: 'end' }));
  for (const tick of steps) marks.push(text(x.at(tick), stripBottom + 14, spanOf(tick), { anchor: 'middle' }));
  marks.push(text(LEFT + plotW, stripBottom + 28, words.predicted, { anchor: 'end', paint: 'text' }));
  marks.push(text(LEFT + 6, top + 14, words.measured, { paint: 'text' }), text(LEFT + 6, stripTop + 13, words.residual, { paint: 'text' }));

  const placed: Placed[] = [];
  points.forEach((point, index) => {
    const at = {
      x: point.predictedNs === null ? LEFT + plotW + NEVER / 2 : x.at(Math.max(point.predictedNs, least)),
      y: point.measuredNs === null ? TOP + NEVER / 2 - 4 : y.at(Math.max(point.measuredNs, least)),
    };
    placed.push({ index, ...at });
    marks.push(subjectMark(point.subject, at.x, at.y, 4, point.nondeterministic));
    if (point.agrees === false) marks.push(disagreeMark(at.x, at.y, 4));
    const left = rests[index] ?? null;
    if (left !== null) {
      const clipped = Math.max(-limit, Math.min(limit, left));
      marks.push(subjectMark(point.subject, at.x, rest.at(clipped), 3, point.nondeterministic));
      // Beyond the strip: an arrow at its edge.
      if (clipped !== left) {
        const [edgeY, way] = left > 0 ? [stripTop, -1] : [stripBottom, 1];
        marks.push(area([at.x - 4, edgeY - way * 3, at.x + 4, edgeY - way * 3, at.x, edgeY + way * 4], { paint: 'red' }));
      }
      if (point.agrees === false) marks.push(disagreeMark(at.x, rest.at(clipped), 3));
    }
  });
  return { scene: { width, height: stripBottom + BOTTOM, marks }, placed };
}

/** Places along the diagonal: enough that the band's bend is round. */
function bandOf([from, to]: readonly [number, number]): number[] {
  const scale: Scale = logarithmic([from, to], [0, 1]);
  return Array.from({ length: 61 }, (_, i) => scale.value(i / 60));
}

/** The nearest mark within reach; null: none. */
export function nearest(placed: readonly Placed[], x: number, y: number, reach = 14): Placed | null {
  let best: Placed | null = null;
  let least = reach;
  for (const one of placed) {
    const distance = Math.hypot(one.x - x, one.y - y);
    if (distance <= least) [best, least] = [one, distance];
  }
  return best;
}
