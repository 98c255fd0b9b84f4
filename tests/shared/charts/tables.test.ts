import { describe, expect, it } from 'vitest';
import { budgetLine, cellText, heat } from '../../../src/shared/charts/cells.ts';
import { distribution, ecdf, spreadOf } from '../../../src/shared/charts/distribution.ts';
import { amplification, faultTable, timeRange } from '../../../src/shared/charts/fault-table.ts';
import { EXCHANGE_OUTCOMES } from '../../../src/shared/domain/dns.ts';
import { OUTCOME_SHAPES, shapeMarks, shapeOf } from '../../../src/shared/charts/outcomes.ts';
import { S } from './builders.ts';

describe('cells of a heat map', () => {
  it('get darker by the logarithm of the time, and never is darkest', () => {
    expect([S, 10 * S, 100 * S].map((ns) => heat(ns, S, 100 * S))).toEqual([0, expect.closeTo(0.5), 1]);
    expect(heat(null, S, 2 * S)).toBe(1);
    expect(heat(S, S, S)).toBe(0.5);
  });

  it.each([
    [null, '∞'],
    [0, '0'],
    [3e8, '.3'],
    [S, '1'],
    [2.667 * S, '2.7'],
    [29 * S, '29'],
  ])('say %j as %s', (ns, text) => {
    expect(cellText(ns)).toBe(text);
  });

  it('have the line of the budget between those within and those over it, and none beside a gap', () => {
    const line = budgetLine([
      [true, true, false],
      [true, false, null],
    ]);
    expect(line[0]?.map(({ right }) => right)).toEqual([false, true, false]);
    expect(line[0]?.map(({ bottom }) => bottom)).toEqual([false, true, false]);
    expect(line[1]?.map(({ right }) => right)).toEqual([true, false, false]);
  });
});

describe('the table of faults', () => {
  const row = (fault: string, subject: string, wallNs: number | null) => ({ fault, subject, wallNs, result: 'fail' as const, packets: 4 });

  it('keeps the order in which faults and subjects came, and the slowest of each place', () => {
    const { faults, subjects, cell } = faultTable([
      row('silent', 'go', S),
      row('closed', 'go', 0),
      row('silent', 'c-musl', S),
      row('silent', 'go', 4 * S),
      row('closed', 'c-musl', null),
      row('closed', 'c-musl', S),
    ]);
    expect(faults).toEqual(['silent', 'closed']);
    expect(subjects).toEqual(['go', 'c-musl']);
    expect(cell('silent', 'go')?.wallNs).toBe(4 * S);
    expect(cell('closed', 'c-musl')?.wallNs).toBeNull();
    expect(cell('lame', 'go')).toBeNull();
  });

  it('measures a time in time-outs', () => {
    expect(amplification(8 * S, 2 * S)).toBe('4');
    expect(amplification(null, S)).toBeNull();
    expect(amplification(1e6, S)).toBeNull();
    expect(timeRange([{ wallNs: null }, { wallNs: S }])).toEqual({ leastNs: S, mostNs: S });
  });
});

describe('repeated lookups', () => {
  it('are where they are: modes, never a mean', () => {
    const spread = spreadOf([3e5, 4e5, 1.001 * S, S, null]);
    expect(spread).toMatchObject({ count: 5, never: 1, minNs: 3e5, medianNs: 4e5, maxNs: 1.001 * S });
    expect(spread.modes).toEqual([
      { ns: 3.5e5, count: 2 },
      { ns: 1.0005 * S, count: 2 },
    ]);
  });

  it('rise to the share that returned', () => {
    expect(ecdf([S, 2 * S, S, null])).toEqual([
      { ns: 0, share: 0 },
      { ns: S, share: 0.5 },
      { ns: 2 * S, share: 0.75 },
    ]);
  });

  it('are drawn one dot each, those that never returned counted apart', () => {
    const { scene } = distribution([{ label: 'go', wallNs: [S, S, null], summary: 'three' }], 'never', 600);
    expect(scene.marks.filter((mark) => mark.kind === 'circle')).toHaveLength(2);
    expect(scene.marks.some((mark) => mark.kind === 'text' && mark.text === '1×')).toBe(true);
  });

  it('of nothing are nothing', () => {
    expect(spreadOf([]).medianNs).toBeNull();
    expect(() => distribution([{ label: 'go', wallNs: [], summary: '' }], 'never', 300)).not.toThrow();
  });
});

describe('fates of packets', () => {
  it('each have a shape, and what is not known here is an error answer', () => {
    expect(EXCHANGE_OUTCOMES.map(shapeOf).every((shape) => OUTCOME_SHAPES.includes(shape))).toBe(true);
    expect(shapeOf('of-tomorrow')).toBe('error');
    expect(shapeOf('constructor')).toBe('error');
  });

  it('have shapes that are not told apart by colour alone', () => {
    const drawn = OUTCOME_SHAPES.map((shape) => JSON.stringify(shapeMarks(shape, 0, 0, 4), (key, value: unknown) => (key === 'paint' ? '' : value)));
    expect(new Set(drawn).size).toBe(OUTCOME_SHAPES.length);
  });
});
