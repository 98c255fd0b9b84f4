// What a run prepares before and beside its cells: sources, toolchains, images, with bytes where they are known.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { shown } from '../../../shared/domain/text.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import { useLiveStore, type Progress } from '../../api/live.ts';
import css from './run.module.css';

/** The latest tasks shown; older ones are done or say nothing new. */
const MOST = 3;

const bytesKnown = (task: Progress): task is Progress & { doneBytes: number; totalBytes: number } => task.doneBytes !== null && task.totalBytes !== null && task.totalBytes > 0;

export const finished = (task: Progress): boolean => bytesKnown(task) && task.doneBytes >= task.totalBytes;

/** Newest first; what has all its bytes stands behind what has not. */
export const latestTasks = (tasks: readonly Progress[]): Progress[] =>
  [...tasks].sort((a, b) => Number(finished(a)) - Number(finished(b)) || b.at.localeCompare(a.at)).slice(0, MOST);

export function Preparation({ run }: { run: string }): ReactNode {
  const { t } = useTranslation('run');
  const tasks = useLiveStore((state) => state.progress[run]);
  if (tasks === undefined) return null;
  return (
    <div className={css['preparation']} role="group" aria-label={t('preparation')}>
      {latestTasks(Object.values(tasks)).map((task) => (
        <div key={task.task} className={css['task']} data-finished={finished(task)}>
          <span className="mono">{shown(task.task)}</span>
          <span className={css['task-text']} title={shown(task.text)}>
            {shown(task.text)}
          </span>
          {bytesKnown(task) ? (
            <>
              <progress value={task.doneBytes} max={task.totalBytes} aria-label={shown(task.task)} />
              <span className="mono dim">{t('bytesOf', { done: formatBytes(task.doneBytes), total: formatBytes(task.totalBytes) })}</span>
            </>
          ) : task.doneBytes === null ? null : (
            <span className="mono dim">{formatBytes(task.doneBytes)}</span>
          )}
        </div>
      ))}
    </div>
  );
}
