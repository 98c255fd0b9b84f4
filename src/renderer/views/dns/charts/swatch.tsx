// Signs of a legend: the same marks that the chart is made of, in a small picture.
import type { ReactNode } from 'react';
import type { Fill, Mark, Paint, Stroke } from '../../../../shared/charts/scene.ts';
import css from './charts.module.css';

const COLOUR: Record<Paint, string> = {
  text: 'var(--text)',
  dim: 'var(--dim)',
  line: 'var(--line)',
  strong: 'var(--line-strong)',
  panel: 'var(--panel)',
  sunken: 'var(--sunken)',
  accent: 'var(--accent)',
  amber: 'var(--amber)',
  'amber-ground': 'var(--amber-bg)',
  grey: 'var(--grey)',
  green: 'var(--green)',
  red: 'var(--red)',
  'red-ground': 'var(--red-bg)',
};

const fillOf = (fill: Fill | null): string =>
  fill === null ? 'none' : fill.pattern === undefined || fill.pattern === 'solid' ? COLOUR[fill.paint] : `url(#dns-${fill.pattern}-${fill.paint})`;
const strokeOf = (stroke: Stroke | null): { stroke: string; strokeWidth?: number; strokeDasharray?: string } =>
  stroke === null
    ? { stroke: 'none' }
    : { stroke: COLOUR[stroke.paint], strokeWidth: stroke.width, ...(stroke.dash === undefined ? {} : { strokeDasharray: stroke.dash.join(' ') }) };

function Shape({ mark }: { mark: Mark }): ReactNode {
  switch (mark.kind) {
    case 'rect':
      return <rect x={mark.x} y={mark.y} width={mark.w} height={mark.h} fill={fillOf(mark.fill)} fillOpacity={mark.fill?.opacity ?? 1} {...strokeOf(mark.stroke)} />;
    case 'circle':
      return <circle cx={mark.x} cy={mark.y} r={mark.r} fill={fillOf(mark.fill)} fillOpacity={mark.fill?.opacity ?? 1} {...strokeOf(mark.stroke)} />;
    case 'line':
      return mark.closed ? (
        <polygon points={mark.points.join(' ')} fill={fillOf(mark.fill)} fillOpacity={mark.fill?.opacity ?? 1} {...strokeOf(mark.stroke)} />
      ) : (
        <polyline points={mark.points.join(' ')} fill="none" {...strokeOf(mark.stroke)} />
      );
    case 'text':
    case 'clip':
      return null;
  }
}

export function Swatch({ marks, width = 18, height = 12, text }: { marks: readonly Mark[]; width?: number; height?: number; text: string }): ReactNode {
  return (
    <span className={css['swatch']}>
      <svg width={width} height={height} aria-hidden focusable="false">
        {marks.map((mark, index) => (
          <Shape key={index} mark={mark} />
        ))}
      </svg>
      {text}
    </span>
  );
}

/** Patterns that swatches of this page are filled with; once for each chart that needs them. */
export function Patterns(): ReactNode {
  return (
    <svg width={0} height={0} className={css['patterns']} aria-hidden focusable="false">
      <defs>
        <pattern id="dns-stripes-amber" width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width={6} height={6} fill="var(--panel)" />
          <rect width={3} height={6} fill="var(--amber)" />
        </pattern>
        <pattern id="dns-dots-grey" width={5} height={5} patternUnits="userSpaceOnUse">
          <rect width={5} height={5} fill="var(--panel)" />
          <circle cx={2.5} cy={2.5} r={1.4} fill="var(--grey)" />
        </pattern>
      </defs>
    </svg>
  );
}
