// Draws a scene on a canvas, sharp on any screen.
import type { Fill, Mark, Scene, Stroke } from '../../../../shared/charts/scene.ts';
import type { Ink } from './paints.ts';

/** Sizes the canvas for the screen and clears it. Null where the browser gives no context. */
export function prepare(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null {
  const ratio = Math.max(1, window.devicePixelRatio);
  const [w, h] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
  const context = canvas.getContext('2d');
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  context?.clearRect(0, 0, width, height);
  return context;
}

export function drawScene(canvas: HTMLCanvasElement, scene: Scene, ink: Ink): void {
  const context = prepare(canvas, scene.width, scene.height);
  if (context === null) return;
  const patterns = new Map<string, CanvasPattern | string>();
  drawMarks(context, scene.marks, ink, patterns);
}

export function drawMarks(context: CanvasRenderingContext2D, marks: readonly Mark[], ink: Ink, patterns = new Map<string, CanvasPattern | string>()): void {
  for (const mark of marks) draw(context, mark, ink, patterns);
}

function draw(context: CanvasRenderingContext2D, mark: Mark, ink: Ink, patterns: Map<string, CanvasPattern | string>): void {
  switch (mark.kind) {
    case 'rect':
      if (mark.fill !== null) withFill(context, mark.fill, ink, patterns, () => context.fillRect(mark.x, mark.y, mark.w, mark.h));
      if (mark.stroke !== null) withStroke(context, mark.stroke, ink, () => context.strokeRect(mark.x, mark.y, mark.w, mark.h));
      return;
    case 'line':
      context.beginPath();
      for (let i = 0; i + 1 < mark.points.length; i += 2) {
        const [x = 0, y = 0] = [mark.points[i], mark.points[i + 1]];
        if (i === 0) context.moveTo(x, y);
        else context.lineTo(x, y);
      }
      if (mark.closed) context.closePath();
      if (mark.fill !== null) withFill(context, mark.fill, ink, patterns, () => context.fill());
      if (mark.stroke !== null) withStroke(context, mark.stroke, ink, () => context.stroke());
      return;
    case 'circle':
      context.beginPath();
      context.arc(mark.x, mark.y, mark.r, 0, 2 * Math.PI);
      if (mark.fill !== null) withFill(context, mark.fill, ink, patterns, () => context.fill());
      if (mark.stroke !== null) withStroke(context, mark.stroke, ink, () => context.stroke());
      return;
    case 'text':
      context.font = `${mark.bold ? '600 ' : ''}${mark.size}px ${mark.mono ? ink.mono : ink.sans}`;
      context.textAlign = mark.anchor === 'middle' ? 'center' : mark.anchor;
      context.fillStyle = ink.paints[mark.paint];
      context.fillText(mark.text, mark.x, mark.y);
      return;
    case 'clip':
      context.save();
      context.beginPath();
      context.rect(mark.x, mark.y, mark.w, mark.h);
      context.clip();
      drawMarks(context, mark.marks, ink, patterns);
      context.restore();
  }
}

function withFill(context: CanvasRenderingContext2D, fill: Fill, ink: Ink, patterns: Map<string, CanvasPattern | string>, paint: () => void): void {
  const before = context.globalAlpha;
  context.globalAlpha = fill.opacity ?? 1;
  context.fillStyle = fill.pattern === undefined || fill.pattern === 'solid' ? ink.paints[fill.paint] : patternOf(context, fill, ink, patterns);
  paint();
  context.globalAlpha = before;
}

function withStroke(context: CanvasRenderingContext2D, stroke: Stroke, ink: Ink, paint: () => void): void {
  context.strokeStyle = ink.paints[stroke.paint];
  context.lineWidth = stroke.width;
  context.setLineDash(stroke.dash === undefined ? [] : [...stroke.dash]);
  paint();
}

const CELL = { stripes: 6, dots: 5 } as const;

/** Stripes or dots of a colour on the panel's own ground, as fine as the screen allows. */
function patternOf(context: CanvasRenderingContext2D, { paint, pattern }: Fill, ink: Ink, patterns: Map<string, CanvasPattern | string>): CanvasPattern | string {
  const key = `${paint} ${pattern}`;
  const known = patterns.get(key);
  if (known !== undefined) return known;
  const ratio = Math.max(1, window.devicePixelRatio);
  const kind = pattern === 'dots' ? 'dots' : 'stripes';
  const size = Math.round(CELL[kind] * ratio);
  const tile = document.createElement('canvas');
  tile.width = size;
  tile.height = size;
  const inner = tile.getContext('2d');
  if (inner === null) return ink.paints[paint];
  inner.fillStyle = ink.paints.panel;
  inner.fillRect(0, 0, size, size);
  inner.fillStyle = ink.paints[paint];
  inner.strokeStyle = ink.paints[paint];
  if (kind === 'dots') {
    inner.beginPath();
    inner.arc(size / 2, size / 2, size * 0.28, 0, 2 * Math.PI);
    inner.fill();
  } else {
    // Three lines, so that the corners of neighbours meet.
    inner.lineWidth = size * 0.42;
    for (const shift of [-size, 0, size]) {
      inner.beginPath();
      inner.moveTo(shift - 1, size + 1);
      inner.lineTo(shift + size + 1, -1);
      inner.stroke();
    }
  }
  const made = context.createPattern(tile, 'repeat') ?? ink.paints[paint];
  // The canvas is scaled for the screen, and its patterns with it: the tile is in pixels of the screen already.
  if (typeof made !== 'string') made.setTransform(new DOMMatrix().scale(1 / ratio, 1 / ratio));
  patterns.set(key, made);
  return made;
}
