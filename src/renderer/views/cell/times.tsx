// Where the time went: a bar of the stages, and every figure in words.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { STAGES, type Cell } from '../../../shared/domain/run.ts';
import { cellTimeNs } from '../../../shared/domain/summary.ts';
import { shown } from '../../../shared/domain/text.ts';
import { formatNs } from '../../../shared/domain/units.ts';
import css from './cell.module.css';

export function Times({ cell }: { cell: Cell }): ReactNode {
  const { t } = useTranslation(['cell', 'common']);
  const stages = STAGES.filter((stage) => (cell.timesNs[stage] ?? 0) > 0);
  const others = Object.keys(cell.timesNs).filter((name) => !STAGES.some((stage) => stage === name) && name !== 'total');
  const ns = (name: string): number => cell.timesNs[name] ?? 0;
  return (
    <>
      <div className={css['bar']} aria-hidden>
        {stages.map((stage) => (
          <span key={stage} style={{ flexGrow: ns(stage), flexBasis: 0 }} title={`${t(`common:stage.${stage}`)} ${formatNs(ns(stage))}`} />
        ))}
      </div>
      <dl className={css['times']}>
        <div>
          <dt>{t('summary.total')}</dt>
          <dd>{formatNs(cellTimeNs(cell))}</dd>
        </div>
        {stages.map((stage) => (
          <div key={stage}>
            <dt>{t(`common:stage.${stage}`)}</dt>
            <dd>{formatNs(ns(stage))}</dd>
          </div>
        ))}
        {others.map((name) => (
          <div key={name}>
            <dt>{shown(name)}</dt>
            <dd>{formatNs(ns(name))}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
