// State that belongs into the address: tabs, filters, sorting. Changing it replaces the address, so that "back" leaves the view.
import { useCallback } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { useSearch } from 'wouter/use-browser-location';

/** The router decodes the query once before its values are decoded: without this a folder named `a%2Fb` would be looked for as `a/b`. */
export const keepEscapes = (search: string): string => search.replaceAll('%', '%25');

/** What the router is to take for the query of the address. */
export const useWholeSearch = (): string => keepEscapes(useSearch());

/** `push`: "back" leads to where one was. */
export type ChangeQuery = (change: (query: URLSearchParams) => void, options?: { push?: boolean }) => void;

/** Changes the query from what it is at that moment, not from what it was when the view was drawn: several changes before the next drawing all count. */
export function useChangeQuery(): ChangeQuery {
  const [, navigate] = useLocation();
  return useCallback(
    (change, { push = false } = {}) => {
      const { pathname, search } = window.location;
      const query = new URLSearchParams(search);
      change(query);
      const text = query.toString();
      navigate(text === '' ? pathname : `${pathname}?${text}`, { replace: !push });
    },
    [navigate],
  );
}

/** Puts a value into the query; what is empty is not written. */
export function putValue(query: URLSearchParams, name: string, value: string | null): void {
  if (value === null || value === '') query.delete(name);
  else query.set(name, value);
}

/** One value of the query; '' where it is absent. `fallback` is what an absent one means, and is not written. */
export function useUrlValue(name: string, fallback = ''): [string, (value: string) => void] {
  const [params] = useSearchParams();
  const change = useChangeQuery();
  const set = useCallback((next: string) => change((query) => putValue(query, name, next === fallback ? null : next)), [name, fallback, change]);
  return [params.get(name) ?? fallback, set];
}

/** Every value of a name that may stand several times. */
export function useUrlList(name: string): [readonly string[], (values: readonly string[]) => void] {
  const [params] = useSearchParams();
  const change = useChangeQuery();
  const set = useCallback(
    (values: readonly string[]) =>
      change((query) => {
        query.delete(name);
        for (const value of values) query.append(name, value);
      }),
    [name, change],
  );
  return [params.getAll(name), set];
}
