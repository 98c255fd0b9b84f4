// One value of a fact: what differs in it stands out by a sign or an underline and a ground, never by colour alone.
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { shown } from '../../../shared/domain/text.ts';
import type { FactValue } from './facts.ts';
import type { Piece } from './value-diff.ts';
import css from './facts.module.css';

/** Items of a list that are shown at once. */
const MOST_ITEMS = 8;
/** Units of a text that are shown at once. */
const MOST_UNITS = 2_000;

export function Pieces({ pieces }: { pieces: readonly Piece[] }): ReactNode {
  let room = MOST_UNITS;
  return (
    <bdi dir="ltr" className={css['text']}>
      {pieces.map(({ text, differs }, index) => {
        if (room <= 0) return null;
        const part = text.length > room ? `${text.slice(0, room)}…` : text;
        room -= part.length;
        return differs ? (
          <mark key={index} className={css['middle']}>
            {shown(part)}
          </mark>
        ) : (
          <span key={index}>{shown(part)}</span>
        );
      })}
    </bdi>
  );
}

export function Value({ value, sign = true }: { value: FactValue; sign?: boolean }): ReactNode {
  const { t } = useTranslation('compare');
  switch (value.kind) {
    case 'text':
      return <Pieces pieces={value.pieces} />;
    case 'items':
      return <Items items={value.items} size={value.size} sign={sign} />;
    case 'flag':
      return value.yes ? t('facts.yes') : t('facts.no');
    case 'none':
      return <span className="dim">{t('facts.none')}</span>;
    case 'unknown':
      return <span className={css['unknown']}>{t('facts.unknown')}</span>;
    case 'evidence':
      return value.there ? t('facts.there') : <span className={css['unknown']}>{t('facts.noEvidence')}</span>;
    case 'same':
      return (
        <span className="dim">
          <span aria-hidden>=</span>
          <span className="visually-hidden">{t('facts.sameAsFirst')}</span>
        </span>
      );
  }
}

/** `+ libc.so.6`, one a line; what all sides have is only counted. */
function Items({ items, size, sign }: { items: readonly string[]; size: number | null; sign: boolean }): ReactNode {
  const { t } = useTranslation('compare');
  const [open, setOpen] = useState(false);
  const visible = open ? items : items.slice(0, MOST_ITEMS);
  const hidden = items.length - visible.length;
  return (
    <>
      {items.length === 0 ? (
        <span className="dim">
          <span aria-hidden>{size === 0 ? t('facts.none') : '–'} </span>
          <span className="visually-hidden">{size === 0 ? t('facts.none') : t('facts.nothingMore')}</span>
        </span>
      ) : null}
      <ul className={css['items']}>
        {visible.map((item) => (
          <li key={item} data-sign={sign}>
            {sign ? (
              <span className={css['plus']} title={t('facts.only')} aria-label={t('facts.only')} role="img">
                {'+'}
              </span>
            ) : null}
            <bdi dir="ltr">{shown(item)}</bdi>
          </li>
        ))}
      </ul>
      {hidden > 0 ? (
        <button type="button" className={css['more']} onClick={() => setOpen(true)}>
          {t('facts.more', { count: hidden })}
        </button>
      ) : null}
      {sign && size !== null && size > items.length ? <span className={css['size']}>{t('facts.ofAll', { count: size })}</span> : null}
    </>
  );
}
