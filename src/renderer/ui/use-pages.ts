import { useEffect, useSyncExternalStore } from 'react';

/** What of `Pages` a view needs to follow them. */
interface Followed {
  subscribe: (listener: () => void) => () => void;
  version: () => number;
  stop: () => void;
}

/** Draws again when something of the pages came, and ends their reads with the view; returns their version. */
export function usePages(pages: Followed): number {
  const version = useSyncExternalStore(pages.subscribe, pages.version);
  useEffect(() => () => pages.stop(), [pages]);
  return version;
}
