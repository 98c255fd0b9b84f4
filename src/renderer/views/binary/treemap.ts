// The squarified treemap (Bruls, Huizing, van Wijk 2000): rectangles in proportion to sizes, as near to squares as they get. Pure.

export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The worst ratio of sides among tiles of these areas (their sum, the smallest, the largest) laid along a side. */
const worst = (sum: number, smallest: number, largest: number, side: number): number => Math.max((side * side * largest) / (sum * sum), (sum * sum) / (side * side * smallest));

/**
 * Places for sizes that are sorted from the largest, in the same order. Sizes of zero or less get an empty place. `within` is filled by the others,
 * whatever their sum.
 */
export function squarify(sizes: readonly number[], within: Rect): Rect[] {
  const total = sizes.reduce((sum, size) => sum + Math.max(0, size), 0);
  const places: Rect[] = [];
  let { x, y, width, height } = within;
  if (total <= 0 || width <= 0 || height <= 0) return sizes.map(() => ({ x, y, width: 0, height: 0 }));
  const scale = (width * height) / total;
  let at = 0;
  while (at < sizes.length) {
    const side = Math.min(width, height);
    // A row takes tiles as long as its worst one gets no worse.
    let sum = 0;
    let end = at;
    let ratio = Number.POSITIVE_INFINITY;
    const first = Math.max(0, sizes[at] ?? 0) * scale;
    while (end < sizes.length) {
      const area = Math.max(0, sizes[end] ?? 0) * scale;
      if (area <= 0 || side <= 0) break;
      const next = worst(sum + area, area, first, side);
      if (next > ratio) break;
      ratio = next;
      sum += area;
      end += 1;
    }
    if (end === at) {
      for (; at < sizes.length; at += 1) places.push({ x, y, width: 0, height: 0 });
      break;
    }
    const upright = width >= height;
    const thick = sum / side;
    let along = upright ? y : x;
    for (; at < end; at += 1) {
      const long = (Math.max(0, sizes[at] ?? 0) * scale) / thick;
      places.push(upright ? { x, y: along, width: thick, height: long } : { x: along, y, width: long, height: thick });
      along += long;
    }
    if (upright) {
      x += thick;
      width = Math.max(0, width - thick);
    } else {
      y += thick;
      height = Math.max(0, height - thick);
    }
  }
  return places;
}

export interface Sized<T> {
  readonly bytes: number;
  readonly children: readonly T[];
}

export interface Tile<T> extends Rect {
  readonly node: T;
  /** 1 for the children of the root. */
  readonly depth: number;
  /** Where it is among its parent's children, from the root. */
  readonly path: readonly number[];
  /** True: its children are drawn in it, below a band with its name. */
  readonly open: boolean;
}

export interface LayoutOptions {
  /** Levels drawn at once. */
  depth: number;
  /** Height of the band with the name of a tile whose children are drawn. */
  band: number;
  /** Around the children of a tile. */
  gap: number;
  /** A tile with a shorter side is not drawn: nobody could see it. */
  least: number;
}

/** Every tile that can be seen, parents before their children. `root` itself is the whole of `width` and `height`; children are sorted from the largest. */
export function layout<T extends Sized<T>>(root: T, width: number, height: number, { depth, band, gap, least }: LayoutOptions): Tile<T>[] {
  const tiles: Tile<T>[] = [];
  const fill = (parent: T, within: Rect, level: number, path: readonly number[]): void => {
    const places = squarify(
      parent.children.map(({ bytes }) => bytes),
      within,
    );
    for (const [index, node] of parent.children.entries()) {
      const place = places[index];
      // Sorted: all that follow are smaller, but a thin one may be followed by a square one of the next row.
      if (place === undefined || place.width < least || place.height < least) continue;
      const inside = { x: place.x + gap, y: place.y + band, width: place.width - 2 * gap, height: place.height - band - gap };
      const open = level < depth && node.children.length > 0 && inside.width > 24 && inside.height > 16;
      const here = [...path, index];
      tiles.push({ ...place, node, depth: level, path: here, open });
      if (open) fill(node, inside, level + 1, here);
    }
  };
  fill(root, { x: 0, y: 0, width, height }, 1, []);
  return tiles;
}
