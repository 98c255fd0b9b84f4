import { describe, expect, it } from 'vitest';
import type { DnsExchange } from '../../../src/shared/domain/dns.ts';
import type { Mark } from '../../../src/shared/charts/scene.ts';
import { barAt, nameBands, packRows, waterfall, waterfallEnd, type WaterfallSet } from '../../../src/shared/charts/waterfall.ts';
import { comb, exchange, S, stairs } from './builders.ts';

const set = (exchanges: DnsExchange[], wallNs: number | null = 4 * S): WaterfallSet => ({ exchanges, wallNs, label: 'measured', returned: 'returns' });
const of = (exchanges: DnsExchange[], more: Partial<Parameters<typeof waterfall>[0]> = {}) =>
  waterfall({ sets: [set(exchanges)], servers: ['10.0.0.1', '10.0.0.2'], width: 1_000, ...more });
const texts = (marks: readonly Mark[]): string[] => marks.flatMap((mark) => (mark.kind === 'text' ? [mark.text] : mark.kind === 'clip' ? texts(mark.marks) : []));
const numbers = (marks: readonly Mark[]): number[] =>
  marks.flatMap((mark) =>
    mark.kind === 'clip'
      ? numbers(mark.marks)
      : mark.kind === 'line'
        ? [...mark.points]
        : mark.kind === 'rect'
          ? [mark.x, mark.y, mark.w, mark.h]
          : mark.kind === 'circle'
            ? [mark.x, mark.y, mark.r]
            : [mark.x, mark.y],
  );

describe('the waterfall of a lookup', () => {
  it('draws Go as stairs: lanes by turns, A and AAAA side by side', () => {
    const { bars, time } = of(stairs());
    expect(bars).toHaveLength(8);
    const lane = (server: number) => bars.filter(({ index }) => stairs()[index]?.server === server);
    const [first, second] = [lane(1), lane(2)];
    expect(Math.max(...first.map(({ y }) => y))).toBeLessThan(Math.min(...second.map(({ y }) => y)));
    // Two rows for each lane, each used again in the second attempt.
    expect(new Set(first.map(({ y }) => y)).size).toBe(2);
    expect(first[0]?.x).toBeCloseTo(time.at(0));
    expect((first[0]?.x ?? 0) + (first[0]?.w ?? 0)).toBeCloseTo(time.at(S));
    expect(second[0]?.x).toBeCloseTo(time.at(S));
  });

  it('draws musl as a comb: every round has rows of its own, as all of them wait', () => {
    const { bars } = of(comb({ attempts: 3 }));
    const lane1 = bars.filter(({ index }) => comb({ attempts: 3 })[index]?.server === 1);
    expect(new Set(lane1.map(({ y }) => y)).size).toBe(6);
  });

  it('puts A above AAAA, whichever arrived first', () => {
    const { rows } = packRows(
      [
        { exchange: exchange({ type: 'AAAA', tNs: 0 }), index: 0 },
        { exchange: exchange({ type: 'A', tNs: 1_000 }), index: 1 },
      ],
      S,
      1e6,
    );
    expect([rows.get(1), rows.get(0)]).toEqual([0, 1]);
  });

  it('never lets two bars of a row overlap', () => {
    const many = Array.from({ length: 120 }, (_, i) => {
      const tNs = (i * 790_000_019) % (5 * S);
      return exchange({ tNs, endNs: tNs + ((i * 104_729_001) % (S / 2)), type: i % 2 === 0 ? 'A' : 'AAAA' });
    });
    const { rows, count } = packRows(
      many.map((one, index) => ({ exchange: one, index })),
      6 * S,
      0,
    );
    expect(rows.size).toBe(120);
    // Far fewer rows than packets, and fewer than where rows would be shared.
    expect(count).toBeLessThan(60);
    for (const indexes of Map.groupBy(many.keys(), (index) => rows.get(index)).values()) {
      const sorted = [...indexes].map((index) => many[index] ?? exchange()).sort((x, y) => x.tNs - y.tNs);
      sorted.forEach((one, place) => expect(one.tNs).toBeGreaterThanOrEqual(sorted[place - 1]?.endNs ?? 0));
      expect(new Set(sorted.map(({ type }) => type)).size).toBe(1);
    }
  });

  it('bands the time by candidate name, in the order of asking', () => {
    const names = ['db.internal.prod.internal.', 'db.internal.'];
    expect(nameBands(stairs({ names }), 8 * S)).toEqual([
      { name: names[0], fromNs: 0, toNs: 4 * S },
      { name: names[1], fromNs: 4 * S, toNs: 8 * S },
    ]);
    expect(texts(of(stairs({ names })).scene.marks)).toEqual(expect.arrayContaining(names));
  });

  it('makes one band each of names that take turns', () => {
    const turns = Array.from({ length: 10 }, (_, i) => exchange({ tNs: i * 1e7, endNs: i * 1e7 + S, name: i % 2 === 0 ? 'a.' : 'b.' }));
    expect(nameBands(turns, 2 * S).map(({ name }) => name)).toEqual(['a.', 'b.']);
  });

  it('ends behind the last of sending, fate and return, and leaves room where a call never returns', () => {
    expect(waterfallEnd([set(stairs(), 4 * S)])).toBe(4.12 * S);
    expect(waterfallEnd([set(stairs(), null)])).toBe(5 * S);
    expect(waterfallEnd([set([], 0)])).toBeGreaterThan(0);
  });

  it('runs a packet whose end nobody knows to the edge', () => {
    const { bars, plot } = of([exchange({ endNs: null, outcome: 'hang' })], { sets: [set([exchange({ endNs: null, outcome: 'hang' })], null)] });
    expect((bars[0]?.x ?? 0) + (bars[0]?.w ?? 0)).toBeCloseTo(plot.x + plot.w);
  });

  it('has a lane for a server that nobody named', () => {
    expect(texts(of([exchange({ server: 3 })]).scene.marks)).toContain('3');
  });

  it('shows the second set in the same lanes, by its label', () => {
    const two = waterfall({ sets: [set(stairs()), { ...set(stairs()), label: 'predicted' }], servers: ['10.0.0.1'], width: 1_000 });
    expect(two.bars.filter((bar) => bar.set === 1)).toHaveLength(8);
    expect(texts(two.scene.marks).filter((text) => text === 'predicted')).toHaveLength(2);
  });

  it('says that a bar went over TCP, not by colour', () => {
    expect(texts(of([exchange({ protocol: 'tcp' })]).scene.marks)).toContain('TCP');
  });

  it('zooms: what is outside the view has no bar', () => {
    const { bars, view } = of(stairs(), { view: { fromNs: 1.2 * S, toNs: 1.8 * S } });
    expect(view).toEqual({ fromNs: 1.2 * S, toNs: 1.8 * S });
    expect(bars.map(({ index }) => stairs()[index]?.server)).toEqual([2, 2]);
  });

  it('finds the bar that is pointed at, or the near one, and none far away', () => {
    const { bars, time } = of(stairs());
    const [first] = bars;
    if (first === undefined) throw new Error('there is a bar');
    expect(barAt(bars, time.at(S / 2), first.y + 1)).toBe(first);
    expect(barAt(bars, -500, -500)).toBeNull();
  });

  it('draws thousands of packets, of any times and at any width, in numbers only', () => {
    const many = Array.from({ length: 5_000 }, (_, i) =>
      exchange({ tNs: i * 1e6, endNs: i % 3 === 0 ? null : i * 1e6 + 5e8, server: 1 + (i % 3), type: ['A', 'AAAA', 'TYPE65'][i % 3] ?? 'A' }),
    );
    for (const width of [0, 60, 1_200]) expect(numbers(waterfall({ sets: [set(many, null)], servers: [], width }).scene.marks).every(Number.isFinite)).toBe(true);
  });
});
