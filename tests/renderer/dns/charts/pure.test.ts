import { describe, expect, it } from 'vitest';
import { heatPanels, heatRange, panelLine, withinBudget } from '../../../../src/renderer/views/dns/charts/heat-panels.ts';
import { lineRows } from '../../../../src/renderer/views/dns/charts/line-rows.ts';
import type { GridPoint } from '../../../../src/renderer/views/dns/charts/props.ts';
import { holding, sendingOrder, stepAt, zoomed } from '../../../../src/renderer/views/dns/charts/steps.ts';
import { exchange, S, stairs } from '../../../shared/charts/builders.ts';

const point = (more: Partial<GridPoint>): GridPoint => ({
  resolver: 'go',
  timeout: 1,
  attempts: 1,
  servers: 2,
  search: 0,
  ndots: 1,
  faults: 'silent',
  minNs: S,
  maxNs: S,
  packets: 4,
  result: 'fail',
  ...more,
});

describe('moving through a waterfall', () => {
  it('goes by the time of sending, A before AAAA', () => {
    const packets = [exchange({ tNs: 5 }), exchange({ type: 'AAAA' }), exchange({ type: 'A' })];
    expect(sendingOrder(packets)).toEqual([2, 1, 0]);
  });

  it('finds the last packet that had left at a time', () => {
    const packets = stairs();
    const order = sendingOrder(packets);
    expect(stepAt(packets, order, -1)).toBeNull();
    expect(stepAt(packets, order, 0)).toBe(1);
    expect(stepAt(packets, order, 1.5 * S)).toBe(3);
    expect(stepAt(packets, order, 99 * S)).toBe(7);
  });

  it('zooms around a time, never beyond the ends, and out to everything', () => {
    const whole = { fromNs: 0, toNs: 8 * S };
    expect(zoomed(whole, 8 * S, 2 * S, 0.5)).toEqual({ fromNs: S, toNs: 5 * S });
    expect(zoomed({ fromNs: 0, toNs: 4 * S }, 8 * S, 0, 2)).toBeNull();
    expect(zoomed({ fromNs: 6 * S, toNs: 8 * S }, 8 * S, 8 * S, 2)).toEqual({ fromNs: 4 * S, toNs: 8 * S });
  });

  it('follows what is stepped to', () => {
    expect(holding({ fromNs: 0, toNs: S }, 8 * S, 0.5 * S)).toEqual({ fromNs: 0, toNs: S });
    const moved = holding({ fromNs: 0, toNs: S }, 8 * S, 5 * S);
    expect(moved?.fromNs).toBeLessThanOrEqual(5 * S);
    expect(moved?.toNs).toBeGreaterThan(5 * S);
    expect(holding(null, 8 * S, 5 * S)).toBeNull();
  });
});

describe('the panels of the heat map', () => {
  const points = [
    point({ timeout: 2, maxNs: 4 * S }),
    point({ timeout: 1, maxNs: 2 * S }),
    point({ timeout: 1, maxNs: 6 * S, faults: 'lame' }),
    point({ timeout: 1, attempts: 2, maxNs: null }),
    point({ servers: 1 }),
    point({ resolver: 'musl' }),
  ];

  it('are one for each resolver and number of servers, in their order', () => {
    expect(heatPanels(points, null).map(({ resolver, servers }) => `${resolver} ${servers}`)).toEqual(['go 1', 'go 2', 'musl 2']);
    expect(heatPanels(points, 'musl')).toHaveLength(1);
  });

  it('hold the slowest of what shares a cell, and nothing where there is nothing', () => {
    const panel = heatPanels(points, 'go')[1];
    expect(panel?.timeouts).toEqual([1, 2]);
    expect(panel?.cells.map((row) => row.map((cell) => cell?.maxNs))).toEqual([
      [6 * S, 4 * S],
      [null, undefined],
    ]);
  });

  it('share one range, which never is beyond', () => {
    expect(heatRange(heatPanels(points, null))).toEqual({ leastNs: S, mostNs: 6 * S });
    expect(heatRange([])).toEqual({ leastNs: 0, mostNs: 0 });
  });

  it('draw the line of the budget between what meets it and what does not', () => {
    const [panel] = heatPanels([point({ timeout: 1, maxNs: 2 * S }), point({ timeout: 2, maxNs: 4 * S })], null);
    if (panel === undefined) throw new Error('there is a panel');
    expect(panelLine(panel, 3 * S)[0]?.[0]?.right).toBe(true);
    expect(panelLine(panel, 5 * S)[0]?.[0]?.right).toBe(false);
    expect(panelLine(panel, null)[0]?.[0]?.right).toBe(false);
    expect(withinBudget(point({ maxNs: null }), 3 * S)).toBe(false);
  });
});

describe('lines over the number of search domains', () => {
  it('become a row for each number, the slowest of what shares it', () => {
    expect(
      lineRows([
        {
          resolver: 'go',
          points: [
            { search: 1, wallNs: 8 * S },
            { search: 0, wallNs: 4 * S },
            { search: 1, wallNs: 2 * S },
          ],
        },
        { resolver: 'glibc', points: [{ search: 0, wallNs: null }] },
      ]),
    ).toEqual([
      { search: 0, wallNs: { go: 4 * S, glibc: null } },
      { search: 1, wallNs: { go: 8 * S } },
    ]);
  });
});
