// What keys do on the lanes of the timeline.
import { rounded } from './span-filter.ts';
import { allOf, held, lengthOf, panned, pixelNs, zoomed, type ChangeSpan, type Span } from './span.ts';

export interface KeyActs {
  span: Span;
  endNs: number;
  width: number;
  change: ChangeSpan;
  /** The time that stays where it is. */
  aroundNs: number;
  selection: Span | null;
  onSelect: (span: Span | null) => void;
  /** So many lanes on. */
  toLane: (by: number) => void;
  /** Lanes of a page. */
  page: number;
  /** To the next call of the lane, or the one before. */
  toCall: (by: 1 | -1) => void;
  open: () => void;
}

/** By the name of the key; `shift`: it is held. */
export function timelineKeys(acts: KeyActs, shift: boolean): Readonly<Record<string, () => void>> {
  const { span, endNs, width, change, aroundNs, selection, onSelect, toLane, page, toCall, open } = acts;
  const zoom = (factor: number) => (): void => change((now) => zoomed(now, endNs, aroundNs, factor));
  const pan = (share: number) => (): void => change((now) => panned(now, endNs, share));
  return {
    '+': zoom(0.5),
    '=': zoom(0.5),
    '-': zoom(2),
    '0': () => change(() => allOf(endNs)),
    z: () => {
      if (selection !== null) change(() => selection);
    },
    s: () => onSelect(rounded(span, pixelNs(span, width))),
    Escape: () => {
      if (selection !== null) onSelect(null);
    },
    ArrowLeft: pan(shift ? -1 : -0.2),
    ArrowRight: pan(shift ? 1 : 0.2),
    Home: () => change((now) => held({ fromNs: 0, toNs: lengthOf(now) }, endNs)),
    End: () => change((now) => held({ fromNs: endNs - lengthOf(now), toNs: endNs }, endNs)),
    ArrowDown: () => toLane(1),
    ArrowUp: () => toLane(-1),
    PageDown: () => toLane(page),
    PageUp: () => toLane(-page),
    '.': () => toCall(1),
    ',': () => toCall(-1),
    Enter: open,
  };
}
