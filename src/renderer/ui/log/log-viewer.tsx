// A log of any length: read in pages as it is scrolled, searched by the workbench, live while it is written. Used by the cell view and by comparisons.
import { useDebouncedCallback } from '@mantine/hooks';
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../../shared/domain/errors.ts';
import { shown } from '../../../shared/domain/text.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import { useToasts } from '../../app/toasts.tsx';
import { ErrorNotice, Loading } from '../notice.tsx';
import { stepLine, type LineRange } from './lines.ts';
import { LogBar } from './log-bar.tsx';
import { LogLines, type DecidingLines, type LogLinesHandle } from './log-lines.tsx';
import css from './log.module.css';
import { createMatcher, NO_QUERY, stepMatch, type LogQuery } from './match.ts';
import { shownLine } from './shown-line.ts';
import { STEP_MATCHES, useLogMarks, useLogPages, useLogSearch, type LogName } from './use-log.ts';

export interface LogAddress {
  lines: LineRange | null;
  query: LogQuery;
}
export const NO_ADDRESS: LogAddress = { lines: null, query: NO_QUERY };

export interface LogViewerProps extends LogName {
  /** What the region is called. */
  label: string;
  /** True while the cell may still write the log. */
  writing: boolean;
  /** Where it opens; later changes are the viewer's own, told by `onAddress`. */
  address?: LogAddress;
  onAddress?: (address: LogAddress) => void;
  /** Before the search field. */
  before?: ReactNode;
  /** Lines that findings stand on. */
  deciding?: DecidingLines;
  /** Instead of lines where there are none. */
  empty?: ReactNode;
}

/** Give it a `key` of run, cell and stream: another log is another viewer. */
export function LogViewer({ run, cell, stream, label, writing, address = NO_ADDRESS, onAddress, before, deciding, empty }: LogViewerProps): ReactNode {
  const { t, i18n } = useTranslation('cell');
  const name = useMemo<LogName>(() => ({ run, cell, stream }), [run, cell, stream]);
  const { pages, state, version } = useLogPages(name, writing);
  const marks = useLogMarks(name, state);
  const decidingAt = useMemo(() => [...(deciding?.keys() ?? [])].sort((a, b) => a - b), [deciding]);
  const telling = decidingAt[0] ?? marks?.first ?? null;
  const opensAt = address.lines?.first ?? (writing ? 1 : (telling ?? 1));
  useEffect(() => {
    // Until something is drawn, which then says what it wants itself.
    if (!pages.state.read) pages.want(opensAt, opensAt);
  }, [pages, opensAt]);
  const toast = useToasts((store) => store.show);
  const lines = useRef<LogLinesHandle>(null);
  const field = useRef<HTMLInputElement>(null);
  const lineField = useRef<HTMLInputElement>(null);

  const [selected, setSelected] = useState(address.lines);
  const [query, setQuery] = useState(address.query);
  const [asked, setAsked] = useState(address.query);
  const [codes, setCodes] = useState(false);
  const [hasCodes, setHasCodes] = useState(false);
  const [follow, setFollow] = useState(writing && address.lines === null);
  const { found, error, searching } = useLogSearch(name, asked, state);
  const matches = useMemo(() => found?.matches ?? [], [found]);
  const matcher = useMemo(() => createMatcher(error === null ? asked : NO_QUERY, matches), [asked, matches, error]);
  const [current, setCurrent] = useState<number | null>(null);

  const tell = useDebouncedCallback((next: LogAddress) => onAddress?.(next), 250);
  const ask = useDebouncedCallback(setAsked, 40);
  const changeQuery = (next: LogQuery): void => {
    setQuery(next);
    setCurrent(null);
    ask(next);
    tell({ lines: selected, query: next });
  };
  const select = useCallback(
    (next: LineRange | null) => {
      setSelected(next);
      tell({ lines: next, query });
    },
    [tell, query],
  );

  // Where it opens: the line asked for, else the first that a finding stands on, else the first error, else the end of what is written, else the beginning.
  const placed = useRef(false);
  const { read, total } = state;
  const target = address.lines?.first ?? (writing ? null : telling);
  useEffect(() => {
    if (placed.current || !read || total === 0) return;
    if (target !== null) {
      placed.current = true;
      lines.current?.reveal(target, true);
    } else if (marks !== null) placed.current = true;
  }, [read, total, target, marks]);
  useEffect(() => {
    if (follow) lines.current?.toEnd();
  }, [follow, state]);

  const reveal = useCallback((line: number) => {
    placed.current = true;
    setFollow(false);
    lines.current?.reveal(line);
  }, []);
  const goTo = (line: number): void => {
    const inside = Math.min(Math.max(1, line), Math.max(1, total));
    select({ first: inside, last: inside });
    reveal(inside);
  };
  const onLine = (line: number, extend: boolean): void => {
    if (!extend || selected === null) select(selected?.first === line && selected.last === line ? null : { first: line, last: line });
    else select({ first: Math.min(selected.first, line), last: Math.max(selected.last, line) });
  };
  const step = (by: 1 | -1): void => {
    const next = stepMatch(matches, current, by, lines.current?.firstSeen() ?? 1);
    setCurrent(next);
    const match = next === null ? undefined : matches[next];
    if (match !== undefined) reveal(match.line);
  };
  // The first match in or below what is seen comes into sight as soon as it is known.
  const arrived = useRef<unknown>(null);
  useEffect(() => {
    if (found === null || arrived.current === asked) return;
    arrived.current = asked;
    // A line of the address comes before the query of the address.
    const next = stepMatch(found.matches, null, 1, (address.query === asked ? address.lines?.first : undefined) ?? lines.current?.firstSeen() ?? 1);
    setCurrent(next);
    const match = next === null ? undefined : found.matches[next];
    if (match !== undefined && !(address.query === asked && address.lines !== null)) reveal(match.line);
  }, [found, asked, reveal, address]);

  const errorLines = useMemo(() => marks?.marks.filter(({ kind }) => kind !== 'command').map(({ line }) => line) ?? [], [marks]);
  const stepMark = (by: 1 | -1): void => {
    const line = stepLine(errorLines, selected?.first ?? 0, by);
    if (line !== null) goTo(line);
  };

  const stepDeciding = (by: 1 | -1): void => {
    const line = stepLine(decidingAt, selected?.first ?? 0, by);
    if (line !== null) goTo(line);
  };

  const copyLines = async (): Promise<void> => {
    if (selected === null) return;
    try {
      const text = await pages.text(selected.first, Math.min(selected.last, selected.first + MOST_COPIED - 1));
      // As it is shown: what is pasted into a terminal must not move its cursor.
      await navigator.clipboard.writeText(text.map((line) => shownLine(line, codes).text).join('\n'));
      toast({ kind: 'info', text: t('log.copied', { count: text.length }) });
    } catch (error) {
      toast({ kind: 'error', text: t('log.copyFailed', { reason: shown(errorText(error)) }) });
    }
  };

  const toSearch = (): void => {
    field.current?.focus();
    field.current?.select();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key === 'c' && selected !== null && window.getSelection()?.isCollapsed === true) {
        event.preventDefault();
        void copyLines();
      } else if (event.key === 'f') {
        event.preventDefault();
        toSearch();
      }
      return;
    }
    const act = keyActions[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act(event.shiftKey);
  };
  const keyActions: Record<string, (shift: boolean) => void> = {
    n: () => stepMark(1),
    p: () => stepMark(-1),
    f: () => stepDeciding(1),
    F: () => stepDeciding(-1),
    N: () => step(-1),
    '/': toSearch,
    g: () => lineField.current?.focus(),
    Escape: () => select(null),
    ...(selected === null
      ? {}
      : {
          ArrowDown: (shift) => moveSelection(1, shift),
          ArrowUp: (shift) => moveSelection(-1, shift),
        }),
  };
  const moveSelection = (by: 1 | -1, extend: boolean): void => {
    if (selected === null) return;
    const last = Math.min(total, Math.max(1, selected.last + by));
    if (extend) select({ first: Math.min(selected.first, last), last });
    else select({ first: last, last });
    lines.current?.reveal(last);
  };

  const number = (value: number): string => value.toLocaleString(i18n.language);
  const bar = (
    <LogBar
      before={before}
      field={field}
      lineField={lineField}
      query={query}
      onQuery={changeQuery}
      count={
        found === null
          ? null
          : found.total === 0
            ? t('log.noMatch')
            : t('log.matchOf', { now: current === null ? '–' : number(current + 1), total: `${number(found.total)}${found.more ? '+' : ''}` })
      }
      searching={searching}
      error={error}
      onStep={step}
      onLeave={() => lines.current?.focus()}
      marks={marks}
      onMark={stepMark}
      deciding={decidingAt.length}
      onDeciding={stepDeciding}
      total={total}
      onGoTo={goTo}
      live={read && !state.complete}
      follow={follow}
      onFollow={(on) => {
        setFollow(on);
        if (on) lines.current?.toEnd();
      }}
      codes={hasCodes ? codes : null}
      onCodes={setCodes}
    />
  );

  if (!read)
    return (
      <div className={css['viewer']}>
        {bar}
        {pages.error === null ? <Loading /> : <ErrorNotice error={pages.error} retry={() => pages.retry()} />}
      </div>
    );
  return (
    <div className={css['viewer']} data-stream={stream}>
      {bar}
      {pages.error === null ? null : <ErrorNotice error={pages.error} retry={() => pages.retry()} />}
      {total === 0 ? (
        <div className={css['empty']}>{empty}</div>
      ) : (
        <LogLines
          ref={lines}
          label={label}
          pages={pages}
          version={version}
          total={total}
          start={follow ? total : opensAt}
          marks={marks}
          deciding={deciding}
          matches={matches}
          matcher={matcher}
          now={current === null ? null : (matches[current] ?? null)}
          selected={selected}
          codes={codes}
          onLine={onLine}
          onScrolled={(atEnd) => {
            placed.current = true;
            setFollow(atEnd && !state.complete);
          }}
          onKeyDown={onKeyDown}
          onHasCodes={setHasCodes}
        />
      )}
      {selected !== null && selected.first === selected.last ? <Whole line={selected.first} text={pages.line(selected.first)?.text} codes={codes} /> : null}
      <div className={css['foot']}>
        <span>{t('log.lines', { count: total, shown: number(total) })}</span>
        <span>{formatBytes(state.bytes)}</span>
        {state.complete ? null : <span>{t('log.writing')}</span>}
        {state.truncated ? <span data-kind="warning">{t('log.truncated')}</span> : null}
        {selected === null ? null : (
          <span>
            {selected.first === selected.last
              ? t('log.selectedOne', { line: number(selected.first) })
              : t('log.selectedMany', { first: number(selected.first), last: number(selected.last) })}{' '}
            {selected.first > total ? t('log.beyond') : null}
          </span>
        )}
        {selected === null ? null : (
          <button type="button" className="link-button" onClick={() => void copyLines()}>
            {t('log.copyLines')}
          </button>
        )}
        {found !== null && found.total > matches.length ? <span>{t('log.stepLimit', { count: STEP_MATCHES })}</span> : null}
        {hasCodes && !codes ? <span>{t('log.codesHidden')}</span> : null}
        <span className={css['space']} />
        <span>{t('log.keys')}</span>
      </div>
    </div>
  );
}

/** Characters of a line beyond which it hardly fits beside its number. */
const LONG = 130;

/** A long line that is selected, wrapped, so that it can be read whole. */
function Whole({ line, text, codes }: { line: number; text: string | undefined; codes: boolean }): ReactNode {
  const { t } = useTranslation('cell');
  if (text === undefined || text.length <= LONG) return null;
  return (
    <section className={css['whole']} aria-label={t('log.whole', { line })} tabIndex={0} dir="ltr">
      {shownLine(text, codes).text}
    </section>
  );
}

/** Lines copied at once, at most. */
const MOST_COPIED = 20_000;
