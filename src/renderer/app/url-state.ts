// State that belongs into the address: tabs, filters, sorting. Changing it replaces the address, so that "back" leaves the view.
import { useCallback } from 'react';
import { useSearchParams } from 'wouter';
import { useSearch } from 'wouter/use-browser-location';

/** The router decodes the query once before its values are decoded: without this a folder named `a%2Fb` would be looked for as `a/b`. */
export const keepEscapes = (search: string): string => search.replaceAll('%', '%25');

/** What the router is to take for the query of the address. */
export const useWholeSearch = (): string => keepEscapes(useSearch());

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
