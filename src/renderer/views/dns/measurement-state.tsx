// The state of a measurement as sign, word and colour together.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DnsMeasurement } from '../../../shared/domain/dns.ts';
import css from './lab.module.css';

const SIGN: Record<DnsMeasurement['state'], string> = { running: '◐', done: '✓', cancelled: '–', interrupted: '–', failed: '✗' };

export function MeasurementState({ state }: { state: DnsMeasurement['state'] }): ReactNode {
  const { t } = useTranslation('dns');
  return (
    <span className={css['state']} data-state={state}>
      <span aria-hidden>{SIGN[state]}</span> {t(`state.${state}`)}
    </span>
  );
}
