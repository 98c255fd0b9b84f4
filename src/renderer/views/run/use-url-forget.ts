// Takes several values out of the address at once: one after the other, the later change would bring the earlier value back.
import { useCallback } from 'react';
import { useSearchParams } from 'wouter';

export function useUrlForget(): (names: readonly string[]) => void {
  const [, setParams] = useSearchParams();
  return useCallback(
    (names) =>
      setParams(
        (before) => {
          const after = new URLSearchParams(before);
          for (const name of names) after.delete(name);
          return after;
        },
        { replace: true },
      ),
    [setParams],
  );
}
