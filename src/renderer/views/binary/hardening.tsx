// Hardening as a compact list: sign, name, and the fact that decides it.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { HardeningFact } from '../../../shared/domain/elf-detail.ts';
import { Shown } from '../../ui/facts.tsx';
import pane from '../../ui/pane.module.css';
import css from './binary.module.css';
import { Place } from './place.tsx';

/** What a compiler or a kernel may not offer at all is no fault of the file: said, and not in red. */
const OFFERED: ReadonlySet<HardeningFact['id']> = new Set(['ibt', 'shstk', 'bti', 'pac']);
/** Whether names are left in it decides nothing: no mark for that. */
const SIGN: Record<HardeningFact['value'], string> = { yes: '✓', no: '✗', partial: '◐', unknown: '?', 'not-applicable': '·' };

export function Hardening({ facts }: { facts: readonly HardeningFact[] }): ReactNode {
  const { t } = useTranslation('binary');
  return (
    <ul className={css['hardening']}>
      {facts.map(({ id, value, why, place }) => (
        <li key={id} data-value={value === 'no' && (id === 'stripped' || OFFERED.has(id)) ? 'not-applicable' : value}>
          <span className={pane['sign']} title={t(`hard.${value}`)}>
            <span aria-hidden>{id === 'stripped' && value === 'no' ? '○' : SIGN[value]}</span>
            <span className="visually-hidden">{t(`hard.${value}`)}</span>
          </span>
          <span className={css['hard-name']}>{t(`hardening.${id}`)}</span>
          <span className={css['why']}>
            <Shown text={why} /> <Place at={place} />
          </span>
        </li>
      ))}
    </ul>
  );
}
