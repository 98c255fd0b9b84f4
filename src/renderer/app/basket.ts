// The cells and runs one has picked to be compared, kept while one looks around.
import { create } from 'zustand';

/** Up to four cells side by side. */
export const BASKET_MOST = 4;

interface Basket {
  /** RUN/CELL or RUN. */
  items: readonly string[];
  toggle: (item: string) => void;
  set: (items: readonly string[]) => void;
  clear: () => void;
}

const isCell = (item: string): boolean => item.includes('/');

export const useBasket = create<Basket>((set) => ({
  items: [],
  toggle: (item) =>
    set(({ items }) => ({
      // Cells are compared with cells, runs with runs; the oldest pick makes room.
      items: items.includes(item)
        ? items.filter((each) => each !== item)
        : [...items.filter((each) => isCell(each) === isCell(item)), item].slice(-(isCell(item) ? BASKET_MOST : 2)),
    })),
  set: (items) => set({ items: items.slice(0, BASKET_MOST) }),
  clear: () => set({ items: [] }),
}));
