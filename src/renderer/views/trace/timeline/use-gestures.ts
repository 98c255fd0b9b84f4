// What a pointer and a wheel do on the lanes: a move points, a drag selects or (with Shift, or the middle button) moves, a click opens a call, a wheel zooms.
import { useEffect, useEffectEvent, useState, type PointerEvent, type RefObject } from 'react';
import { barAt, type Bars, type LanesInSight } from './bars.ts';
import { rounded } from './span-filter.ts';
import { between, held, panned, pixelNs, timeAt, zoomed, type ChangeSpan, type Span } from './span.ts';
import type { Pointed } from './tip.tsx';

/** A press that moves less is a click. */
const CLICK_PX = 4;

export interface GestureActs {
  change: ChangeSpan;
  onSelect: (span: Span) => void;
  onPick: (event: number) => void;
  /** A lane was pressed. */
  onLane: (lane: number) => void;
}

export interface Gestures {
  pointed: Pointed | null;
  /** What the drag that goes on would select. */
  dragged: Span | null;
  onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  onPointerUp: (event: PointerEvent<HTMLElement>) => void;
  onPointerCancel: () => void;
  onPointerLeave: () => void;
}

interface Drag {
  from: number;
  to: number;
  /** What was looked at when the drag began, which moves; null: it selects. */
  pan: Span | null;
}

/** For the element that the lanes are drawn on: as wide as they are, as tall as what is in sight of them. */
export function useGestures(sight: LanesInSight, bars: Bars, endNs: number, { change, onSelect, onPick, onLane }: GestureActs): Gestures {
  const { lanes, laneHeight, scrolled, width, span } = sight;
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const [drag, setDrag] = useState<Drag | null>(null);

  const pointAt = (event: PointerEvent<HTMLElement>): Pointed | null => {
    const box = event.currentTarget.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const lane = lanes[Math.floor((y + scrolled) / laneHeight)];
    if (lane === undefined || x < 0 || x > width) return null;
    return { lane, event: barAt(bars?.get(lane.task) ?? [], x)?.event ?? null, ns: timeAt(span, width, x), x, y };
  };
  const xOf = (event: PointerEvent<HTMLElement>): number => clamp(event.clientX - event.currentTarget.getBoundingClientRect().left, width);
  const draggedTo = ({ from, pan }: Drag, to: number): Span | null =>
    pan !== null || Math.abs(to - from) < CLICK_PX ? null : between(timeAt(span, width, from), timeAt(span, width, to), endNs);

  return {
    pointed,
    dragged: drag === null ? null : draggedTo(drag, drag.to),
    onPointerDown: (event) => {
      if (event.button > 1) return;
      const at = pointAt(event);
      if (at === null) return;
      event.preventDefault();
      event.currentTarget.setPointerCapture(event.pointerId);
      onLane(lanes.indexOf(at.lane));
      setDrag({ from: at.x, to: at.x, pan: event.shiftKey || event.button === 1 ? span : null });
    },
    onPointerMove: (event) => {
      if (drag === null) return setPointed(pointAt(event));
      const to = xOf(event);
      setDrag({ ...drag, to });
      setPointed(null);
      const { pan } = drag;
      if (pan === null) return undefined;
      const byNs = (to - drag.from) * pixelNs(pan, width);
      return change(() => held({ fromNs: pan.fromNs - byNs, toNs: pan.toNs - byNs }, endNs));
    },
    onPointerUp: (event) => {
      if (drag === null) return;
      setDrag(null);
      if (drag.pan !== null) return;
      // Where the pointer is now: the last move may not be drawn yet.
      const dragged = draggedTo(drag, xOf(event));
      if (dragged !== null) return onSelect(rounded(dragged, pixelNs(span, width)));
      const picked = pointAt(event)?.event ?? null;
      if (picked !== null) onPick(picked.event);
    },
    onPointerCancel: () => setDrag(null),
    onPointerLeave: () => setPointed(null),
  };
}

/** Pixels that a line of a wheel stands for where it counts in lines. */
const LINE_PX = 24;

/** A wheel zooms around the pointer and a sideways one moves. `plot` is where the lanes are drawn, in `scroller`. */
export function useWheel(scroller: RefObject<HTMLElement | null>, plot: RefObject<HTMLElement | null>, width: number, endNs: number, change: ChangeSpan): void {
  const turned = useEffectEvent((event: WheelEvent) => {
    const plane = plot.current?.getBoundingClientRect();
    if (plane === undefined || event.clientX < plane.left) return;
    event.preventDefault();
    const scale = event.deltaMode === 1 ? LINE_PX : 1;
    const [dx, dy] = [event.deltaX * scale, event.deltaY * scale];
    const side = event.shiftKey && dx === 0 ? dy : dx;
    if (Math.abs(side) > Math.abs(dy) || event.shiftKey) change((span) => panned(span, endNs, side / Math.max(1, width)));
    else change((span) => zoomed(span, endNs, timeAt(span, width, event.clientX - plane.left), Math.exp(dy * (event.ctrlKey ? 0.01 : 0.002))));
  });
  useEffect(() => {
    const until = new AbortController();
    // React listens to wheels without the right to keep the page from scrolling.
    scroller.current?.addEventListener('wheel', (event) => turned(event), { passive: false, signal: until.signal });
    return () => until.abort();
  }, [scroller]);
}

const clamp = (x: number, width: number): number => Math.min(width, Math.max(0, x));
