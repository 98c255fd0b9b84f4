// Which axes are columns and which are rows: the window chooses until a person does.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Axis } from '../../../shared/domain/axes.ts';
import css from './axes-choice.module.css';

export interface AxesChoiceProps {
  /** The axes that vary, in reading order. */
  axes: readonly Axis[];
  /** Those that are columns right now. */
  columns: readonly Axis[];
  /** True where a person chose them. */
  chosen: boolean;
  /** null: the window's own choice. */
  onChange: (columns: Axis[] | null) => void;
}

export function AxesChoice({ axes, columns, chosen, onChange }: AxesChoiceProps): ReactNode {
  const { t } = useTranslation('run');
  if (axes.length === 0) return null;
  return (
    <div role="group" aria-label={t('grid.columns')} className={css['choice']}>
      <span className="dim">{t('grid.columns')}</span>
      {axes.map((axis) => {
        const pressed = columns.includes(axis);
        return (
          <button
            key={axis}
            type="button"
            aria-pressed={pressed}
            title={pressed ? t('grid.toRows', { axis }) : t('grid.toColumns', { axis })}
            onClick={() => onChange(pressed ? columns.filter((each) => each !== axis) : [...columns, axis])}
          >
            {axis}
          </button>
        );
      })}
      {chosen ? (
        <button type="button" data-plain onClick={() => onChange(null)} title={t('grid.autoWhy')}>
          {t('grid.auto')}
        </button>
      ) : null}
    </div>
  );
}
