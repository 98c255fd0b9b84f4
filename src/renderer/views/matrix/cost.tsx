// What a run of this plan will cost, said before anything runs: cells, downloads, disk, time, and how that was reckoned.
import { ActionIcon } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Plan } from '../../../shared/domain/plan.ts';
import { shown } from '../../../shared/domain/text.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import { Icon } from '../../ui/icon.tsx';
import { countPlan } from './chosen.ts';
import css from './matrix.module.css';

/** Whole minutes from two minutes on: an upper bound is no stopwatch. */
export function aboutTime(ns: number): { unit: 'seconds' | 'minutes' | 'hours'; count: number } {
  const seconds = ns / 1e9;
  if (seconds < 120) return { unit: 'seconds', count: Math.ceil(seconds) };
  if (seconds < 7_200) return { unit: 'minutes', count: Math.ceil(seconds / 60) };
  return { unit: 'hours', count: Math.ceil(seconds / 3_600) };
}

export function Cost({ plan, planning, onAgain }: { plan: Plan; planning: boolean; onAgain: () => void }): ReactNode {
  const { t } = useTranslation('matrix');
  const { t: common } = useTranslation();
  const { downloadBytes, diskBytes, timeNs, basis } = plan.estimate;
  const counts = countPlan(plan);
  const time = aboutTime(timeNs);
  return (
    <div className={css['cost']} aria-label={t('cost.label')} role="group" aria-busy={planning}>
      <dl>
        <div>
          <dt>{t('cost.cells')}</dt>
          <dd>
            {counts.cells}
            {plan.collapsed === 0 ? null : <small title={t('cost.collapsedWhy')}>{t('cost.collapsed', { count: plan.collapsed })}</small>}
            {counts.unsupported === 0 ? null : <small>{t('cost.unsupported', { count: counts.unsupported })}</small>}
            {counts.emulated === 0 ? null : <small>{t('cost.emulated', { count: counts.emulated })}</small>}
          </dd>
        </div>
        <div data-asks={downloadBytes > 0}>
          <dt>{t('cost.download')}</dt>
          <dd>{downloadBytes === 0 ? common('nothing') : formatBytes(downloadBytes)}</dd>
        </div>
        <div>
          <dt>{t('cost.disk')}</dt>
          <dd>{t('cost.atMost', { value: formatBytes(diskBytes) })}</dd>
        </div>
        <div>
          <dt>{t('cost.time')}</dt>
          <dd>{t('cost.atMost', { value: t(`cost.${time.unit}`, { count: time.count }) })}</dd>
        </div>
      </dl>
      <span className="dim" role="status">
        {planning ? t('cost.planning') : null}
      </span>
      {planning ? null : (
        <ActionIcon aria-label={t('cost.again')} title={t('cost.again')} onClick={onAgain}>
          <Icon name="again" />
        </ActionIcon>
      )}
      <span className={css['basis']} title={shown(basis)}>
        {shown(basis)}
      </span>
    </div>
  );
}
