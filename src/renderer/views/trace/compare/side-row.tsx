// One row of two traces: a call on each side, or a stretch of equal ones.
import { Fragment, memo, useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { TraceSource } from '../../../../shared/api/contract.ts';
import type { TraceEvent } from '../../../../shared/domain/trace-detail.ts';
import { shown } from '../../../../shared/domain/text.ts';
import { routes } from '../../../app/routes.ts';
import { Icon } from '../../../ui/icon.tsx';
import type { Piece } from '../../compare/value-diff.ts';
import { eventParts, eventText, markLines, shortCall } from './event-text.ts';
import type { DiffRow } from './row-pages.ts';
import css from './side.module.css';

export interface SideRowProps {
  id: string;
  /** Among the rows drawn, from 0. */
  index: number;
  /** Undefined while it is being read. */
  row: DiffRow | undefined;
  /** An open fold: its rows stand below. */
  open: boolean;
  /** Out of an open fold. */
  within: boolean;
  a: TraceSource;
  b: TraceSource;
  /** The side that the keyboard stands on; null: on another row. */
  current: 'a' | 'b' | null;
  onToggle: (index: number) => void;
  onPoint: (side: 'a' | 'b' | null) => void;
}

export const SideRow = memo(function SideRow({ id, index, row, open, within, a, b, current, onToggle, onPoint }: SideRowProps): ReactNode {
  const { t } = useTranslation('traceCompare');
  const common = {
    id,
    role: 'row',
    'aria-rowindex': index + 1,
    className: css['row'],
    'data-kind': row?.kind ?? 'coming',
    'data-current': current !== null,
    'data-within': within,
  };
  if (row === undefined)
    return (
      <div {...common}>
        <div role="gridcell" className={css['coming']}>
          {t('coming')}
        </div>
      </div>
    );
  if (row.kind === 'fold')
    return (
      <div {...common} aria-selected={current !== null}>
        <div role="gridcell" aria-expanded={open} className={css['fold']} onClick={() => (onPoint(null), onToggle(index))}>
          <Icon name={open ? 'down' : 'right'} size={11} />
          {t(open ? 'fold.open' : 'fold.closed', { count: row.count, rows: row.count.toLocaleString('en') })}
        </div>
      </div>
    );
  return (
    <div {...common} aria-selected={current !== null}>
      <Pair row={row} a={a} b={b} current={current} onPoint={onPoint} />
    </div>
  );
});

const SIGN = { equal: ['', ''], changed: ['≠', '≠'], 'only-a': ['−', ''], 'only-b': ['', '+'] } as const;

function Pair({ row, a, b, current, onPoint }: { row: Exclude<DiffRow, { kind: 'fold' }> } & Pick<SideRowProps, 'a' | 'b' | 'current' | 'onPoint'>): ReactNode {
  const { t } = useTranslation('traceCompare');
  const [left, right] = [row.kind === 'only-b' ? null : row.a, row.kind === 'only-a' ? null : row.b];
  const texts = useMemo(() => halves(row.kind === 'changed', left, right), [row.kind, left, right]);
  const said = { equal: null, changed: t('row.changed'), 'only-a': t('row.onlyA'), 'only-b': t('row.onlyB') }[row.kind];
  const [signA, signB] = SIGN[row.kind];
  return (
    <>
      <Half letter="A" source={a} event={left} text={texts[0]} sign={signA} said={left === null ? null : said} on={current === 'a'} onPoint={() => onPoint('a')} />
      <Half letter="B" source={b} event={right} text={texts[1]} sign={signB} said={left === null ? said : null} on={current === 'b'} onPoint={() => onPoint('b')} />
    </>
  );
}

/** A side in pieces, with what differs marked. */
interface HalfText {
  call: readonly Piece[];
  result: readonly Piece[];
}

function halves(mark: boolean, left: TraceEvent | null, right: TraceEvent | null): readonly [HalfText, HalfText] {
  const [a, b] = [left, right].map((event) => {
    const { call, result } = event === null ? { call: '', result: '' } : eventParts(event);
    return { call: shortCall(call), result };
  });
  const plain = (text = ''): Piece[] => [{ text, differs: false }];
  if (!mark || a === undefined || b === undefined)
    return [
      { call: plain(a?.call), result: plain(a?.result) },
      { call: plain(b?.call), result: plain(b?.result) },
    ];
  const [callA, callB] = markLines(a.call, b.call);
  const [resultA, resultB] = markLines(a.result, b.result);
  return [
    { call: callA, result: resultA },
    { call: callB, result: resultB },
  ];
}

/** The row that is stood on, in full: what differs may be beyond what a column shows. */
export function RowDetail({ row }: { row: DiffRow | undefined }): ReactNode {
  const { t } = useTranslation('traceCompare');
  if (row === undefined || row.kind === 'fold') return null;
  const [a, b] = [row.kind === 'only-b' ? null : eventText(row.a), row.kind === 'only-a' ? null : eventText(row.b)];
  const pieces = a === null || b === null || row.kind === 'equal' ? [a, b].map((text) => (text === null ? null : [{ text, differs: false }])) : markLines(a, b);
  return (
    <dl className={css['detail']}>
      {pieces.map((of, index) => (
        <Fragment key={index}>
          <dt>{index === 0 ? 'A' : 'B'}</dt>
          <dd>{of === null ? <span className="dim">{t('parting.absent')}</span> : <Pieces pieces={of} />}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

interface HalfProps {
  letter: string;
  source: TraceSource;
  event: TraceEvent | null;
  text: HalfText;
  sign: string;
  said: string | null;
  /** The keyboard stands here. */
  on: boolean;
  onPoint: () => void;
}

function Half({ letter, source, event, text, sign, said, on, onPoint }: HalfProps): ReactNode {
  const { t } = useTranslation('traceCompare');
  if (event === null) return <div role="gridcell" className={css['half']} data-absent="true" data-on={on} onClick={onPoint} />;
  return (
    <div role="gridcell" className={css['half']} data-marked={sign !== ''} data-failed={event.error !== null} data-on={on} onClick={onPoint} title={shown(eventText(event))}>
      <Link href={routes.trace(source, { event: event.event })} className={css['number']} tabIndex={-1} aria-label={t('open', { event: event.event, letter })}>
        {event.event}
      </Link>
      <span className={css['sign']} aria-hidden>
        {sign}
      </span>
      {said === null ? null : <span className="visually-hidden">{said}</span>}
      <bdi dir="ltr" className={css['text']}>
        <Pieces pieces={text.call} />
      </bdi>
      <bdi dir="ltr" className={css['result']}>
        <Pieces pieces={text.result} />
      </bdi>
    </div>
  );
}

function Pieces({ pieces }: { pieces: readonly Piece[] }): ReactNode {
  return pieces.map(({ text, differs }, index) =>
    differs ? (
      <mark key={index} className={css['word']}>
        {shown(text)}
      </mark>
    ) : (
      <span key={index}>{shown(text)}</span>
    ),
  );
}
