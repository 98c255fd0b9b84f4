// The first thing to read: where the two part, in a sentence, and the lines of both logs that say it.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { TraceSource } from '../../../../shared/api/contract.ts';
import type { TraceDiff, TraceEvent } from '../../../../shared/domain/trace-detail.ts';
import { shown } from '../../../../shared/domain/text.ts';
import { routes } from '../../../app/routes.ts';
import { Shown } from '../../../ui/facts.tsx';
import type { Piece } from '../../compare/value-diff.ts';
import { tracePlace } from '../which.ts';
import css from './compare.module.css';
import { eventText, markLines } from './event-text.ts';
import { useSideName } from './use-side-name.ts';

type Side = TraceDiff['a'];

export function Parting({ a, b, diff }: { a: TraceSource; b: TraceSource; diff: TraceDiff }): ReactNode {
  const { t } = useTranslation('traceCompare');
  const { firstParting: parting } = diff;
  const [eventA, eventB] = [parting?.a ?? null, parting?.b ?? null];
  const [piecesA, piecesB] = eventA === null || eventB === null ? [null, null] : markLines(eventText(eventA), eventText(eventB));
  const pair = parting === null || diff.pairs.length < 2 ? undefined : diff.pairs[parting.pair];
  return (
    <section className={css['parting']} aria-label={t('parting.label')}>
      <h2 data-same={parting === null}>
        <span aria-hidden>{parting === null ? '=' : SIGN[parting.kind]}</span>
        <Shown text={parting === null ? t('parting.none') : parting.sentence} />
      </h2>
      {pair === undefined ? null : (
        <p className="dim">
          {t('parting.in')} <span className="mono">{shown(pair.label)}</span>
        </p>
      )}
      <div className={css['lines']}>
        <Line letter="A" source={a} side={diff.a} event={eventA} pieces={piecesA} parts={parting !== null} />
        <Line letter="B" source={b} side={diff.b} event={eventB} pieces={piecesB} parts={parting !== null} />
      </div>
    </section>
  );
}

const SIGN = { 'only-a': '−', 'only-b': '+', error: '≠', result: '≠', end: '≠' } as const;

interface LineProps {
  letter: string;
  source: TraceSource;
  side: Side;
  event: TraceEvent | null;
  /** With what differs marked; null: as it is. */
  pieces: readonly Piece[] | null;
  /** The two part somewhere. */
  parts: boolean;
}

/** A side: what it is, how it ended, and its line of the parting. */
function Line({ letter, source, side, event, pieces, parts }: LineProps): ReactNode {
  const { t } = useTranslation('traceCompare');
  const name = useSideName(source, side.name);
  return (
    <div className={css['line']} data-side={letter}>
      <div className={css['of']}>
        <strong>{letter}</strong>
        <Link href={routes.trace(source)} title={shown(tracePlace(source))}>
          {shown(name)}
        </Link>
        <span className="dim">
          {[
            t('side.events', { count: side.events, events: side.events.toLocaleString('en') }),
            t('side.tasks', { count: side.tasks }),
            ...(side.ended === null ? [] : [shown(side.ended)]),
          ].join(' · ')}
        </span>
      </div>
      {!parts ? null : event === null ? (
        <p className="dim">{t('parting.absent')}</p>
      ) : (
        <p className={css['raw']}>
          <Link href={routes.trace(source, { event: event.event })} title={t('open', { event: event.event, letter })}>
            {t('parting.line', { line: event.line })}
          </Link>
          <bdi dir="ltr">
            {(pieces ?? [{ text: eventText(event), differs: false }]).map(({ text, differs }, index) =>
              differs ? <mark key={index}>{shown(text)}</mark> : <span key={index}>{shown(text)}</span>,
            )}
          </bdi>
        </p>
      )}
    </div>
  );
}
