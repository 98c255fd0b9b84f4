// Draws the timeline's three pictures: the whole of it small, the axis, the lanes. Lengths are CSS pixels; colours are the page's.
import type { TraceTimeline } from '../../../../shared/domain/trace-detail.ts';
import { shown } from '../../../../shared/domain/text.ts';
import { prepare } from '../../dns/charts/draw-scene.ts';
import type { Ink } from '../../dns/charts/paints.ts';
import { columnHeight, columnsOf, errorPlaces, lanesInSight, LEAST_BAR, usualMost, type Bars, type CallBar, type Columns, type LanesInSight } from './bars.ts';
import { axisTicks } from './axis.ts';
import type { Lane } from './lanes.ts';
import { lengthOf, type Span } from './span.ts';

/** Pixels of a column of the density. */
const COLUMN_PX = 2;
/** Room for one label of the axis. */
const LABEL_PX = 96;
const SIGN_PX = 7;

/** A triangle that points down: the sign of an error, told by its shape. */
function errorSign(context: CanvasRenderingContext2D, ink: Ink, x: number, y: number): void {
  const size = SIGN_PX;
  context.beginPath();
  context.moveTo(x - size / 2, y);
  context.lineTo(x + size / 2, y);
  context.lineTo(x, y + size * 0.86);
  context.closePath();
  context.lineWidth = 2;
  context.setLineDash([]);
  context.strokeStyle = ink.paints.panel;
  context.stroke();
  context.fillStyle = ink.paints.red;
  context.fill();
}

/** All lanes together. */
function wholeOf({ lanes, fromNs, toNs }: TraceTimeline): { calls: number[]; errors: number[]; busyNs: number[]; task: number } & Pick<TraceTimeline, 'fromNs' | 'toNs'> {
  const steps = lanes[0]?.calls.length ?? 0;
  const whole = { task: -1, calls: new Array<number>(steps).fill(0), errors: new Array<number>(steps).fill(0), busyNs: new Array<number>(steps).fill(0), fromNs, toNs };
  for (const lane of lanes)
    for (let i = 0; i < steps; i += 1) {
      whole.calls[i] = (whole.calls[i] ?? 0) + (lane.calls[i] ?? 0);
      whole.errors[i] = (whole.errors[i] ?? 0) + (lane.errors[i] ?? 0);
    }
  return whole;
}

const most = (values: Float64Array): number => values.reduce((a, b) => Math.max(a, b), 0);

export function drawWhole(canvas: HTMLCanvasElement, size: { width: number; height: number }, timeline: TraceTimeline, ink: Ink): void {
  const context = prepare(canvas, size.width, size.height);
  if (context === null) return;
  const whole = wholeOf(timeline);
  const columns = columnsOf(whole, timeline, { fromNs: timeline.fromNs, toNs: timeline.toNs }, size.width, 1);
  const top = most(columns.calls);
  context.fillStyle = ink.paints.grey;
  columns.calls.forEach((calls, at) => {
    const height = columnHeight(calls, top, size.height - 6);
    if (height > 0) context.fillRect(at, size.height - height, 1, height);
  });
  context.fillStyle = ink.paints.red;
  for (const { x } of errorPlaces(columns, 2)) context.fillRect(Math.round(x), 0, 1, 4);
}

export function drawAxis(canvas: HTMLCanvasElement, size: { width: number; height: number }, span: Span, ink: Ink): void {
  const context = prepare(canvas, size.width, size.height);
  if (context === null) return;
  context.font = `11px ${ink.sans}`;
  context.textAlign = 'start';
  context.fillStyle = ink.paints.dim;
  for (const { ns, text } of axisTicks(span, Math.max(2, Math.floor(size.width / LABEL_PX)))) {
    const x = Math.round(((ns - span.fromNs) / lengthOf(span)) * size.width);
    context.fillRect(x, size.height - 6, 1, 6);
    // The last label would be cut: its tick alone stands.
    if (x + context.measureText(text).width + 6 <= size.width) context.fillText(text, x + 4, size.height - 7);
  }
}

export interface LanesPicture extends LanesInSight {
  timeline: TraceTimeline;
  bars: Bars;
  ink: Ink;
}

/** Where a lane's parts stand: columns from `top` down to `base`, below it the band of time in calls. */
export const laneParts = (laneHeight: number): { top: number; base: number; band: number; bandHeight: number } => {
  const bandHeight = laneHeight >= 44 ? 5 : 4;
  return { top: 5, base: laneHeight - bandHeight - 5, band: laneHeight - bandHeight - 3, bandHeight };
};

export function drawLanes(canvas: HTMLCanvasElement, picture: LanesPicture): void {
  const { width, height, scrolled, laneHeight, lanes, span, timeline, bars, ink } = picture;
  const context = prepare(canvas, width, height);
  if (context === null) return;
  const { first, last } = lanesInSight(picture);
  context.fillStyle = ink.paints.line;
  for (const { ns } of axisTicks(span, Math.max(2, Math.floor(width / LABEL_PX)))) {
    const x = Math.round(((ns - span.fromNs) / lengthOf(span)) * width);
    context.globalAlpha = 0.6;
    context.fillRect(x, 0, 1, height);
    context.globalAlpha = 1;
  }
  const numbers = new Map(timeline.lanes.map((lane) => [lane.task, lane]));
  const columns = new Map<number, Columns>();
  for (const { task } of lanes) {
    const lane = numbers.get(task);
    if (lane === undefined) continue;
    const of = columnsOf(lane, timeline, span, width, COLUMN_PX);
    columns.set(task, of);
  }
  const top = usualMost([...columns.values()]);
  for (let at = first; at <= last; at += 1) {
    const lane = lanes[at];
    if (lane === undefined) continue;
    const y = at * laneHeight - scrolled;
    context.fillStyle = ink.paints.line;
    context.fillRect(0, y + laneHeight - 1, width, 1);
    const of = columns.get(lane.task);
    drawLife(context, picture, lane, y, of ?? null);
    if (bars !== null) drawBars(context, picture, bars.get(lane.task) ?? [], y);
    else if (of !== undefined) drawColumns(context, picture, of, y, top);
  }
}

/** The line of its life, and over it how much of the time went into calls: where only the line is, the program computed or was not traced. */
function drawLife(context: CanvasRenderingContext2D, { span, width, laneHeight, ink }: LanesPicture, lane: Lane, y: number, columns: Columns | null): void {
  const { band, bandHeight } = laneParts(laneHeight);
  const at = (ns: number): number => Math.min(width, Math.max(0, ((ns - span.fromNs) / lengthOf(span)) * width));
  const [start, end] = [at(lane.startNs), lane.endNs === null ? width : at(lane.endNs)];
  context.fillStyle = ink.paints.strong;
  if (end > start) context.fillRect(start, y + band + bandHeight / 2 - 0.5, end - start, 1);
  if (columns === null) return;
  context.fillStyle = ink.paints.amber;
  columns.busy.forEach((share, column) => {
    if (share <= 0) return;
    context.globalAlpha = 0.2 + 0.8 * share;
    context.fillRect(column * columns.width, y + band, columns.width, bandHeight);
  });
  context.globalAlpha = 1;
}

function drawColumns(context: CanvasRenderingContext2D, { laneHeight, ink }: LanesPicture, columns: Columns, y: number, top: number): void {
  const parts = laneParts(laneHeight);
  context.fillStyle = ink.paints.accent;
  columns.calls.forEach((calls, column) => {
    const height = columnHeight(calls, top, parts.base - parts.top);
    if (height > 0) context.fillRect(column * columns.width, y + parts.base - height, columns.width, height);
  });
  for (const { x } of errorPlaces(columns, SIGN_PX + 2)) errorSign(context, ink, x, y + 2);
}

function drawBars(context: CanvasRenderingContext2D, { width, laneHeight, ink }: LanesPicture, bars: readonly CallBar[], y: number): void {
  const { top, base } = laneParts(laneHeight);
  const height = base - top;
  context.font = `11px ${ink.mono}`;
  context.textAlign = 'start';
  for (const bar of bars) {
    const failed = bar.event.error !== null;
    const [left, right] = [Math.max(0, bar.x), Math.min(width, bar.x + bar.w)];
    const wide = right - left > 2 * LEAST_BAR;
    context.fillStyle = failed ? ink.paints.red : ink.paints.accent;
    // A wide one is a pale ground with an edge: its name is read on it.
    context.globalAlpha = wide ? 0.22 : 0.9;
    context.fillRect(left, y + top, Math.max(1, right - left - (wide ? 0.5 : 0)), height);
    context.globalAlpha = 1;
    if (wide && bar.x >= 0) context.fillRect(left, y + top, 1.5, height);
  }
  context.fillStyle = ink.paints.text;
  for (const bar of bars) {
    const [left, right] = [Math.max(0, bar.x), Math.min(width, bar.x + bar.w)];
    if (right - left < 18) continue;
    const name = shown(bar.event.name);
    if (context.measureText(name).width <= right - left - 8) context.fillText(name, left + 5, y + (top + base) / 2 + 4);
  }
  let lastSign = Number.NEGATIVE_INFINITY;
  for (const bar of bars) {
    if (bar.event.error === null) continue;
    const x = Math.min(width - SIGN_PX / 2, Math.max(SIGN_PX / 2, bar.x + Math.min(bar.w, SIGN_PX) / 2));
    if (x - lastSign < SIGN_PX) continue;
    lastSign = x;
    errorSign(context, ink, x, y + 2);
  }
}
