// The whole of the trace, small, with a frame around what is looked at: dragged it moves, drawn beside it is another one. For the pointer; keys do the same below.
import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef, useState, type PointerEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TraceTimeline } from '../../../../shared/domain/trace-detail.ts';
import { formatNs } from '../../../../shared/domain/units.ts';
import { useInk } from '../../dns/charts/paints.ts';
import { drawWhole } from './draw.ts';
import { between, held, isWhole, lengthOf, type Span } from './span.ts';
import css from './timeline.module.css';

const HEIGHT = 36;
const CLICK_PX = 4;

interface Drag {
  from: number;
  /** The frame as it was; null: a new one is drawn. */
  moved: Span | null;
}

export function Whole({
  timeline,
  span,
  selection,
  onSpan,
  label,
}: {
  timeline: TraceTimeline;
  span: Span;
  selection: Span | null;
  onSpan: (span: Span) => void;
  label: string;
}): ReactNode {
  const { t } = useTranslation('traceTimeline');
  const ink = useInk();
  const { ref, width } = useElementSize<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const endNs = Math.max(1, timeline.toNs);
  useEffect(() => {
    if (canvas.current !== null && width > 0) drawWhole(canvas.current, { width, height: HEIGHT }, timeline, ink);
  }, [timeline, width, ink]);
  const timeAt = (x: number): number => (x / Math.max(1, width)) * endNs;
  const share = (ns: number): string => `${(100 * Math.min(endNs, Math.max(0, ns))) / endNs}%`;
  const xOf = (event: PointerEvent<HTMLDivElement>): number => Math.min(width, Math.max(0, event.clientX - event.currentTarget.getBoundingClientRect().left));

  const onDown = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.button !== 0) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    const x = xOf(event);
    const ns = timeAt(x);
    setDrag({ from: x, moved: !isWhole(span, endNs) && ns >= span.fromNs && ns <= span.toNs ? span : null });
  };
  const onMove = (event: PointerEvent<HTMLDivElement>): void => {
    if (drag === null) return;
    const x = xOf(event);
    if (drag.moved !== null) onSpan(held({ fromNs: drag.moved.fromNs + timeAt(x) - timeAt(drag.from), toNs: drag.moved.toNs + timeAt(x) - timeAt(drag.from) }, endNs));
    else if (Math.abs(x - drag.from) >= CLICK_PX) onSpan(held(between(timeAt(drag.from), timeAt(x), endNs), endNs));
  };
  const onUp = (event: PointerEvent<HTMLDivElement>): void => {
    if (drag === null) return;
    setDrag(null);
    const x = xOf(event);
    // A click beside the frame brings it there.
    if (drag.moved === null && Math.abs(x - drag.from) < CLICK_PX && !isWhole(span, endNs))
      onSpan(held({ fromNs: timeAt(x) - lengthOf(span) / 2, toNs: timeAt(x) + lengthOf(span) / 2 }, endNs));
  };

  return (
    <div className={css['row']}>
      <div className={css['corner']}>{t('all', { time: formatNs(endNs) })}</div>
      <div ref={ref} className={css['whole']} title={label} onPointerDown={onDown} onPointerMove={onMove} onPointerUp={onUp} onPointerCancel={() => setDrag(null)}>
        <canvas ref={canvas} aria-hidden />
        {selection === null ? null : (
          <div className={css['selection']} data-held style={{ insetInlineStart: share(selection.fromNs), width: share(selection.toNs - selection.fromNs) }} />
        )}
        {isWhole(span, endNs) ? null : <div className={css['seen']} style={{ insetInlineStart: share(span.fromNs), width: share(lengthOf(span)) }} />}
      </div>
    </div>
  );
}
