// Single keys as shortcuts of a whole view: only where nobody types, and never together with a modifier that belongs to the browser or the system.
import { useEffect, useEffectEvent } from 'react';

/** What a key does; `false` where it does nothing now, so that it stays the browser's. */
export type Keys = Readonly<Record<string, () => unknown>>;

function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest('input, textarea, select, [role="dialog"], [role="menu"]') !== null;
}

/** A key always meets what is on the screen: its action is never one of an earlier drawing. */
export function useKeys(keys: Keys): void {
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    const act = isTaken(event) || !Object.hasOwn(keys, event.key) ? undefined : keys[event.key];
    if (act !== undefined && act() !== false) event.preventDefault();
  });
  useEffect(() => {
    const until = new AbortController();
    document.addEventListener('keydown', (event) => pressed(event), { signal: until.signal });
    return () => until.abort();
  }, []);
}
