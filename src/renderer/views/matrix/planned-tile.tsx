// A planned cell as a tile: whether it can run, where, and what it needs.
import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlannedCell } from '../../../shared/domain/plan.ts';
import { shown } from '../../../shared/domain/text.ts';
import { LOOK_SIGN } from '../../ui/sign.tsx';
import css from '../run/tile.module.css';

export const PlannedTile = memo(function PlannedTile({ cell }: { cell: PlannedCell }): ReactNode {
  const { t } = useTranslation('matrix');
  const { t: common } = useTranslation();
  const look = cell.unsupported === null ? 'planned' : 'grey';
  return (
    <div className={css['tile']} data-look={look} data-short>
      <div className={css['top']}>
        <span className={css['sign']} aria-hidden>
          {LOOK_SIGN[look]}
        </span>
        <span className={css['word']}>{cell.unsupported === null ? t('tile.number', { number: cell.number }) : common('state.unsupported')}</span>
        {cell.expected === 'pass' || cell.unsupported !== null ? null : <span className={css['expected']}>{t('tile.expects', { outcome: shown(cell.expected) })}</span>}
        <span className={css['time']}>
          {cell.runImage === '-' ? t('tile.notRun') : null}
          {cell.emulated ? (
            <abbr className={css['mark']} title={t('tile.emulated')} aria-label={t('tile.emulated')} role="img">
              {'E'}
            </abbr>
          ) : null}
        </span>
      </div>
      {cell.unsupported === null ? null : (
        <div className={css['reason']} title={shown(cell.unsupported)}>
          {shown(cell.unsupported)}
        </div>
      )}
    </div>
  );
});
