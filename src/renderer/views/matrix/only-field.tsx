// The expression of --only: what is typed plans again after a moment, and what is wrong with it stands beside it.
import { TextInput } from '@mantine/core';
import { useEffect, useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { shown } from '../../../shared/domain/text.ts';
import { expressionFault } from './chosen.ts';
import css from './matrix.module.css';

const SETTLE_MS = 350;

export interface OnlyFieldProps {
  /** What the address has. */
  value: string;
  onChange: (value: string) => void;
  /** What the workbench says against the address's expression. */
  fault: string | null;
}

export function OnlyField({ value, onChange, fault }: OnlyFieldProps): ReactNode {
  const { t } = useTranslation('matrix');
  const id = useId();
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  // An address that somebody else changed (reset, back) is followed.
  if (value !== known) {
    setKnown(value);
    if (value !== text.trim()) setText(value);
  }
  const wrong = expressionFault(text);
  useEffect(() => {
    if (text.trim() === value || wrong !== null) return undefined;
    const timer = setTimeout(() => onChange(text.trim()), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text, value, wrong, onChange]);
  const error = wrong ?? (text.trim() === value ? fault : null);
  return (
    <div className={css['only']}>
      <label htmlFor={id}>{t('only.label')}</label>
      <TextInput
        id={id}
        placeholder={t('only.placeholder')}
        title={t('only.why')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && wrong === null) onChange(text.trim());
        }}
        error={error === null ? undefined : shown(error)}
        spellCheck={false}
        type="search"
      />
    </div>
  );
}
