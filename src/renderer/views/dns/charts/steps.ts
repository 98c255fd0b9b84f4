// Moving through a waterfall: which packet comes next, which was the last at a time, and which part of the time is looked at. Pure.
import type { DnsExchange } from '../../../../shared/domain/dns.ts';

export interface View {
  fromNs: number;
  toNs: number;
}

/** Places in `exchanges` in the order of sending; A before AAAA where they leave together. */
export function sendingOrder(exchanges: readonly DnsExchange[]): number[] {
  return exchanges
    .map(({ tNs, type }, index) => ({ tNs, type, index }))
    .sort((a, b) => a.tNs - b.tNs || (a.type < b.type ? -1 : a.type > b.type ? 1 : a.index - b.index))
    .map(({ index }) => index);
}

/** The step (a place in `order`) that was the last one at this time; null before the first. */
export function stepAt(exchanges: readonly DnsExchange[], order: readonly number[], tNs: number): number | null {
  let [low, high] = [0, order.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((exchanges[order[middle] ?? 0]?.tNs ?? 0) <= tNs) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? null : low - 1;
}

/** The least that can be looked at: a microsecond. */
const LEAST_NS = 1_000;

/** Zooms around a time; `factor` below 1 shows less. Null: all of it. */
export function zoomed(view: View, endNs: number, aroundNs: number, factor: number): View | null {
  const span = Math.max(LEAST_NS, (view.toNs - view.fromNs) * factor);
  if (span >= endNs) return null;
  const share = view.toNs === view.fromNs ? 0.5 : (Math.min(Math.max(aroundNs, view.fromNs), view.toNs) - view.fromNs) / (view.toNs - view.fromNs);
  const fromNs = Math.min(Math.max(0, aroundNs - share * span), endNs - span);
  return { fromNs, toNs: fromNs + span };
}

/** The view moved as little as needed to hold this time, with some room around it. */
export function holding(view: View | null, endNs: number, tNs: number): View | null {
  if (view === null || (tNs >= view.fromNs && tNs <= view.toNs)) return view;
  const span = view.toNs - view.fromNs;
  const fromNs = Math.min(Math.max(0, tNs - span * 0.2), Math.max(0, endNs - span));
  return { fromNs, toNs: fromNs + span };
}
