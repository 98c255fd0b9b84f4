// The picked planned cell: what will be executed for it, and what it needs.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { AXES, NONE } from '../../../shared/domain/axes.ts';
import type { PlannedCell } from '../../../shared/domain/plan.ts';
import { shown } from '../../../shared/domain/text.ts';
import { shellWord } from '../../ui/command-line.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { Facts, Shown, type FactRow } from '../../ui/facts.tsx';
import { Icon } from '../../ui/icon.tsx';
import css from './matrix.module.css';

export function PlannedPanel({ cell, onClose }: { cell: PlannedCell; onClose: () => void }): ReactNode {
  const { t } = useTranslation('matrix');
  const { t: common } = useTranslation();
  const env = Object.entries(cell.build.env).map(([name, value]) => `${name}=${shellWord(value)}`);
  const line = [...env, ...cell.build.argv.map(shellWord)].join(' ');
  const rows: FactRow[] = [
    ...(cell.unsupported === null ? [] : [{ name: t('panel.unsupported'), value: <Shown text={cell.unsupported} />, mono: false }]),
    { name: t('panel.build'), value: <Shown text={cell.build.argv.map(shellWord).join(' ')} /> },
    { name: t('panel.env'), value: <Shown text={env.join(' ')} /> },
    { name: t('panel.needs'), value: <Shown text={cell.needs.join(', ')} /> },
    { name: t('panel.runImage'), value: cell.runImage === '-' ? t('panel.notRun') : <Shown text={cell.runImage} />, mono: cell.runImage !== '-' },
    { name: t('panel.expected'), value: <Shown text={cell.expected} /> },
    { name: t('panel.trace'), value: cell.trace ? t('panel.traceOn') : t('panel.traceOff'), mono: false },
  ];
  return (
    <aside className={css['panel']} aria-label={t('panel.label', { number: cell.number })}>
      <div className={css['panel-head']}>
        <h2>{t('panel.label', { number: cell.number })}</h2>
        <span className="mono dim">
          {AXES.filter((axis) => (cell.axes[axis] ?? NONE) !== NONE)
            .map((axis) => `${axis}=${shown(cell.axes[axis] ?? '')}`)
            .join(' ')}
        </span>
        <span className={css['spring']} />
        <CopyButton text={line} label={t('panel.copy')} />
        <button type="button" className={css['close']} onClick={onClose} aria-label={common('action.close')}>
          <Icon name="cross" size={12} />
        </button>
      </div>
      <Facts rows={rows} />
    </aside>
  );
}
