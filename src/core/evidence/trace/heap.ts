// A binary heap: the least item first, by a key that is a number.

export class Heap<T> {
  private readonly items: T[] = [];
  private readonly keys: number[] = [];

  get size(): number {
    return this.items.length;
  }

  /** The least key; Infinity for an empty heap. */
  get least(): number {
    return this.keys[0] ?? Number.POSITIVE_INFINITY;
  }

  push(key: number, item: T): void {
    let at = this.items.length;
    this.items.push(item);
    this.keys.push(key);
    while (at > 0) {
      const above = (at - 1) >>> 1;
      const other = this.keys[above] ?? 0;
      if (other <= key) break;
      this.move(above, at);
      at = above;
    }
    this.keys[at] = key;
    this.items[at] = item;
  }

  /** Takes out the item with the least key. */
  pop(): T | undefined {
    const first = this.items[0];
    const item = this.items.pop();
    const key = this.keys.pop();
    if (item === undefined || key === undefined || this.items.length === 0) return first;
    let at = 0;
    for (;;) {
      const left = at * 2 + 1;
      if (left >= this.items.length) break;
      const child = left + 1 < this.items.length && (this.keys[left + 1] ?? 0) < (this.keys[left] ?? 0) ? left + 1 : left;
      if ((this.keys[child] ?? 0) >= key) break;
      this.move(child, at);
      at = child;
    }
    this.keys[at] = key;
    this.items[at] = item;
    return first;
  }

  /** In no order. */
  all(): readonly T[] {
    return this.items;
  }

  private move(from: number, to: number): void {
    const [item, key] = [this.items[from], this.keys[from]];
    if (item === undefined || key === undefined) return;
    this.items[to] = item;
    this.keys[to] = key;
  }
}
