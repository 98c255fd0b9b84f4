// Lines of a list that are selected by their boxes, to be compared or removed. The address says which.
import { useCallback, useMemo, type ReactNode } from 'react';
import { errorText } from '../../shared/domain/errors.ts';
import { shown } from '../../shared/domain/text.ts';
import { useToasts } from '../app/toasts.tsx';
import { useUrlList } from '../app/url-state.ts';
import type { Column } from './table.tsx';
import css from './selecting.module.css';

export interface Selection<Line> {
  /** Those that are still there. */
  selected: ReadonlySet<string>;
  /** The same, in the order of the list. */
  chosen: readonly Line[];
  toggle: (id: string) => void;
  clear: () => void;
}

/** Selected lines of `all`, which must be the same list as long as it holds the same. */
export function useSelection<Line extends { id: string }>(all: readonly Line[]): Selection<Line> {
  const [ids, setIds] = useUrlList('select');
  const joined = ids.join('\n');
  const selected = useMemo(() => {
    const there = new Set(all.map(({ id }) => id));
    return new Set(joined.split('\n').filter((id) => there.has(id)));
  }, [joined, all]);
  const chosen = useMemo(() => all.filter(({ id }) => selected.has(id)), [all, selected]);
  const toggle = useCallback(
    (id: string) => {
      const next = new Set(selected);
      if (!next.delete(id)) next.add(id);
      setIds([...next]);
    },
    [selected, setIds],
  );
  return { selected, chosen, toggle, clear: useCallback(() => setIds([]), [setIds]) };
}

/** Removes the selected lines, one by one; one that can't be removed is told, and keeps no other from it. */
export function useRemoveChosen<Line extends { id: string }>({ chosen, clear }: Selection<Line>, remove: (id: string) => Promise<unknown>): () => Promise<void> {
  const toast = useToasts((state) => state.show);
  return async () => {
    clear();
    for (const { id } of chosen)
      try {
        await remove(id);
      } catch (error) {
        toast({ kind: 'error', text: shown(errorText(error)) });
      }
  };
}

/** The column of the boxes. `labelOf`: what each is called. */
export function selectColumn<Line extends { id: string }>(
  { selected, toggle }: Pick<Selection<Line>, 'selected' | 'toggle'>,
  header: string,
  labelOf: (line: Line) => string,
): Column<Line> {
  return {
    key: 'select',
    header,
    hideHeader: true,
    width: '20px',
    render: (line): ReactNode => (
      <input
        type="checkbox"
        className={css['box']}
        checked={selected.has(line.id)}
        aria-label={labelOf(line)}
        onChange={() => toggle(line.id)}
        onClick={(event) => event.stopPropagation()}
      />
    ),
  };
}
