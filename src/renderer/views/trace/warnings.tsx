// What has to be said of the log before anything is read out of it: cut, lines left out, no trace at all.
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TraceDetail } from '../../../shared/domain/trace-detail.ts';
import { shown } from '../../../shared/domain/text.ts';
import { Icon } from '../../ui/icon.tsx';
import css from './trace.module.css';

/** Shown before one asks for the others. */
const FIRST = 1;

export function Warnings({ detail }: { detail: Pick<TraceDetail, 'warnings'> }): ReactNode {
  const { t } = useTranslation('trace');
  const [all, setAll] = useState(false);
  const { warnings } = detail;
  if (warnings.length === 0) return null;
  const rows = all ? warnings : warnings.slice(0, FIRST);
  return (
    <div className={css['warnings']} role="note" aria-label={t('warnings.label')} data-all={all}>
      <ul>
        {rows.map(({ code, text, line }, index) => (
          <li key={`${code} ${line} ${index}`}>
            <Icon name="warning" size={13} />
            <span>
              {shown(text)}
              {line === null ? null : <span className="dim"> {t('warnings.line', { line })}</span>}
            </span>
          </li>
        ))}
      </ul>
      {warnings.length > FIRST ? (
        <button type="button" className="link-button" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('warnings.fewer') : t('warnings.all', { count: warnings.length })}
        </button>
      ) : null}
    </div>
  );
}
