// A file to look at: its path on the machine of the workbench, typed or pasted, or chosen on this computer.
import { Button, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOpeningActions } from '../app/opening.ts';
import { Icon, type IconName } from './icon.tsx';
import css from './path-form.module.css';

export interface PathFormProps {
  /** What the field asks for. */
  label: string;
  /** What stands in the empty field, where that says more than the label. */
  hint?: string;
  icon: IconName;
  /** What the form is called, where a view has several: a landmark, with the letter of its side. */
  side?: { letter: string; label: string };
  /** The words of a button that asks for a file of this computer; without it there is none, and opening is what the view is for. */
  pick?: string;
  onPath: (path: string) => void;
  /** Other ways to choose. */
  children?: ReactNode;
}

export function PathForm({ label, hint = label, icon, side, pick, onPath, children }: PathFormProps): ReactNode {
  const { t } = useTranslation();
  const { pickFile } = useOpeningActions();
  const [path, setPath] = useState('');
  const typed = path.trim();
  const choose = async (): Promise<void> => {
    const file = await pickFile();
    if (file !== null) onPath(file);
  };
  return (
    <form
      className={css['form']}
      aria-label={side?.label}
      onSubmit={(event) => {
        event.preventDefault();
        if (typed !== '') onPath(typed);
      }}
    >
      {side === undefined ? null : <strong>{side.letter}</strong>}
      <TextInput
        className={css['path'] ?? ''}
        aria-label={label}
        placeholder={hint}
        leftSection={<Icon name={icon} size={14} />}
        value={path}
        maxLength={8_000}
        spellCheck={false}
        onChange={(event) => setPath(event.currentTarget.value)}
      />
      <Button type="submit" variant={pick === undefined ? 'filled' : 'default'} disabled={typed === ''}>
        {t('action.open')}
      </Button>
      {pick === undefined ? null : <Button onClick={() => void choose()}>{pick}</Button>}
      {children}
    </form>
  );
}
