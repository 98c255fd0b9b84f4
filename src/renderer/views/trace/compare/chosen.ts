// The first side of a comparison that has no second one yet: kept while one looks for the other.
import { create } from 'zustand';

export const useWaitingTrace = create<{ first: string | null }>(() => ({ first: null }));
