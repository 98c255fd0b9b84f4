// One setting: its name and meaning, what changes it, why a value was not taken, and the same as a command line.
import { useId, type ReactNode } from 'react';
import { CopyCommand } from '../../ui/copy.tsx';
import css from './settings.module.css';

export interface RowProps {
  name: string;
  meaning: string;
  /** The control; labelled by `labelledBy` and described by `describedBy`. */
  children: (ids: { labelledBy: string; describedBy: string }) => ReactNode;
  /** Why the value was not taken. */
  error?: string | null;
  /** argv after `cgoscope` of what is set now. */
  command?: readonly string[];
}

export function SettingRow({ name, meaning, children, error = null, command }: RowProps): ReactNode {
  const id = useId();
  return (
    <div className={css['row']}>
      <div>
        <div id={`${id}-name`} className={css['name']}>
          {name}
        </div>
        <p id={`${id}-meaning`} className="dim">
          {meaning}
        </p>
        {error === null ? null : (
          <p className={css['error']} role="alert">
            {error}
          </p>
        )}
      </div>
      <div className={css['control']}>
        {children({ labelledBy: `${id}-name`, describedBy: `${id}-meaning` })}
        {command === undefined ? null : <CopyCommand argv={command} icon />}
      </div>
    </div>
  );
}
