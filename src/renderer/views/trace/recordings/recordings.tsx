// What was recorded here, and what records now.
import type { ReactNode } from 'react';

export function Recordings(): ReactNode {
  return null;
}
