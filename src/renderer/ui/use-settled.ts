import { useEffect, useState } from 'react';

/** What is typed, once it has stayed so for a moment: for what is asked of the workbench. */
export function useSettled(text: string, afterMs = 200): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    if (text === settled) return undefined;
    const timer = setTimeout(() => setSettled(text), afterMs);
    return () => clearTimeout(timer);
  }, [text, settled, afterMs]);
  return settled;
}
