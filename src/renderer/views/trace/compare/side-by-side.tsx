// Both traces call by call, aligned: equal stretches folded, differences marked. n and p go through the differences, Enter opens a call in its own trace.
import { ActionIcon, Tooltip } from '@mantine/core';
import { useCallback, useEffect, useId, useMemo, useRef, useState, type CSSProperties, type KeyboardEvent as ReactKeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { TraceSource } from '../../../../shared/api/contract.ts';
import type { TraceDiff } from '../../../../shared/domain/trace-detail.ts';
import { shown } from '../../../../shared/domain/text.ts';
import { routes } from '../../../app/routes.ts';
import { useUrlValue } from '../../../app/url-state.ts';
import { Icon } from '../../../ui/icon.tsx';
import { domHeight, offsetFor, ROW_PX, seenLines } from '../../../ui/log/scroll-map.ts';
import { useMappedScroll } from '../../../ui/log/use-mapped-scroll.ts';
import { ErrorNotice } from '../../../ui/notice.tsx';
import { useKeys } from '../../../ui/use-keys.ts';
import type { ComparedProps } from './compare.tsx';
import { FoldMap, openOfText, openText, type OpenFold } from './fold-map.ts';
import { PairCounts, PairList } from './pair-list.tsx';
import type { DiffRow } from './row-pages.ts';
import { RowDetail, SideRow } from './side-row.tsx';
import css from './side.module.css';
import { useSideName } from './use-side-name.ts';
import { useDiffRows, type DiffRowsInput } from './use-diff-rows.ts';

const AROUND = 24;
const whole = (text: string): number => (/^\d{1,9}$/.test(text) ? Number(text) : 0);

export function SideBySide({ a, b, noise, diff }: ComparedProps): ReactNode {
  const { t } = useTranslation('traceCompare');
  const [pairText, setPair] = useUrlValue('pair', String(diff.firstParting?.pair ?? 0));
  const pair = Math.min(whole(pairText), Math.max(0, diff.pairs.length - 1));
  const [, setRow] = useUrlValue('row');
  const [, setOpen] = useUrlValue('open');
  const of = diff.pairs[pair];
  const input = useMemo((): DiffRowsInput => ({ a, b, noise, pair }), [a, b, noise, pair]);
  if (of === undefined) return <p className={css['none']}>{t('pairs.none')}</p>;
  return (
    <div className={css['side']} data-list={diff.pairs.length > 1}>
      {diff.pairs.length > 1 ? (
        <PairList
          pairs={diff.pairs}
          chosen={pair}
          onChoose={(next) => {
            setPair(String(next));
            setRow('');
            setOpen('');
          }}
        />
      ) : null}
      <Rows key={`${pair} ${noise} ${diff.a.key} ${diff.b.key}`} input={input} pair={of} diff={diff} />
    </div>
  );
}

function Rows({ input, pair, diff }: { input: DiffRowsInput; pair: TraceDiff['pairs'][number]; diff: TraceDiff }): ReactNode {
  const { t } = useTranslation('traceCompare');
  const [, navigate] = useLocation();
  const id = useId();
  const pages = useDiffRows(input);
  const [rowText, setRowText] = useUrlValue('row');
  const [openedText, setOpenedText] = useUrlValue('open');
  const opened = useMemo(() => openOfText(openedText), [openedText]);
  const map = useMemo(() => new FoldMap(pair.rows, opened), [pair.rows, opened]);
  const [start] = useState(() => Math.min(map.total, map.drawnAt(whole(rowText)) + 1));
  const [current, setCurrent] = useState(start - 1);
  // Where the last key led, before it is drawn: the next one goes on from there.
  const pointed = useRef(current);
  const point = useCallback((to: number) => {
    pointed.current = to;
    setCurrent(to);
  }, []);
  const [side, setSide] = useState<'a' | 'b'>('a');
  const [said, setSaid] = useState('');
  const { scroller, extent, place, drawn, moveTo, onScroll, onScrollEnd, view } = useMappedScroll(map.total, start);

  const seen = seenLines(extent, drawn.offset);
  const first = Math.max(0, seen.first - 1 - AROUND);
  const last = Math.min(map.total - 1, seen.last + AROUND);
  useEffect(() => {
    pages.want(Array.from({ length: last - first + 1 }, (_, index) => map.locate(first + index)));
  }, [pages, map, first, last]);

  const rowAt = useCallback(
    (at: number): DiffRow | undefined => {
      const where = map.locate(at);
      return pages.row(where.view, where.row);
    },
    [map, pages],
  );
  const goTo = useCallback(
    (at: number) => {
      const to = Math.min(map.total - 1, Math.max(0, at));
      point(to);
      moveTo(offsetFor(extent, to + 1, place.current.offset));
    },
    [map, extent, place, moveTo, point],
  );
  // The address follows when the keys rest.
  const folded = map.foldedAt(Math.max(0, current));
  useEffect(() => {
    const text = folded === 0 ? '' : String(folded);
    if (text === rowText) return undefined;
    const timer = setTimeout(() => setRowText(text), 250);
    return () => clearTimeout(timer);
  }, [folded, rowText, setRowText]);

  // One jump after the other: two quick keys lead two differences on, also while the first has yet to read its rows.
  const jumps = useRef(Promise.resolve());
  const jump = (step: 1 | -1): void => {
    jumps.current = jumps.current
      .then(() => pages.nextDifference(map.foldedAt(Math.max(0, pointed.current)), step, pair.rows))
      .then((found) => {
        if (found === null) return setSaid(step === 1 ? t('jump.last') : t('jump.first'));
        setSaid('');
        goTo(map.drawnAt(found));
        return scroller.current?.focus({ preventScroll: true });
      })
      .catch(() => setSaid(t('jump.failed')));
  };
  useKeys({ n: () => jump(1), p: () => jump(-1) });
  // What to see first is a difference, unless the address says where.
  const began = useRef(rowText !== '' || openedText !== '');
  useEffect(() => {
    if (began.current) return;
    began.current = true;
    pages
      .nextDifference(-1, 1, pair.rows)
      .then((found) => {
        if (found !== null && found > 0) goTo(found);
      })
      .catch(() => setSaid(t('jump.failed')));
  }, [pages, pair.rows, goTo, t]);

  const toggle = useCallback(
    (at: number) => {
      const where = map.locate(at);
      const row = pages.row(where.view, where.row);
      if (where.view !== 'folded' || row?.kind !== 'fold') return;
      const next: OpenFold[] = map.isOpen(where.row) ? opened.filter((each) => each.at !== where.row) : [...opened, { at: where.row, from: row.from, count: row.count }];
      setOpenedText(openText(next));
      point(new FoldMap(pair.rows, next).drawnAt(where.row));
    },
    [map, pages, opened, pair.rows, setOpenedText, point],
  );
  const open = (row: DiffRow, of: 'a' | 'b'): void => {
    if (row.kind === 'fold') return;
    const events: Partial<Record<'a' | 'b', { event: number }>> = { ...('a' in row ? { a: row.a } : {}), ...('b' in row ? { b: row.b } : {}) };
    const chosen: 'a' | 'b' = events[of] === undefined ? (of === 'a' ? 'b' : 'a') : of;
    const event = events[chosen];
    const source: TraceSource = chosen === 'a' ? input.a : input.b;
    if (event !== undefined) navigate(routes.trace(source, { event: event.event }));
  };
  const onKeyDown = (event: ReactKeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(view / ROW_PX) - 2);
    const row = rowAt(current);
    const keys: Record<string, () => void> = {
      ArrowDown: () => goTo(current + 1),
      ArrowUp: () => goTo(current - 1),
      PageDown: () => goTo(current + page),
      PageUp: () => goTo(current - page),
      Home: () => goTo(0),
      End: () => goTo(map.total - 1),
      ArrowLeft: () => setSide('a'),
      ArrowRight: () => setSide('b'),
      ' ': () => toggle(current),
      Enter: () => (row?.kind === 'fold' ? toggle(current) : row === undefined ? undefined : open(row, side)),
    };
    const act = keys[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };

  const rows: ReactNode[] = [];
  for (let at = first; at <= last; at += 1) {
    const where = map.locate(at);
    rows.push(
      <SideRow
        key={at}
        id={`${id}-${at}`}
        index={at}
        row={pages.row(where.view, where.row)}
        open={where.view === 'folded' && map.isOpen(where.row)}
        within={where.view === 'unfolded'}
        a={input.a}
        b={input.b}
        current={at === current ? side : null}
        onToggle={toggle}
        onPoint={(of) => {
          point(at);
          if (of !== null) setSide(of);
        }}
      />,
    );
  }
  return (
    <div className={css['whole']}>
      <div className={css['bar']}>
        <span className={css['bar-label']} title={shown(pair.label)}>
          {shown(pair.label)}
        </span>
        <PairCounts pair={pair} />
        <span className={css['spring']} />
        <span className="dim" role="status">
          {said}
        </span>
        <span className="dim">{t('keys')}</span>
        <Tooltip label={t('jump.previous')}>
          <ActionIcon aria-label={t('jump.previous')} onClick={() => jump(-1)}>
            <Icon name="up" />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t('jump.next')}>
          <ActionIcon aria-label={t('jump.next')} onClick={() => jump(1)}>
            <Icon name="down" />
          </ActionIcon>
        </Tooltip>
      </div>
      {pages.error === null ? null : <ErrorNotice error={pages.error} retry={() => pages.retry()} />}
      <div className={css['heads']} aria-hidden>
        <SideName letter="A" source={input.a} name={diff.a.name} />
        <SideName letter="B" source={input.b} name={diff.b.name} />
      </div>
      <div
        ref={scroller}
        className={css['scroller']}
        role="grid"
        aria-label={t('side.label', { label: shown(pair.label) })}
        aria-rowcount={map.total}
        style={digitsOf(diff)}
        aria-colcount={2}
        aria-activedescendant={`${id}-${current}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onScroll={onScroll}
        onScrollEnd={onScrollEnd}
      >
        <div role="rowgroup" style={{ height: domHeight(extent), position: 'relative' }}>
          <div role="presentation" className={css['block']} style={{ top: first * ROW_PX + drawn.shift }}>
            {rows}
          </div>
        </div>
      </div>
      <RowDetail row={rowAt(current)} />
    </div>
  );
}

function SideName({ letter, source, name }: { letter: string; source: TraceSource; name: string }): ReactNode {
  const called = useSideName(source, name);
  return (
    <span>
      <b>{letter}</b> {shown(called)}
    </span>
  );
}

/** React's type of a style knows no custom properties. */
const digitsOf = ({ a, b }: TraceDiff): CSSProperties => ({ '--digits': String(Math.max(a.events, b.events)).length }) as CSSProperties;
