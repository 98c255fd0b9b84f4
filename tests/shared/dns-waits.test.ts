import { describe, expect, it } from 'vitest';
import { withWaits } from '../../src/shared/domain/dns-waits.ts';
import type { DnsExchange, DnsSample } from '../../src/shared/domain/dns.ts';
import { comb, exchange, S, stairs } from './charts/builders.ts';

const sampleOf = (timeline: DnsExchange[], wallNs: number | null, ran: DnsSample['resolver']['ran']): Pick<DnsSample, 'timeline' | 'lookups' | 'resolver'> => ({
  timeline: timeline.map((one) => ({ ...one, endNs: null })),
  lookups: [{ startNs: 0, wallNs, result: 'fail', addresses: [], error: null }],
  resolver: { ran, proof: [] },
});
const ends = (timeline: readonly DnsExchange[]): (number | null | undefined)[] => timeline.map(({ endNs }) => endNs);

describe('how long somebody waited for an answer that never came', () => {
  it('is until the next server is asked, of Go and glibc', () => {
    const names = ['a.', 'b.'];
    expect(ends(withWaits(sampleOf(stairs({ names }), 8 * S, 'go')))).toEqual(ends(stairs({ names })));
  });

  it('is until the next question where A and AAAA take turns', () => {
    const turns = [0, 1, 2, 3].map((second) => exchange({ tNs: second * S, type: second < 2 ? 'A' : 'AAAA' }));
    expect(ends(withWaits(sampleOf(turns, 4 * S, 'go')))).toEqual([S, 2 * S, 3 * S, 4 * S]);
  });

  it('is until the call returns, of musl, or until the next name', () => {
    expect(ends(withWaits(sampleOf(comb(), S, 'musl')))).toEqual(comb().map(() => S));
    const two = [exchange({ name: 'a.' }), exchange({ tNs: 0.4 * S, name: 'b.' })];
    expect(ends(withWaits(sampleOf(two, S, 'musl')))).toEqual([0.4 * S, S]);
  });

  it('is not known of a call that never returns, nor of what is sent after it', () => {
    expect(ends(withWaits(sampleOf([exchange()], null, 'glibc')))).toEqual([null]);
    expect(ends(withWaits(sampleOf([exchange({ tNs: 3 * S })], S, 'glibc')))).toEqual([null]);
  });

  it('leaves alone what was answered', () => {
    const answered = { ...sampleOf([], S, 'go'), timeline: [exchange({ endNs: 5e6, outcome: 'answer' })] };
    expect(withWaits(answered)).toEqual(answered.timeline);
  });
});
