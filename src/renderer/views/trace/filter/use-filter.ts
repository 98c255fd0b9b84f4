// The filter as it is typed, and as it is asked: what can't be read is said at its place, and what was asked before goes on.
import { useCallback, useEffect, useRef, useState } from 'react';
import { parseTraceFilter, type FilterError } from '../../../../shared/domain/trace-filter.ts';
import { useSettled } from '../../../ui/use-settled.ts';

export interface FilterState {
  /** As it stands in the field. */
  text: string;
  /** As it is asked: the last one that could be read. */
  applied: string;
  problem: FilterError | null;
  set: (text: string) => void;
}

/** `address`, `onAddress`: the filter in the address, which follows what is typed when that has stayed so for a moment. */
export function useFilterText(address: string, onAddress: (text: string) => void): FilterState {
  const [text, setText] = useState(address);
  const told = useRef(address);
  useEffect(() => {
    if (address === told.current) return;
    told.current = address;
    setText(address);
  }, [address]);
  const settled = useSettled(text, 180);
  useEffect(() => {
    // A change of the address that is not typed comes the other way.
    if (settled === told.current || settled !== text) return;
    told.current = settled;
    onAddress(settled);
  }, [settled, text, onAddress]);
  const good = parseTraceFilter(settled).ok;
  const [applied, setApplied] = useState(good ? settled : '');
  if (good && applied !== settled) setApplied(settled);
  const parsed = parseTraceFilter(text);
  return { text, applied, problem: parsed.ok ? null : parsed.error, set: useCallback((next) => setText(next), []) };
}
