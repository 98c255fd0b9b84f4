// Where a log of any length stands in its scroller. Chromium caps an element at 33,554,428 px (2^31 of its 1/64 px units), 1.6 million lines of 20 px:
// beyond that the scrollbar maps onto the log, while small moves stay pixel by pixel.

export const ROW_PX = 20;
/** Height of the element that is scrolled, at most: below Chromium's cap, and divisible by a row. */
export const MOST_PX = 33_000_000;

export interface Extent {
  lines: number;
  /** Height of what is seen of the log, in pixels. */
  view: number;
}

/** `offset`: pixels of the log above the upper edge of the view, whatever its length; `dom`: the scroller's own scrollTop. */
export interface Place {
  offset: number;
  dom: number;
}

export const domHeight = ({ lines }: Extent): number => Math.min(lines * ROW_PX, MOST_PX);
export const maxOffset = ({ lines, view }: Extent): number => Math.max(0, lines * ROW_PX - view);
const maxDom = (extent: Extent): number => Math.max(0, domHeight(extent) - extent.view);
const isMapped = (extent: Extent): boolean => extent.lines * ROW_PX > MOST_PX;

const clampOffset = (extent: Extent, offset: number): number => Math.min(maxOffset(extent), Math.max(0, offset));

/** The place that shows `offset`; what lies outside of the log becomes its nearest end. */
export function placeOf(extent: Extent, offset: number): Place {
  const inside = clampOffset(extent, offset);
  if (!isMapped(extent)) return { offset: inside, dom: inside };
  return { offset: inside, dom: Math.round((inside * maxDom(extent)) / maxOffset(extent)) };
}

/** Moves of the scroller up to this many views are a wheel or a key and go pixel by pixel; longer ones are a drag of the scrollbar. */
const NEAR_VIEWS = 3;

/** Where the log stands after the scroller moved to `dom`. */
export function scrolled(extent: Extent, before: Place, dom: number): Place {
  if (!isMapped(extent)) return { offset: clampOffset(extent, dom), dom };
  if (dom <= 0) return { offset: 0, dom };
  if (dom >= maxDom(extent) - 1) return { offset: maxOffset(extent), dom };
  const moved = dom - before.dom;
  if (Math.abs(moved) <= NEAR_VIEWS * extent.view) return { offset: clampOffset(extent, before.offset + moved), dom };
  return { offset: clampOffset(extent, (dom * maxOffset(extent)) / maxDom(extent)), dom };
}

/** Lines (from 1) that are at least partly seen. */
export function seenLines(extent: Extent, offset: number): { first: number; last: number } {
  const first = Math.floor(offset / ROW_PX) + 1;
  return { first: Math.min(Math.max(1, first), Math.max(1, extent.lines)), last: Math.min(extent.lines, Math.ceil((offset + extent.view) / ROW_PX)) };
}

/** The offset that brings a line into sight: none where it is well in sight already, else with a third of the view above it. */
export function offsetFor(extent: Extent, line: number, offset: number, always = false): number {
  const top = (line - 1) * ROW_PX;
  const seen = top >= offset + ROW_PX && top + 2 * ROW_PX <= offset + extent.view;
  return seen && !always ? offset : clampOffset(extent, top - Math.floor(extent.view / 3));
}

/** The offset that brings a row just into sight, at the edge it comes from: for keys that go row by row. */
export function offsetNear({ view }: Extent, line: number, offset: number): number {
  const top = (line - 1) * ROW_PX;
  if (top < offset) return top;
  return top + ROW_PX > offset + view ? top + ROW_PX - view : offset;
}
