// While two traces are compared: which ones, and how far it is.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TraceSource } from '../../../../shared/api/contract.ts';
import { shown } from '../../../../shared/domain/text.ts';
import { useWorkProgress } from '../../../api/work.ts';
import { Loading } from '../../../ui/notice.tsx';
import { tracePlace } from '../which.ts';
import css from './compare.module.css';

export function Comparing({ a, b }: { a: TraceSource; b: TraceSource }): ReactNode {
  const { t } = useTranslation('traceCompare');
  const last = useWorkProgress().at(-1);
  return (
    <div className={css['comparing']}>
      <Loading />
      <p className="dim">{t('comparing', { a: shown(tracePlace(a)), b: shown(tracePlace(b)) })}</p>
      {last === undefined ? null : <p className="dim">{shown(last.text)}</p>}
    </div>
  );
}
