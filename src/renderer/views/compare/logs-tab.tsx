// Two logs side by side, aligned; what differs in a line is marked in it. n and p go through the differences.
import { ActionIcon, Button, SegmentedControl, Switch, Tooltip } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { LogDiff, LogStream } from '../../../shared/api/views.ts';
import { errorText } from '../../../shared/domain/errors.ts';
import type { Show } from '../../../shared/domain/documents.ts';
import { shown } from '../../../shared/domain/text.ts';
import { useApi, useCall } from '../../api/client.tsx';
import { routes } from '../../app/routes.ts';
import { useToasts } from '../../app/toasts.tsx';
import { useUrlValue } from '../../app/url-state.ts';
import { Icon } from '../../ui/icon.tsx';
import { Callout, Empty, ErrorNotice, Loading } from '../../ui/notice.tsx';
import { useKeys } from '../../ui/use-keys.ts';
import { blockStarts, logRows, OPEN_LINES, rowOfLine, type LogRow, type Opened } from './log-rows.ts';
import css from './logs.module.css';
import bar from './sides.module.css';
import { cellItem, letterOf } from './sides.ts';
import { markWords, type Piece } from './value-diff.ts';

/** A trace is compared by what it says (its facts): its lines are full of processes and addresses. */
const STREAMS = ['build', 'stdout', 'stderr'] as const satisfies readonly LogStream[];
const isStream = (text: string): text is (typeof STREAMS)[number] => (STREAMS as readonly string[]).includes(text);

/** The log that most likely says why: the build's where one failed, else what the programs wrote. */
function likelyStream(shows: readonly Show[]): LogStream {
  if (shows.some(({ cell }) => cell.outcome === 'build-failed')) return 'build';
  const wrote = (stream: 'stderr' | 'stdout'): boolean => shows.some(({ logs }) => (logs[stream]?.bytes ?? 0) > 0);
  return wrote('stderr') ? 'stderr' : wrote('stdout') ? 'stdout' : 'build';
}

/** Where a line of a log is shown in its cell's view. */
const lineOf = ({ run, cell }: Show, stream: LogStream, line: number): string =>
  routes.cell(run.id, cell.number, { tab: stream === 'build' ? 'log' : stream === 'trace' ? 'trace' : 'output', line, ...(stream === 'build' ? {} : { stream }) });

export function LogsTab({ shows, against, onAgainst }: { shows: readonly Show[]; against: number; onAgainst: (side: number) => void }): ReactNode {
  const { t } = useTranslation('compare');
  const [named, setStream] = useUrlValue('stream');
  const stream = isStream(named) ? named : likelyStream(shows);
  const [first, other] = [shows[0], shows[against]];
  const input = {
    a: first === undefined ? '' : cellItem(first.run.id, first.cell.number),
    b: other === undefined ? '' : cellItem(other.run.id, other.cell.number),
    stream,
    context: 3,
  };
  const diff = useCall('log.diff', input, { enabled: first !== undefined && other !== undefined });
  if (first === undefined || other === undefined) return null;
  const controls = (
    <>
      <SegmentedControl aria-label={t('logs.stream')} value={stream} onChange={setStream} data={STREAMS.map((value) => ({ value, label: t(`logs.${value}`) }))} />
      {shows.length > 2 ? (
        <SegmentedControl
          aria-label={t('logs.against')}
          value={String(against)}
          onChange={(value) => onAgainst(Number(value))}
          data={shows.slice(1).map((_, index) => ({ value: String(index + 1), label: `${letterOf(0)} | ${letterOf(index + 1)}` }))}
        />
      ) : null}
    </>
  );
  return (
    <div className={css['logs']}>
      {diff.data === undefined ? (
        <>
          <div className={bar['bar']}>{controls}</div>
          {diff.isError ? <ErrorNotice error={diff.error} retry={() => void diff.refetch()} /> : <Loading />}
        </>
      ) : (
        <Rows key={`${input.a} ${input.b} ${stream}`} diff={diff.data} sides={[first, other]} letter={letterOf(against)} stream={stream} controls={controls} />
      )}
    </div>
  );
}

interface RowsProps {
  diff: LogDiff;
  sides: readonly [Show, Show];
  /** Of the other side. */
  letter: string;
  stream: LogStream;
  controls: ReactNode;
}

function Rows({ diff, sides, letter, stream, controls }: RowsProps): ReactNode {
  const { t } = useTranslation('compare');
  const [opened, setOpened] = useState<ReadonlyMap<number, Opened>>(new Map());
  const [at, setAt] = useState(0);
  const [wrap, setWrap] = useUrlValue('wrap', '1');
  const rows = useMemo(() => logRows(diff.rows, opened), [diff.rows, opened]);
  const starts = useMemo(() => blockStarts(rows), [rows]);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === 'skipped' ? 26 : 18),
    overscan: 30,
    initialRect: { width: 1000, height: 800 },
  });
  const open = useOpen(sides, stream, opened, setOpened);

  const go = (step: number): void => {
    if (starts.length === 0) return;
    const next = (at + step + starts.length) % starts.length;
    setAt(next);
    virtual.scrollToIndex(starts[next] ?? 0, { align: 'center' });
  };
  useKeys({ n: () => go(1), p: () => go(-1) });

  const [a, b] = sides;
  const errors = useErrors(sides, stream);
  // What to see first: the error of a log that has one, else the first difference. Once, then the person scrolls.
  const began = useRef(false);
  useEffect(() => {
    if (began.current || errors === null) return;
    began.current = true;
    const [lineA, lineB] = errors;
    const row = lineA !== null ? rowOfLine(rows, 'a', lineA) : lineB !== null ? rowOfLine(rows, 'b', lineB) : (starts[0] ?? -1);
    if (row >= 0) virtual.scrollToIndex(row, { align: 'center' });
  }, [errors, rows, starts, virtual]);
  return (
    <>
      <div className={bar['bar']}>
        {controls}
        <span className="dim" role="status">
          {t('logs.changes', { count: diff.changes })}
        </span>
        {errors?.map((line, side) => {
          const at = line === null ? -1 : rowOfLine(rows, side === 0 ? 'a' : 'b', line);
          return line === null || at < 0 ? null : (
            <Button key={side} leftSection={<Icon name="warning" size={13} />} onClick={() => virtual.scrollToIndex(at, { align: 'center' })}>
              {t('logs.error', { letter: side === 0 ? letterOf(0) : letter, line })}
            </Button>
          );
        })}
        <span className={bar['spring']} />
        <Switch label={t('logs.wrap')} checked={wrap === '1'} onChange={(event) => setWrap(event.currentTarget.checked ? '1' : '0')} />
        <span className="dim mono">{starts.length === 0 ? null : t('logs.position', { at: at + 1, count: starts.length })}</span>
        <Tooltip label={t('logs.previous')}>
          <ActionIcon aria-label={t('logs.previous')} disabled={starts.length === 0} onClick={() => go(-1)}>
            <Icon name="up" />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t('logs.next')}>
          <ActionIcon aria-label={t('logs.next')} disabled={starts.length === 0} onClick={() => go(1)}>
            <Icon name="down" />
          </ActionIcon>
        </Tooltip>
      </div>
      {diff.truncated ? <Callout kind="warning">{t('logs.truncated')}</Callout> : null}
      {diff.linesA === 0 && diff.linesB === 0 ? (
        <Empty icon="compare" title={t('logs.empty')} />
      ) : (
        <>
          {diff.changes === 0 ? <Callout kind="info">{t('logs.none')}</Callout> : null}
          <div className={css['heads']} aria-hidden>
            {[diff.linesA, diff.linesB].map((count, side) => (
              <span key={side}>
                <b>{side === 0 ? letterOf(0) : letter}</b> {t('logs.lines', { count })}
              </span>
            ))}
          </div>
          <div ref={scroller} className={css['scroller']} data-wrap={wrap === '1'} role="table" aria-label={t('logs.label')} aria-rowcount={rows.length} tabIndex={0}>
            <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
              {virtual.getVirtualItems().map(({ index, start, key }) => {
                const row = rows[index];
                if (row === undefined) return null;
                return (
                  <div
                    key={key}
                    ref={virtual.measureElement}
                    data-index={index}
                    role="row"
                    aria-rowindex={index + 1}
                    className={css['row']}
                    data-kind={row.kind}
                    data-current={row.block !== null && row.block === at}
                    style={{ transform: `translateY(${start}px)` }}
                  >
                    {row.kind === 'skipped' ? <Skipped row={row} onOpen={open} /> : <Pair row={row} a={a} b={b} letter={letter} stream={stream} errors={errors ?? NO_ERRORS} />}
                  </div>
                );
              })}
            </div>
          </div>
        </>
      )}
    </>
  );
}

type Errors = readonly [number | null, number | null];
const NO_ERRORS: Errors = [null, null];

/** The line of each log that its parser would bring into sight first; null while that is not known. */
function useErrors([a, b]: readonly [Show, Show], stream: LogStream): Errors | null {
  const ofA = useCall('log.marks', { run: a.run.id, cell: a.cell.number, stream });
  const ofB = useCall('log.marks', { run: b.run.id, cell: b.cell.number, stream });
  const first = (marks: typeof ofA): number | null => marks.data?.first ?? null;
  const [lineA, lineB] = [first(ofA), first(ofB)];
  const pending = ofA.isPending || ofB.isPending;
  return useMemo(() => (pending ? null : [lineA, lineB]), [pending, lineA, lineB]);
}

/** Reads the next lines of a skipped stretch, of both sides. */
function useOpen(
  sides: readonly [Show, Show],
  stream: LogStream,
  opened: ReadonlyMap<number, Opened>,
  setOpened: (update: (known: ReadonlyMap<number, Opened>) => ReadonlyMap<number, Opened>) => void,
): (row: LogRow) => void {
  const api = useApi();
  const { t } = useTranslation('compare');
  const toast = useToasts((state) => state.show);
  const reading = useRef(new Set<number>());
  return useCallback(
    (row: LogRow) => {
      const { a: fromA, b: fromB, of } = row;
      if (fromA === null || fromB === null || reading.current.has(of)) return;
      reading.current.add(of);
      const count = Math.min(row.count, OPEN_LINES);
      const read = ({ run, cell }: Show, from: number): Promise<{ lines: string[] }> => api.call('log.read', { run: run.id, cell: cell.number, stream, from, count });
      Promise.all([read(sides[0], fromA), read(sides[1], fromB)])
        .then(([a, b]) =>
          setOpened((known) => {
            const before = known.get(of) ?? { a: [], b: [] };
            return new Map(known).set(of, { a: [...before.a, ...a.lines], b: [...before.b, ...b.lines] });
          }),
        )
        .catch((error: unknown) => toast({ kind: 'error', text: `${t('logs.loadFailed')}: ${shown(errorText(error))}` }))
        .finally(() => reading.current.delete(of));
    },
    [api, sides, stream, setOpened, t, toast],
  );
}

function Skipped({ row, onOpen }: { row: LogRow; onOpen: (row: LogRow) => void }): ReactNode {
  const { t } = useTranslation('compare');
  return (
    <div role="cell" className={css['skipped']}>
      <button type="button" onClick={() => onOpen(row)} title={t('logs.expand')}>
        <Icon name="right" size={11} />
        {t('logs.skipped', { count: row.count })}
      </button>
    </div>
  );
}

const SIGNS: Record<LogRow['kind'], readonly [string, string]> = { same: ['', ''], changed: ['~', '~'], 'only-a': ['−', ''], 'only-b': ['', '+'], skipped: ['', ''] };

function Pair({ row, a, b, letter, stream, errors }: { row: LogRow; a: Show; b: Show; letter: string; stream: LogStream; errors: Errors }): ReactNode {
  const { t } = useTranslation('compare');
  const [piecesA, piecesB] = useMemo(
    (): readonly [readonly Piece[], readonly Piece[]] =>
      row.kind === 'changed' ? markWords(row.textA, row.textB) : [[{ text: row.textA, differs: false }], [{ text: row.textB, differs: false }]],
    [row.kind, row.textA, row.textB],
  );
  const said = { same: t('logs.same'), changed: t('logs.changed'), 'only-a': t('logs.onlyA'), 'only-b': t('logs.onlyB', { letter }), skipped: '' }[row.kind];
  const [signA, signB] = SIGNS[row.kind];
  return (
    <>
      <Half
        error={row.a !== null && row.a === errors[0]}
        show={a}
        line={row.a}
        letter={letterOf(0)}
        pieces={piecesA}
        sign={signA}
        stream={stream}
        said={row.kind === 'same' || signA === '' ? null : said}
      />
      <Half
        error={row.b !== null && row.b === errors[1]}
        show={b}
        line={row.b}
        letter={letter}
        pieces={piecesB}
        sign={signB}
        stream={stream}
        said={row.kind === 'only-b' ? said : null}
      />
    </>
  );
}

interface HalfProps {
  /** The first error of its log. */
  error: boolean;
  show: Show;
  line: number | null;
  letter: string;
  pieces: readonly Piece[];
  sign: string;
  stream: LogStream;
  /** What the row is, for who does not see its sign. */
  said: string | null;
}

function Half({ error, show, line, letter, pieces, sign, stream, said }: HalfProps): ReactNode {
  const { t } = useTranslation('compare');
  if (line === null) return <div role="cell" className={css['half']} data-absent="true" />;
  return (
    <div role="cell" className={css['half']} data-marked={sign !== ''} data-error={error}>
      <Link href={lineOf(show, stream, line)} className={css['number']} tabIndex={-1} aria-label={t('logs.line', { line, letter })}>
        {line}
      </Link>
      <span className={css['sign']} aria-hidden>
        {sign}
      </span>
      {said === null ? null : <span className="visually-hidden">{said}</span>}
      <bdi dir="ltr" className={css['text']}>
        {pieces.map(({ text, differs }, index) =>
          differs ? (
            <mark key={index} className={css['word']}>
              {shown(text)}
            </mark>
          ) : (
            <span key={index}>{shown(text)}</span>
          ),
        )}
      </bdi>
    </div>
  );
}
