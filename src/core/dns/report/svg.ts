// A scene as SVG of the report: the same marks that the window draws on a canvas, in the report's own colours (classes of style.ts).
import type { Fill, Mark, Scene, Stroke } from '../../../shared/charts/scene.ts';
import { html, type Markup } from '../../report/html/markup.ts';

const fillClass = (fill: Fill | null): string =>
  fill === null ? 'f-none' : fill.pattern === undefined || fill.pattern === 'solid' ? `f-${fill.paint}` : `f-${fill.pattern}-${fill.paint}`;
const strokeClass = (stroke: Stroke | null): string => (stroke === null ? '' : ` s-${stroke.paint}`);
const n = (value: number): string => String(Math.round(value * 10) / 10);
const width = (stroke: Stroke | null): string => (stroke === null ? '0' : n(stroke.width));
const dash = (stroke: Stroke | null): string => stroke?.dash?.join(' ') ?? 'none';
const opacity = (fill: Fill | null): string => String(fill?.opacity ?? 1);

function mark(one: Mark, ids: { clip: string; next: number }): Markup {
  switch (one.kind) {
    case 'rect':
      return html`<rect
        class="${fillClass(one.fill)}${strokeClass(one.stroke)}"
        x="${n(one.x)}"
        y="${n(one.y)}"
        width="${n(Math.max(0, one.w))}"
        height="${n(Math.max(0, one.h))}"
        stroke-width="${width(one.stroke)}"
        stroke-dasharray="${dash(one.stroke)}"
        fill-opacity="${opacity(one.fill)}"
      />`;
    case 'line':
      return one.closed
        ? html`<polygon
            class="${fillClass(one.fill)}${strokeClass(one.stroke)}"
            points="${one.points.map(n).join(' ')}"
            stroke-width="${width(one.stroke)}"
            fill-opacity="${opacity(one.fill)}"
          />`
        : html`<polyline
            class="f-none${strokeClass(one.stroke)}"
            points="${one.points.map(n).join(' ')}"
            stroke-width="${width(one.stroke)}"
            stroke-dasharray="${dash(one.stroke)}"
          />`;
    case 'circle':
      return html`<circle
        class="${fillClass(one.fill)}${strokeClass(one.stroke)}"
        cx="${n(one.x)}"
        cy="${n(one.y)}"
        r="${n(one.r)}"
        stroke-width="${width(one.stroke)}"
        fill-opacity="${opacity(one.fill)}"
      />`;
    case 'text':
      return html`<text
        class="f-${one.paint}${one.mono ? ' mono' : ''}"
        x="${n(one.x)}"
        y="${n(one.y)}"
        text-anchor="${one.anchor}"
        font-size="${n(one.size)}"
        font-weight="${one.bold ? '600' : '400'}"
        >${one.text}</text
      >`;
    case 'clip': {
      ids.next += 1;
      const id = `${ids.clip}-${ids.next}`;
      return html`<clipPath id="${id}"><rect x="${n(one.x)}" y="${n(one.y)}" width="${n(one.w)}" height="${n(one.h)}" /></clipPath
        ><g clip-path="url(#${id})">${one.marks.map((inner) => mark(inner, ids))}</g>`;
    }
  }
}

/** `id`: of this picture alone in the document; `label`: what a reader who does not see it is told. */
export function sceneSvg(scene: Scene, id: string, label: string): Markup {
  const ids = { clip: `clip-${id}`, next: 0 };
  return html`<svg class="chart" role="img" aria-label="${label}" viewBox="0 0 ${n(scene.width)} ${n(scene.height)}" width="${n(scene.width)}" height="${n(scene.height)}">
    ${scene.marks.map((one) => mark(one, ids))}
  </svg>`;
}

/** Signs of a legend. */
export function sign(marks: readonly Mark[], text: string, wide = 18): Markup {
  const ids = { clip: 'clip-sign', next: 0 };
  return html`<span class="sign"><svg width="${wide}" height="12" aria-hidden="true">${marks.map((one) => mark(one, ids))}</svg>${text}</span> `;
}
