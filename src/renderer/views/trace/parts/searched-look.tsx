// What programs of this field look for without being asked to, whether it was found, and every place that was tried for it, in order.
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { SOUGHT_KINDS, type SoughtKind, type TraceSought } from '../../../../shared/domain/trace-detail.ts';
import { shown } from '../../../../shared/domain/text.ts';
import { Empty } from '../../../ui/notice.tsx';
import { withTerm } from '../filter/edit.ts';
import type { LookProps } from '../look-props.ts';
import { Cut } from './cut.tsx';
import { Parts } from './part.tsx';
import css from './parts.module.css';
import { useParts } from './use-part.ts';

/** Of one kind, before one asks for the others. */
const FIRST = 40;
/** So many that were missing are opened from the start. */
const OPEN = 3;

export function SearchedLook(props: LookProps): ReactNode {
  const { t } = useTranslation('trace');
  const answer = useParts(props, ['sought']);
  return (
    <Parts answer={answer} fill>
      {({ sought = { total: 0, rows: [] } }) =>
        sought.rows.length === 0 ? (
          <Empty icon="search" title={t('searched.none.title')} why={t('searched.none.why')} />
        ) : (
          <>
            <Cut part={sought} />
            <div className={css['list']} tabIndex={0} role="group" aria-label={t('looks.searched')}>
              {kindsOf(sought.rows).map(({ kind, rows }) => (
                <Kind key={kind} {...props} kind={kind} rows={rows} />
              ))}
            </div>
          </>
        )
      }
    </Parts>
  );
}

/** Kinds with something missing first, each in the order of SOUGHT_KINDS; in a kind what is missing first, then in the order of the first look. */
export function kindsOf(rows: readonly TraceSought[]): { kind: SoughtKind; rows: TraceSought[] }[] {
  const kinds = SOUGHT_KINDS.map((kind) => ({ kind, rows: rows.filter((row) => row.kind === kind).sort((a, b) => Number(a.found) - Number(b.found)) })).filter(
    (one) => one.rows.length > 0,
  );
  const missing = ({ kind, rows: of }: (typeof kinds)[number]): boolean => kind !== 'other' && of.some(({ found }) => !found);
  return [...kinds.filter(missing), ...kinds.filter((one) => !missing(one))];
}

function Kind({ kind, rows, open, filter, narrow }: LookProps & { kind: SoughtKind; rows: readonly TraceSought[] }): ReactNode {
  const { t, i18n } = useTranslation('trace');
  const [all, setAll] = useState(false);
  const missing = rows.filter(({ found }) => !found).length;
  const number = (value: number): string => value.toLocaleString(i18n.language);
  return (
    <section aria-label={t(`searched.kinds.${kind}`)}>
      <div className={css['kind']}>
        <h2>
          {t(`searched.kinds.${kind}`)}
          <span className={missing === 0 ? 'dim' : css['error']}>
            {missing === 0 ? t('searched.allFound', { count: rows.length }) : t('searched.missing', { count: missing, total: number(rows.length) })}
          </span>
        </h2>
        <button type="button" className="link-button" onClick={() => narrow(withTerm(filter, `sought:${kind}`), 'events')}>
          {t('searched.events')}
        </button>
      </div>
      <ul className={css['sought']}>
        {(all ? rows : rows.slice(0, FIRST)).map((row, index) => (
          <li key={`${row.name} ${row.task} ${row.places[0]?.event ?? index}`}>
            <One row={row} start={!row.found && index < OPEN && kind !== 'other'} onOpen={open} />
          </li>
        ))}
      </ul>
      {rows.length <= FIRST ? null : (
        <div className={css['more']}>
          <button type="button" className="link-button" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? t('searched.fewer') : t('searched.all', { count: rows.length })}
          </button>
        </div>
      )}
    </section>
  );
}

function One({ row, start, onOpen }: { row: TraceSought; start: boolean; onOpen: (event: number) => void }): ReactNode {
  const { t } = useTranslation('trace');
  const [open, setOpen] = useState(start);
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span className={row.found ? css['good'] : css['error']}>
          <span aria-hidden>{row.found ? '✓' : '✗'}</span>
          <span className="visually-hidden">{t(row.found ? 'searched.found' : 'searched.notFound')}</span>
        </span>
        <span className={`mono ${css['name'] ?? ''}`}>{shown(row.name)}</span>
        <span className={css['where']}>{row.foundAt === null ? t('searched.tried', { count: row.places.length }) : <span className="mono">{shown(row.foundAt)}</span>}</span>
      </summary>
      {open ? (
        <ol className={css['places']}>
          {row.places.map(({ path, error, event }, index) => (
            <li key={`${event} ${path}`}>
              <span className="dim">{index + 1}</span>
              <button type="button" className={`link-button ${css['link'] ?? ''}`} onClick={() => onOpen(event)} aria-label={t('event.at', { event })}>
                {event}
              </button>
              <span className={error === null ? css['good'] : css['error']}>
                {error === null ? (
                  <>
                    <span aria-hidden>✓ </span>
                    {t('searched.there')}
                  </>
                ) : (
                  <>
                    <span aria-hidden>✗ </span>
                    {shown(error)}
                  </>
                )}
              </span>
              <span>{shown(path)}</span>
            </li>
          ))}
        </ol>
      ) : null}
    </details>
  );
}
