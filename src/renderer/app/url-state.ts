// State that belongs into the address: tabs, filters, sorting. Changing it replaces the address, so that "back" leaves the view.
import { useCallback } from 'react';
import { useSearchParams } from 'wouter';

/** One value of the query; '' where it is absent. `fallback` is what an absent one means, and is not written. */
export function useUrlValue(name: string, fallback = ''): [string, (value: string) => void] {
  const [params, setParams] = useSearchParams();
  const value = params.get(name) ?? fallback;
  const set = useCallback(
    (next: string) =>
      setParams(
        (before) => {
          const after = new URLSearchParams(before);
          if (next === fallback || next === '') after.delete(name);
          else after.set(name, next);
          return after;
        },
        { replace: true },
      ),
    [name, fallback, setParams],
  );
  return [value, set];
}

/** Every value of a name that may stand several times. */
export function useUrlList(name: string): [readonly string[], (values: readonly string[]) => void] {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (values: readonly string[]) =>
      setParams(
        (before) => {
          const after = new URLSearchParams(before);
          after.delete(name);
          for (const value of values) after.append(name, value);
          return after;
        },
        { replace: true },
      ),
    [name, setParams],
  );
  return [params.getAll(name), set];
}
