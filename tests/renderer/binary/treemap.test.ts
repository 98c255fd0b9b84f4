import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layout, squarify, type Rect } from '../../../src/renderer/views/binary/treemap.ts';

const area = ({ width, height }: Rect): number => width * height;
const sizes = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 200 }).map((list) => list.sort((a, b) => b - a));
const within = { x: 10, y: 20, width: 600, height: 400 };

describe('a squarified treemap', () => {
  it('gives every size its share of the area', () => {
    fc.assert(
      fc.property(sizes, (list) => {
        const total = list.reduce((sum, size) => sum + size, 0);
        const places = squarify(list, within);
        expect(places).toHaveLength(list.length);
        for (const [index, place] of places.entries()) expect(area(place)).toBeCloseTo(((list[index] ?? 0) / total) * area(within), 3);
      }),
    );
  });

  it('stays inside, and no two tiles lie on each other', () => {
    fc.assert(
      fc.property(sizes, (list) => {
        const places = squarify(list, within);
        const slack = 1e-6;
        for (const [index, a] of places.entries()) {
          expect(a.x).toBeGreaterThanOrEqual(within.x - slack);
          expect(a.y).toBeGreaterThanOrEqual(within.y - slack);
          expect(a.x + a.width).toBeLessThanOrEqual(within.x + within.width + 1e-3);
          expect(a.y + a.height).toBeLessThanOrEqual(within.y + within.height + 1e-3);
          for (const b of places.slice(index + 1, index + 6)) {
            const apart = a.x + a.width <= b.x + 1e-3 || b.x + b.width <= a.x + 1e-3 || a.y + a.height <= b.y + 1e-3 || b.y + b.height <= a.y + 1e-3;
            expect(apart).toBe(true);
          }
        }
      }),
    );
  });

  it('keeps tiles near to squares: the worked example of its authors', () => {
    const places = squarify([6, 6, 4, 3, 2, 2, 1], { x: 0, y: 0, width: 6, height: 4 });
    expect(places.slice(0, 2)).toEqual([
      { x: 0, y: 0, width: 3, height: 2 },
      { x: 0, y: 2, width: 3, height: 2 },
    ]);
    const ratio = ({ width, height }: Rect): number => Math.max(width / height, height / width);
    expect(Math.max(...places.map(ratio))).toBeLessThan(3);
  });

  it.each([
    ['nothing', []],
    ['nothing but zeros', [0, 0]],
    ['zeros at the end', [5, 0, 0]],
    ['less than nothing', [5, -3]],
  ])('takes %s', (_, list) => {
    const places = squarify(list, within);
    expect(places).toHaveLength(list.length);
    for (const place of places) expect(Number.isFinite(place.x + place.y + place.width + place.height)).toBe(true);
    if (list[0] === 5) expect(area(places[0]!)).toBeCloseTo(area(within));
  });

  it('takes no room at all', () => {
    expect(squarify([3, 2], { x: 0, y: 0, width: 0, height: 100 }).map(area)).toEqual([0, 0]);
  });
});

interface Leaf {
  bytes: number;
  children: Leaf[];
}
const leaf = (bytes: number, children: Leaf[] = []): Leaf => ({ bytes, children });
const options = { depth: 2, band: 16, gap: 2, least: 3 };

describe('the tiles of a tree', () => {
  it('draw children inside their parent, below its name, to the depth that is asked', () => {
    const tree = leaf(100, [leaf(60, [leaf(40, [leaf(40)]), leaf(20)]), leaf(40)]);
    const tiles = layout(tree, 400, 300, options);
    expect(tiles.map(({ path, depth, open }) => [path.join('.'), depth, open])).toEqual([
      ['0', 1, true],
      ['0.0', 2, false],
      ['0.1', 2, false],
      ['1', 1, false],
    ]);
    const [parent, child] = tiles;
    expect(child!.y).toBeGreaterThanOrEqual(parent!.y + 16);
    expect(child!.x + child!.width).toBeLessThanOrEqual(parent!.x + parent!.width);
  });

  it('leave out what nobody could see', () => {
    const tree = leaf(1_000_001, [leaf(1_000_000), leaf(1)]);
    expect(layout(tree, 400, 300, options)).toHaveLength(1);
  });

  it('are none in a window without room', () => {
    expect(layout(leaf(3, [leaf(3)]), 0, 0, options)).toEqual([]);
  });
});
