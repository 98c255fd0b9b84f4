// Until when somebody waited for an answer that never came. A name server can't see that: it is read from what the program did next. Used where measured
// packets are drawn; the measurement itself keeps what was observed.
import type { DnsExchange, DnsSample } from './dns.ts';

/** What leaves together is one step of the resolver, however loaded the machine is. */
const TOGETHER_NS = 50e6;

/**
 * The sample's packets, those without a reply ended: of musl, which waits for all of them, with its lookup or the next candidate name; of the others, which
 * wait for one server after the other, with the next packet of that type. What was sent when no lookup was going on any more, and has none after it, stays open.
 */
export function withWaits({ timeline, lookups, resolver }: Pick<DnsSample, 'timeline' | 'lookups' | 'resolver'>): DnsExchange[] {
  const sorted = timeline.map((exchange, index) => ({ exchange, index })).sort((a, b) => a.exchange.tNs - b.exchange.tNs);
  const together = areTogether(sorted.map(({ exchange }) => exchange));
  const next = new Array<number | null>(timeline.length).fill(null);
  // From the end: what comes after, by type (or by name).
  const after = new Map<string, number[]>();
  for (const { exchange, index } of [...sorted].reverse()) {
    if (resolver.ran === 'musl') next[index] = Math.min(...[...after].flatMap(([name, times]) => (name === exchange.name ? [] : [times.at(-1) ?? Infinity])));
    else {
      const times = after.get(together ? exchange.type : '') ?? [];
      next[index] = times.findLast((tNs) => tNs > exchange.tNs + TOGETHER_NS) ?? null;
    }
    const key = resolver.ran === 'musl' ? exchange.name : together ? exchange.type : '';
    const times = after.get(key);
    if (times === undefined) after.set(key, [exchange.tNs]);
    else times.push(exchange.tNs);
  }
  return timeline.map((exchange, index) => {
    if (exchange.endNs !== null || exchange.outcome === 'hang') return exchange;
    const lookup = lookups.find(({ startNs, wallNs }) => startNs <= exchange.tNs && (wallNs === null || exchange.tNs <= startNs + wallNs));
    const until = Math.min(next[index] ?? Infinity, lookup === undefined || lookup.wallNs === null ? Infinity : lookup.startNs + lookup.wallNs);
    return Number.isFinite(until) ? { ...exchange, endNs: until } : exchange;
  });
}

/** A and AAAA leave as pairs, not one after the other (as `single-request` has it). */
function areTogether(sorted: readonly DnsExchange[]): boolean {
  return sorted.some((exchange, index) => {
    const other = sorted[index + 1];
    return other !== undefined && other.type !== exchange.type && other.tNs - exchange.tNs <= TOGETHER_NS;
  });
}
