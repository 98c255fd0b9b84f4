// The expression of --only: what is typed plans again after a moment, and what is wrong with it stands beside it.
import { TextInput } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { shown } from '../../../shared/domain/text.ts';
import { expressionFault } from './chosen.ts';

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
    <TextInput
      label={t('only.label')}
      placeholder={t('only.placeholder')}
      description={t('only.why')}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && wrong === null) onChange(text.trim());
      }}
      error={error === null ? undefined : shown(error)}
      spellCheck={false}
      styles={{ input: { fontFamily: 'var(--mono)' } }}
    />
  );
}
