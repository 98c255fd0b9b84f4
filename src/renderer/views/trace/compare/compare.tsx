// Two traces side by side: what only one did, and where they part.
import type { ReactNode } from 'react';

export function TracesCompareView(): ReactNode {
  return null;
}
