// The field that takes one to a line of a log, by its number.
import { TextInput } from '@mantine/core';
import { useState, type ReactNode, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import css from './log.module.css';

export interface GoToLineProps {
  field: RefObject<HTMLInputElement | null>;
  disabled?: boolean;
  onGoTo: (line: number) => void;
  /** After Escape, and after it was gone to. */
  onLeave?: () => void;
}

export function GoToLine({ field, disabled = false, onGoTo, onLeave }: GoToLineProps): ReactNode {
  const { t } = useTranslation('cell');
  const [text, setText] = useState('');
  return (
    <TextInput
      ref={field}
      className={css['goto'] ?? ''}
      aria-label={t('log.goTo')}
      placeholder={t('log.goToHint')}
      inputMode="numeric"
      value={text}
      disabled={disabled}
      onChange={(event) => setText(event.currentTarget.value.replaceAll(/\D/g, '').slice(0, 9))}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onLeave?.();
        if (event.key !== 'Enter' || text === '') return;
        event.preventDefault();
        onGoTo(Number(text));
        onLeave?.();
      }}
    />
  );
}
