// A view that takes what is dropped on the window itself, for as long as it is shown. Without one, what is dropped is opened.
import { useEffect } from 'react';
import { create } from 'zustand';

export interface DropTaker {
  /** What the window says while something is held over it. */
  title: string;
  take: (data: DataTransfer) => void;
}

export const useDropTaker = create<{ taker: DropTaker | null }>(() => ({ taker: null }));

export function useTakeDrops(taker: DropTaker): void {
  useEffect(() => {
    useDropTaker.setState({ taker });
    return () => useDropTaker.setState((now) => (now.taker === taker ? { taker: null } : now));
  }, [taker]);
}
