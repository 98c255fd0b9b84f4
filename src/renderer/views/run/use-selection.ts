// The picked cell, kept in the address. The address follows after a moment: a held arrow key would write it faster than a browser allows.
import { useCallback, useEffect, useRef, useState } from 'react';
import { useUrlValue } from '../../app/url-state.ts';

const SETTLE_MS = 200;

const numberOf = (text: string): number | null => (/^\d{1,6}$/.test(text) ? Number(text) : null);

export function useSelection(name = 'cell'): [number | null, (number: number | null) => void] {
  const [stored, store] = useUrlValue(name);
  const [selected, setSelected] = useState(() => numberOf(stored));
  const written = useRef(stored);
  // An address that somebody else changed (back, a link) is followed.
  useEffect(() => {
    if (stored === written.current) return;
    written.current = stored;
    setSelected(numberOf(stored));
  }, [stored]);
  useEffect(() => {
    const text = selected === null ? '' : String(selected);
    if (text === written.current) return undefined;
    const timer = setTimeout(() => {
      written.current = text;
      store(text);
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [selected, store]);
  return [selected, useCallback((number) => setSelected(number), [])];
}
