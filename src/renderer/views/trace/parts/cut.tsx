// Says that a table does not show all there is.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import css from './parts.module.css';

export function Cut({ part }: { part: { total: number; rows: readonly unknown[] } }): ReactNode {
  const { t, i18n } = useTranslation('trace');
  if (part.total <= part.rows.length) return null;
  const number = (value: number): string => value.toLocaleString(i18n.language);
  return <p className={css['note']}>{t('group.cut', { rows: number(part.rows.length), total: number(part.total) })}</p>;
}
