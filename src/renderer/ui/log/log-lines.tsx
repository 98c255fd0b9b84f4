// The scrolled part of a log viewer: draws the lines in sight and a few around them, out of pages that are read as they come into sight.
import { forwardRef, useEffect, useImperativeHandle, useMemo, useRef, useState, type CSSProperties, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogMarks } from '../../../shared/api/views.ts';
import { displayWidth, shown } from '../../../shared/domain/text.ts';
import type { LineRange } from './lines.ts';
import { LogRow, type MarkKind } from './log-row.tsx';
import css from './log.module.css';
import type { Match, Matcher } from './match.ts';
import { lineAtTick, tickPath } from './overview.ts';
import { PAGE_LINES, type LogPages } from './log-pages.ts';
import { domHeight, maxOffset, offsetFor, ROW_PX, seenLines } from './scroll-map.ts';
import { useMappedScroll } from './use-mapped-scroll.ts';

/** Lines drawn above and below those in sight, so that a fast wheel finds them there. */
const AROUND = 24;
const STRIP_PX = 12;

/** line -> what the findings that stand on it say. */
export type DecidingLines = ReadonlyMap<number, string>;
const NO_DECIDING: DecidingLines = new Map();

export interface LogLinesHandle {
  /** Brings a line into sight, without moving where it is already. */
  reveal: (line: number, always?: boolean) => void;
  toEnd: () => void;
  focus: () => void;
  /** The first line in sight. */
  firstSeen: () => number;
}

export interface LogLinesProps {
  label: string;
  pages: LogPages;
  /** Changes when lines came. */
  version: number;
  total: number;
  /** The line it opens at. */
  start: number;
  marks: LogMarks | null;
  /** Lines that findings stand on, each with what is said of it. */
  deciding?: DecidingLines | undefined;
  matches: readonly Match[];
  matcher: Matcher;
  now: Match | null;
  selected: LineRange | null;
  codes: boolean;
  onLine: (line: number, extend: boolean) => void;
  /** The person scrolled; `atEnd`: the last line is in sight. */
  onScrolled: (atEnd: boolean) => void;
  onKeyDown: (event: KeyboardEvent) => void;
  /** Colour codes came into sight. */
  onHasCodes: (has: true) => void;
}

export const LogLines = forwardRef<LogLinesHandle, LogLinesProps>(function LogLines(props, handle): ReactNode {
  const { label, pages, version, total, start, marks, deciding = NO_DECIDING, matches, matcher, now, selected, codes, onLine, onScrolled, onKeyDown, onHasCodes } = props;
  const { t } = useTranslation('cell');
  const { scroller, extent, place, drawn, view, moveTo, onScroll, onScrollEnd } = useMappedScroll(total, start, onScrolled);

  useImperativeHandle(
    handle,
    () => ({
      reveal: (line, always) => moveTo(offsetFor(extent, line, place.current.offset, always)),
      toEnd: () => moveTo(maxOffset(extent)),
      focus: () => scroller.current?.focus(),
      firstSeen: () => seenLines(extent, place.current.offset).first,
    }),
    [extent, moveTo, place, scroller],
  );

  const seen = seenLines(extent, drawn.offset);
  const first = Math.max(1, seen.first - AROUND);
  const last = Math.min(total, seen.last + 1 + AROUND);
  useEffect(() => {
    pages.want(Math.max(1, first - AROUND), last + AROUND);
  }, [pages, first, last]);

  const kinds = useMemo(() => new Map<number, MarkKind>(marks?.marks.map(({ line, kind }) => [line, kind]) ?? []), [marks]);
  const rows: ReactNode[] = [];
  let columns = 0;
  let coloured = false;
  for (let line = first; line <= last; line += 1) {
    const raw = pages.line(line);
    const mark = kinds.get(line) ?? null;
    const finding = deciding.get(line) ?? null;
    if (raw !== undefined) {
      columns = Math.max(columns, raw.text.length);
      coloured ||= raw.text.includes('\u001b[');
    }
    rows.push(
      <LogRow
        key={line}
        line={line}
        raw={raw?.text ?? null}
        cut={raw?.cut === true ? t('log.cut') : null}
        mark={mark}
        deciding={finding}
        markText={finding === null ? (mark === null || mark === 'command' ? null : t(`log.mark.${mark}`)) : t('log.mark.deciding', { finding })}
        selected={selected !== null && line >= selected.first && line <= selected.last}
        codes={codes}
        match={matcher}
        now={now?.line === line ? now.column : null}
      />,
    );
  }
  useEffect(() => {
    if (coloured) onHasCodes(true);
  }, [coloured, onHasCodes]);
  const width = useWidest(pages, first, last, columns, version);

  // A match far to the right comes into sight too, once its line is there.
  const shownMatch = useRef<Match | null>(null);
  useEffect(() => {
    const element = scroller.current;
    if (now === null || element === null || shownMatch.current === now) return;
    const mark = element.querySelector('mark[data-now]');
    if (mark === null) return;
    shownMatch.current = now;
    const [box, seenBox] = [mark.getBoundingClientRect(), element.getBoundingClientRect()];
    const gutter = element.querySelector(`[data-line="${now.line}"] > :first-child`)?.getBoundingClientRect().width ?? 0;
    if (box.left < seenBox.left + gutter || box.right > seenBox.right - STRIP_PX) element.scrollLeft += box.left - seenBox.left - gutter - seenBox.width / 4;
  }, [now, version, drawn, scroller]);

  const numberOf = (event: MouseEvent): number | null => {
    const target = event.target instanceof Element ? event.target.closest('[data-number]') : null;
    const text = target?.getAttribute('data-number') ?? null;
    return text === null ? null : Number(text);
  };

  return (
    <div className={css['lines']}>
      <div
        ref={scroller}
        className={css['scroller']}
        role="region"
        aria-label={label}
        tabIndex={0}
        data-first={seen.first}
        onScroll={onScroll}
        onScrollEnd={onScrollEnd}
        onKeyDown={onKeyDown}
        onMouseDown={(event) => {
          // A click with Shift selects lines, not text.
          if (event.shiftKey && numberOf(event) !== null) event.preventDefault();
        }}
        onClick={(event) => {
          const line = numberOf(event);
          if (line !== null) onLine(line, event.shiftKey);
        }}
        style={digits(total)}
      >
        <div className={css['all']} style={{ height: domHeight(extent), minWidth: `calc(${width}ch + var(--gutter) + 24px)` }}>
          <div className={css['block']} style={{ top: (first - 1) * ROW_PX + drawn.shift }}>
            {rows}
          </div>
        </div>
      </div>
      <Overview total={total} height={view} marks={marks} deciding={deciding} matches={matches} onLine={(line) => moveTo(offsetFor(extent, line, place.current.offset, true))} />
    </div>
  );
});

/** React's type of a style knows no custom properties. */
const digits = (total: number): CSSProperties => ({ '--digits': String(String(total).length) }) as CSSProperties;

/** Columns of the widest line that was seen: it only grows, so that the horizontal scrollbar keeps still. */
function useWidest(pages: LogPages, first: number, last: number, units: number, version: number): number {
  const [widest, setWidest] = useState(0);
  useEffect(() => {
    if (units === 0) return;
    let columns = 0;
    for (let line = first; line <= last; line += 1) {
      const text = pages.line(line)?.text ?? '';
      // Only a line with more units than the widest has columns can be wider, but for controls and wide letters.
      columns = Math.max(columns, displayWidth(shown(text.replaceAll('\t', '    '))));
    }
    setWidest((before) => Math.max(before, columns));
  }, [pages, first, last, units, version]);
  return widest;
}

interface OverviewProps {
  total: number;
  height: number;
  marks: LogMarks | null;
  deciding: DecidingLines;
  matches: readonly Match[];
  onLine: (line: number) => void;
}

/** Where errors, warnings and matches are in the whole log. For the mouse; keys step through the same. */
function Overview({ total, height, marks, deciding, matches, onLine }: OverviewProps): ReactNode {
  const lines = (kind: MarkKind): number[] => marks?.marks.filter((mark) => mark.kind === kind).map(({ line }) => line) ?? [];
  const rows = total * ROW_PX <= height ? Math.max(1, total * ROW_PX) : height;
  return (
    <svg
      className={css['overview']}
      width={STRIP_PX}
      height={height}
      aria-hidden
      data-pages={Math.ceil(total / PAGE_LINES)}
      onClick={(event) => onLine(lineAtTick(event.clientY - event.currentTarget.getBoundingClientRect().top, total, rows))}
    >
      <path
        className={css['tick-match']}
        d={tickPath(
          matches.map(({ line }) => line),
          total,
          rows,
          0,
          5,
        )}
      />
      <path className={css['tick-warning']} d={tickPath(lines('warning'), total, rows, 7, STRIP_PX)} />
      <path className={css['tick-error']} d={tickPath(lines('error'), total, rows, 5, STRIP_PX)} />
      <path className={css['tick-deciding']} d={tickPath(deciding.keys(), total, rows, 0, STRIP_PX)} />
    </svg>
  );
}
