// The filter as it is typed, and as it is asked: what can't be read is said at its place, and what was asked before goes on.
import { useCallback, useEffect, useRef, useState } from 'react';
import { FILTER_KEYS, parseTraceFilter, type FilterError } from '../../../../shared/domain/trace-filter.ts';
import { lexFilter } from '../../../../shared/domain/trace-filter-lex.ts';
import { useSettled } from '../../../ui/use-settled.ts';

/** A pause after which what was typed is asked. */
const SETTLED_MS = 180;
/** The same for what looks like the beginning of a key: `err` is likely to become `error:`, and as a text it would take all rows away. */
const HALF_MS = 1_200;
/** A pause after which it is said what is wrong: a value that is still to be typed is none of that. */
const SAID_MS = 700;

/** The last term is a word that a key begins with. */
export function isHalfKey(text: string): boolean {
  const last = lexFilter(text).at(-1);
  if (last === undefined || last.key !== null || last.to !== text.length) return false;
  const word = text.slice(last.keyFrom, last.to);
  return word !== '' && FILTER_KEYS.some((key) => key.startsWith(word));
}

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
  const settled = useSettled(text, isHalfKey(text) ? HALF_MS : SETTLED_MS);
  const said = useSettled(text, SAID_MS);
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
  return { text, applied, problem: parsed.ok || said !== text ? null : parsed.error, set: useCallback((next) => setText(next), []) };
}
