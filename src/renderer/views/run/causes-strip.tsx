// What the red cells of a run are caused by, grouped; each group filters the cells to its own.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isCause } from '../../../shared/domain/causes.ts';
import { shown } from '../../../shared/domain/text.ts';
import { toggledCause, type CauseGroup } from './causes.ts';
import { NO_CAUSE } from './filter.ts';
import css from './run.module.css';

export function CausesStrip({ groups, q, onQ }: { groups: readonly CauseGroup[]; q: string; onQ: (q: string) => void }): ReactNode {
  const { t } = useTranslation(['explain', 'causes']);
  if (groups.length === 0) return null;
  const meaning = (cause: string): string => (isCause(cause) ? t(`causes:${cause}`) : cause === NO_CAUSE ? t('causes.unknownWhy') : shown(cause));
  return (
    <div className={css['causes']} role="group" aria-label={t('causes.title')}>
      <span className="dim">{t('causes.title')}</span>
      {groups.map(({ cause, cells, title }) => (
        <button
          key={cause}
          type="button"
          aria-pressed={q.split(/\s+/).includes(`cause=${cause}`)}
          title={[t('causes.show', { count: cells.length, meaning: meaning(cause) }), ...(title === null ? [] : [shown(title)])].join('\n')}
          onClick={() => onQ(toggledCause(q, cause))}
        >
          <span aria-hidden>✗</span> {cells.length} <span className="mono">{cause === NO_CAUSE ? t('causes.unknown') : shown(cause)}</span>
        </button>
      ))}
    </div>
  );
}
