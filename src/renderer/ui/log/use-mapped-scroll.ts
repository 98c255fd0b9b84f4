// A scroller over rows of ROW_PX each, as many as one likes: where it stands, what of it is drawn, and moves that keep their place when rows are added.
import { useCallback, useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { maxOffset, offsetFor, placeOf, ROW_PX, scrolled, type Extent, type Place } from './scroll-map.ts';

/** Before the layout is known, and where there is none (tests). */
const FIRST_VIEW = 600;

export interface MappedScroll {
  /** The element that scrolls. Inside it one as tall as `domHeight(extent)`, in which row n (from 1) stands at `(n - 1) * ROW_PX + drawn.shift`. */
  scroller: RefObject<HTMLDivElement | null>;
  extent: Extent;
  /** Height of what is seen. */
  view: number;
  /** Where it stands right now. */
  place: RefObject<Place>;
  /** What is drawn follows from these two; `shift` is only not 0 where the scrollbar maps onto more rows than an element can be tall. */
  drawn: { offset: number; shift: number };
  moveTo: (offset: number) => void;
  onScroll: () => void;
  onScrollEnd: () => void;
}

/**
 * `start`: the row (from 1) it opens at. `onScrolled`: the person scrolled; `atEnd`: the last row is in sight. `head`: pixels of the scroller that something
 * sticky takes above the rows.
 */
export function useMappedScroll(total: number, start: number, onScrolled?: (atEnd: boolean) => void, head = 0): MappedScroll {
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState(FIRST_VIEW);
  const [opened] = useState<Place>(() => placeOf({ lines: total, view: FIRST_VIEW }, start === 1 ? 0 : offsetFor({ lines: total, view: FIRST_VIEW }, start, 0, true)));
  const place = useRef<Place>(opened);
  const [drawn, setDrawn] = useState({ offset: Math.floor(opened.offset / ROW_PX) * ROW_PX, shift: opened.dom - opened.offset });
  const extent = useMemo<Extent>(() => ({ lines: total, view }), [total, view]);

  const draw = useCallback((next: Place) => {
    place.current = next;
    const offset = Math.floor(next.offset / ROW_PX) * ROW_PX;
    const shift = next.dom - next.offset;
    setDrawn((before) => (before.offset === offset && before.shift === shift ? before : { offset, shift }));
  }, []);

  const moveTo = useCallback(
    (offset: number) => {
      const next = placeOf(extent, offset);
      draw(next);
      if (scroller.current !== null) scroller.current.scrollTop = next.dom;
    },
    [extent, draw],
  );

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    element.scrollTop = opened.dom;
    const measure = (): void => setView(element.clientHeight > head ? element.clientHeight - head : FIRST_VIEW);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [opened, head]);

  // More rows, or another height: the same ones stay in sight.
  useLayoutEffect(() => {
    const next = placeOf(extent, place.current.offset);
    if (next.dom !== place.current.dom || next.offset !== place.current.offset) moveTo(place.current.offset);
  }, [extent, moveTo]);

  const onScroll = (): void => {
    const dom = scroller.current?.scrollTop ?? 0;
    if (Math.abs(dom - place.current.dom) < 1) return;
    const next = scrolled(extent, place.current, dom);
    draw(next);
    onScrolled?.(next.offset >= maxOffset(extent) - 1);
  };
  /** At rest the scrollbar goes where it belongs, and the rows stay where they are. */
  const onScrollEnd = (): void => {
    const next = placeOf(extent, place.current.offset);
    if (next.dom !== place.current.dom) moveTo(next.offset);
  };
  return { scroller, extent, view, place, drawn, moveTo, onScroll, onScrollEnd };
}
