// The field of a bar that narrows what stands below it; Escape empties it.
import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import pane from './pane.module.css';

export interface SearchFieldProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
  icon?: IconName;
  maxLength?: number;
}

export function SearchField({ label, value, onChange, icon = 'filter', maxLength = 200 }: SearchFieldProps): ReactNode {
  return (
    <TextInput
      className={pane['search'] ?? ''}
      type="search"
      aria-label={label}
      placeholder={label}
      leftSection={<Icon name={icon} size={14} />}
      value={value}
      maxLength={maxLength}
      spellCheck={false}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onChange('');
      }}
    />
  );
}
