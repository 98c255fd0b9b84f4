// Hardening as a compact list: sign, name, and the fact that decides it.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { HardeningFact } from '../../../shared/domain/elf-detail.ts';
import { Shown } from '../../ui/facts.tsx';
import css from './binary.module.css';
import { Place } from './place.tsx';

/** Whether names are left in it decides nothing: no mark for that. */
const SIGN: Record<HardeningFact['value'], string> = { yes: '✓', no: '✗', partial: '◐', unknown: '?', 'not-applicable': '·' };

export function Hardening({ facts }: { facts: readonly HardeningFact[] }): ReactNode {
  const { t } = useTranslation('binary');
  return (
    <ul className={css['hardening']}>
      {facts.map(({ id, value, why, place }) => (
        <li key={id} data-value={id === 'stripped' && value === 'no' ? 'not-applicable' : value}>
          <span className={css['sign']} title={t(`hard.${value}`)}>
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
