// The waterfall of a lookup: a lane for each name server, a bar for each packet from its sending to its fate, a band for each candidate name. Pure; the window
// draws it on a canvas, reports as SVG.
import type { DnsExchange } from '../domain/dns.ts';
import { shapeMarks, shapeOf } from './outcomes.ts';
import { linear, ticks, timeText, type Scale } from './scale.ts';
import { area, cutText, line, rect, text, textWidth, type Fill, type Mark, type Paint, type Scene } from './scene.ts';

export interface WaterfallSet {
  exchanges: readonly DnsExchange[];
  wallNs: number | null;
  /** `measured`. */
  label: string;
  /** At the line where the call returns, or at the end where it never does. */
  returned: string;
}

export interface WaterfallInput {
  /** One, or two that are compared: the second is drawn thinner and hollow. */
  sets: readonly WaterfallSet[];
  /** Of the lanes; servers beyond them get their number. */
  servers: readonly string[];
  width: number;
  /** Part of the time that is looked at; null: all of it. */
  view?: { fromNs: number; toNs: number } | null;
}

/** One packet, where it stands. */
export interface WaterfallBar {
  set: number;
  /** Its place in the set's exchanges. */
  index: number;
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface Waterfall {
  scene: Scene;
  bars: readonly WaterfallBar[];
  /** Where time is drawn. */
  plot: { x: number; y: number; w: number; h: number };
  /** From nanoseconds to x. */
  time: Scale;
  view: { fromNs: number; toNs: number };
}

const AXIS = 22;
const BAND = 16;
const CALL = 16;
const MOST_BAND_ROWS = 4;
/** More rows than these would hide each other's meaning anyway. */
const MOST_ROWS = 60;
const LANE_PAD = 5;
const LEAST_BAR = 4;

/** The end of what there is to see: the latest of sending, fate and return; never nothing. */
export function waterfallEnd(sets: readonly Pick<WaterfallSet, 'exchanges' | 'wallNs'>[]): number {
  let end = 0;
  let endless = false;
  for (const { exchanges, wallNs } of sets) {
    if (wallNs === null) endless = true;
    else end = Math.max(end, wallNs);
    for (const { tNs, endNs } of exchanges) end = Math.max(end, tNs, endNs ?? 0);
  }
  if (end === 0) return endless ? 1e9 : 1e6;
  return Math.ceil(end * (endless ? 1.25 : 1.03));
}

/** A time in which the same candidate name is asked for, from its first packet to the last fate of one. */
export interface NameBand {
  name: string;
  fromNs: number;
  toNs: number;
}

/** Runs of packets with the same name, in the order of sending. Names that take turns (several lookups at once) are one band each. */
export function nameBands(exchanges: readonly DnsExchange[], endNs: number): NameBand[] {
  const sorted = [...exchanges].sort((a, b) => a.tNs - b.tNs);
  const runs: NameBand[] = [];
  for (const { tNs, endNs: fate, name } of sorted) {
    const until = fate === null ? endNs : Math.max(fate ?? tNs, tNs);
    const last = runs.at(-1);
    if (last?.name === name) last.toNs = Math.max(last.toNs, until);
    else runs.push({ name, fromNs: tNs, toNs: until });
  }
  if (runs.length <= 200 && runs.every((run, index) => index === 0 || (runs[index - 1]?.toNs ?? 0) <= run.fromNs + 1e6)) return runs;
  const whole = new Map<string, NameBand>();
  for (const run of runs) {
    const seen = whole.get(run.name);
    if (seen === undefined) whole.set(run.name, { ...run });
    else seen.toNs = Math.max(seen.toNs, run.toNs);
  }
  return [...whole.values()];
}

const TYPE_ORDER = ['A', 'AAAA'];
const typeRank = (type: string): number => (TYPE_ORDER.includes(type) ? TYPE_ORDER.indexOf(type) : TYPE_ORDER.length);

/**
 * The row within its lane for each of these exchanges: no two of a row overlap, and a row keeps to one type of query. `least`: what a bar takes at
 * least, in nanoseconds.
 */
export function packRows(items: readonly { exchange: DnsExchange; index: number }[], endNs: number, least: number): { rows: Map<number, number>; count: number } {
  const sorted = [...items].sort((a, b) => a.exchange.tNs - b.exchange.tNs || typeRank(a.exchange.type) - typeRank(b.exchange.type) || a.index - b.index);
  const rows: { type: string; untilNs: number }[] = [];
  const placed = new Map<number, number>();
  for (const { exchange, index } of sorted) {
    const until = Math.max(exchange.endNs === null ? endNs : (exchange.endNs ?? exchange.tNs), exchange.tNs + least);
    // A deadline and what is sent at it come from clocks that are read one after the other.
    let at = rows.findIndex(({ type, untilNs }) => type === exchange.type && untilNs <= exchange.tNs + least);
    if (at < 0 && rows.length >= MOST_ROWS) at = rows.reduce((best, row, place) => (row.untilNs < (rows[best]?.untilNs ?? 0) ? place : best), 0);
    if (at < 0) at = rows.push({ type: exchange.type, untilNs: until }) - 1;
    else rows[at] = { type: exchange.type, untilNs: until };
    placed.set(index, at);
  }
  // First rows of each type above second ones, A above AAAA: whichever of the two arrived first.
  const seen = new Map<string, number>();
  const rank = rows.map(({ type }, row) => {
    const nth = seen.get(type) ?? 0;
    seen.set(type, nth + 1);
    return { row, nth, type: typeRank(type) };
  });
  const order = new Map(rank.sort((a, b) => a.nth - b.nth || a.type - b.type || a.row - b.row).map(({ row }, place) => [row, place]));
  return { rows: new Map([...placed].map(([index, row]) => [index, order.get(row) ?? row])), count: rows.length };
}

/** Fill and outline of a type: A plain, AAAA striped, every other dotted. */
export function typeLook(type: string): { fill: Fill; paint: Paint } {
  if (type === 'A') return { fill: { paint: 'accent' }, paint: 'accent' };
  if (type === 'AAAA') return { fill: { paint: 'amber', pattern: 'stripes' }, paint: 'amber' };
  return { fill: { paint: 'grey', pattern: 'dots' }, paint: 'grey' };
}

export function waterfall({ sets, servers, width, view = null }: WaterfallInput): Waterfall {
  const endNs = waterfallEnd(sets);
  const shownView = view ?? { fromNs: 0, toNs: endNs };
  const lanes = Math.max(servers.length, 1, ...sets.flatMap(({ exchanges }) => exchanges.map(({ server }) => Math.min(server, 64))));
  const names = Array.from({ length: lanes }, (_, index) => servers[index] ?? String(index + 1));
  const both = sets.length > 1;
  const nameW = Math.min(Math.max(...names.map((name) => textWidth(name))), both ? width * 0.15 : width * 0.25);
  const labelW = both ? Math.min(Math.max(...sets.map(({ label }) => textWidth(label, 10))) + 12, width * 0.12) : 0;
  const left = Math.round(Math.max(nameW + labelW + 16, 56));
  const plotW = Math.max(40, width - left - 10);
  const time = linear([shownView.fromNs, shownView.toNs], [left, left + plotW]);
  const least = ((shownView.toNs - shownView.fromNs) / plotW) * LEAST_BAR;

  // Rows of each lane and set; their height is what the fullest lane leaves them.
  const packed = sets.map(({ exchanges }) =>
    Array.from({ length: lanes }, (_, lane) =>
      packRows(
        exchanges.flatMap((exchange, index) => (Math.min(Math.max(exchange.server, 1), lanes) === lane + 1 ? [{ exchange, index }] : [])),
        endNs,
        least,
      ),
    ),
  );
  const fullest = Math.max(1, ...packed.flatMap((set) => set.map(({ count }) => count)));
  const rowH = Math.max(2, Math.min(13, Math.floor(110 / fullest)));
  const besideH = Math.max(2, Math.min(rowH, 9));
  const gap = rowH >= 6 ? 2 : rowH >= 4 ? 1 : 0;

  const bands = nameBands(sets[0]?.exchanges.length === 0 ? (sets[1]?.exchanges ?? []) : (sets[0]?.exchanges ?? []), endNs);
  const bandRows: number[] = [];
  const bandRow = bands.map(({ fromNs, toNs }) => {
    let row = bandRows.findIndex((until) => until <= fromNs + 1e6);
    if (row < 0) row = bandRows.length < MOST_BAND_ROWS ? bandRows.push(0) - 1 : MOST_BAND_ROWS - 1;
    bandRows[row] = Math.max(bandRows[row] ?? 0, toNs);
    return row;
  });
  const callTop = 2;
  const bandTop = callTop + CALL * sets.length;
  const plotTop = bandTop + BAND * Math.max(bandRows.length, bands.length > 0 ? 1 : 0) + 2;

  const marks: Mark[] = [];
  const inside: Mark[] = [];
  const bars: WaterfallBar[] = [];
  const glyphs: Mark[] = [];

  let y = plotTop;
  const laneTops: number[] = [];
  for (let lane = 0; lane < lanes; lane += 1) {
    laneTops.push(y);
    const top = y;
    y += LANE_PAD;
    sets.forEach(({ exchanges, label }, set) => {
      const height = set === 0 ? rowH : besideH;
      const { rows, count } = packed[set]?.[lane] ?? { rows: new Map<number, number>(), count: 0 };
      if (set > 0) y += 4;
      if (both) marks.push(text(left - 8, y + 9, cutText(label, labelW, 10), { anchor: 'end', size: 10 }));
      for (const [index, row] of rows) {
        const exchange = exchanges[index];
        if (exchange === undefined) continue;
        const from = time.at(exchange.tNs);
        const to = time.at(exchange.endNs === null ? shownView.toNs : Math.max(exchange.endNs ?? exchange.tNs, exchange.tNs));
        const bar = { set, index, x: from, y: y + row * (height + gap), w: Math.max(to - from, LEAST_BAR), h: height };
        if (bar.x > left + plotW || bar.x + bar.w < left) continue;
        bars.push(bar);
        inside.push(...barMarks(bar, exchange, set > 0));
        glyphs.push(...endMarks(bar, exchange));
      }
      y += Math.max(count * (height + gap) - gap, both ? 12 : 14);
    });
    y += LANE_PAD;
    const name = names[lane] ?? '';
    marks.push(text(8, (top + y) / 2 + 4, cutText(name, nameW + 1), { paint: 'text' }));
  }
  const bottom = y;
  const plot = { x: left, y: plotTop, w: plotW, h: bottom - plotTop };

  // Grounds first: bands by turns, lanes between lines, ticks.
  const ground: Mark[] = [rect(left, plotTop, plotW, bottom - plotTop, { paint: 'panel' })];
  bands.forEach(({ fromNs, toNs }, index) => {
    if (index % 2 === 1 && bandRows.length === 1) ground.push(rect(time.at(fromNs), plotTop, time.at(toNs) - time.at(fromNs), bottom - plotTop, { paint: 'sunken' }));
  });
  const steps = ticks([shownView.fromNs, shownView.toNs], Math.max(2, Math.floor(plotW / 70)));
  for (const tick of steps) ground.push(line([time.at(tick), plotTop, time.at(tick), bottom], { paint: 'line', width: 1 }));
  const strip: Mark[] = bands.flatMap(({ name, fromNs, toNs }, index) => {
    const [from, to] = [time.at(fromNs), Math.max(time.at(toNs), time.at(fromNs) + 3)];
    const top = bandTop + (bandRow[index] ?? 0) * BAND;
    const visible = Math.max(from, left);
    const label = cutText(name, Math.min(to, left + plotW) - visible - 6);
    const after = label === '' ? visible : visible + 8 + textWidth(label);
    return [
      // A bracket over the band, open where its name stands.
      line([from + 0.5, top + BAND - 1, from + 0.5, top + 3, from + 3, top + 3], { paint: 'strong', width: 1 }),
      line([Math.min(Math.max(after, from + 3), to - 1), top + 3, to - 1, top + 3, to - 1, top + BAND - 1], { paint: 'strong', width: 1 }),
      ...(label === '' ? [] : [text(visible + 6, top + 11, label, { mono: true, paint: 'text' })]),
      ...(index === 0 || bandRows.length > 1 ? [] : [line([from, plotTop, from, bottom], { paint: 'strong', width: 1, dash: [2, 3] })]),
    ];
  });
  const calls: Mark[] = [];
  sets.forEach(({ wallNs, returned }, set) => {
    const at = wallNs === null ? left + plotW : time.at(wallNs);
    const row = callTop + set * CALL;
    if (wallNs !== null) inside.push(line([at, plotTop, at, bottom], { paint: 'text', width: set === 0 ? 1.5 : 1, ...(set === 0 ? {} : { dash: [4, 3] }) }));
    if (wallNs !== null && at >= left && at <= left + plotW) {
      calls.push(line([at, row + 12, at, plotTop], { paint: 'text', width: set === 0 ? 1.5 : 1, ...(set === 0 ? {} : { dash: [4, 3] }) }));
    }
    const x = Math.min(Math.max(at, left), left + plotW);
    const early = x - left < textWidth(returned) + 12;
    calls.push(text(early ? x + 5 : x - 5, row + 11, returned, { anchor: early ? 'start' : 'end', paint: 'text', bold: set === 0 }));
    if (wallNs === null) calls.push(area([x, row + 3, x + 7, row + 7, x, row + 11], { paint: 'red' }));
  });
  const laneLines = [...laneTops, bottom].map((top) => line([0, Math.round(top) + 0.5, left + plotW, Math.round(top) + 0.5], { paint: 'line', width: 1 }));
  const axis = steps.map((tick) => {
    const x = time.at(tick);
    const label = timeText(tick, shownView.toNs);
    return text(Math.min(x, left + plotW - textWidth(label) / 2 + 8), bottom + 15, label, { anchor: x - left < 8 ? 'start' : 'middle' });
  });
  const whole = { x: left, y: 0, w: plotW + 10, h: bottom };
  return {
    scene: {
      width,
      height: bottom + AXIS,
      marks: [...ground, ...laneLines, { kind: 'clip', ...whole, marks: [...strip, ...inside, ...glyphs] }, ...calls, ...marks, ...axis],
    },
    bars,
    plot,
    time,
    view: shownView,
  };
}

function barMarks({ x, y, w, h }: WaterfallBar, exchange: DnsExchange, hollow: boolean): Mark[] {
  const { fill, paint } = typeLook(exchange.type);
  const tcp = exchange.protocol === 'tcp';
  const marks: Mark[] = [];
  if (h < 5) marks.push(rect(x, y, w, h, { paint }));
  else if (hollow) marks.push(rect(x + 0.5, y + 0.5, Math.max(1, w - 1), h - 1, { paint: 'panel' }, { paint, width: 1.2, dash: [3, 2] }));
  else marks.push(rect(x + 0.5, y + 0.5, Math.max(1, w - 1), h - 1, fill, { paint, width: 1 }));
  if (hollow && h >= 5) marks.push(rect(x, y, 2.5, h, fill.pattern === undefined ? fill : { paint }));
  if (tcp) {
    // A heavy frame, and the word where it has room.
    marks.push(rect(x + 0.5, y + 0.5, Math.max(1, w - 1), Math.max(1, h - 1), null, { paint: 'text', width: 2 }));
    if (w >= 40 && h >= 10) marks.push(rect(x + 5, y + 1.5, 23, h - 3, { paint: 'panel' }), text(x + 7, y + h / 2 + 3.5, 'TCP', { size: 9, bold: true, paint: 'text' }));
  }
  return marks;
}

/** The fate of a packet at the end of its bar: within it where there is room, behind it where not. */
function endMarks({ x, y, w, h }: WaterfallBar, exchange: DnsExchange): Mark[] {
  if (h < 7) return [];
  const shape = exchange.endNs === null ? 'never' : shapeOf(exchange.outcome);
  const r = Math.min(h / 2 - 1, 4.5);
  const within = w >= 4 * r;
  const at = within ? x + w - r - 2 : x + w + r + 2;
  return [...(within ? [rect(at - r - 1, y + 1, 2 * r + 2, h - 2, { paint: 'panel' })] : []), ...shapeMarks(shape, at, y + h / 2, r)];
}

/** The bar at a place, or the nearest one whose row or lane it is; null where nothing is near. */
export function barAt(bars: readonly WaterfallBar[], x: number, y: number, reach = 24): WaterfallBar | null {
  let best: WaterfallBar | null = null;
  let least = reach;
  for (const bar of bars) {
    const dx = Math.max(bar.x - x, 0, x - bar.x - bar.w);
    const dy = Math.max(bar.y - y, 0, y - bar.y - bar.h);
    const distance = Math.hypot(dx, dy);
    if (distance < least) [best, least] = [bar, distance];
  }
  return best;
}
