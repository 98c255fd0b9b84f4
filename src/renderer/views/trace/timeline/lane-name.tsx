// What stands before a lane: program, pid, how it ended.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { shown } from '../../../../shared/domain/text.ts';
import type { Lane } from './lanes.ts';
import css from './timeline.module.css';

/** `exit 1`, `SIGSEGV`; empty where the log holds no end. Fit to be shown. */
export function endText({ ended }: Pick<Lane, 'ended'>): string {
  if (ended === null) return '';
  return ended.signal === null ? `exit ${ended.code ?? '?'}` : shown(ended.signal);
}

export function LaneName({ lane, height, current, onPoint }: { lane: Lane; height: number; current: boolean; onPoint: () => void }): ReactNode {
  const { t } = useTranslation('traceTimeline');
  const program = lane.program === null ? t('unknown') : shown(lane.program);
  const bad = lane.ended !== null && (lane.ended.signal !== null || lane.ended.code !== 0);
  const title = [shown(lane.path ?? program), `${lane.thread ? t('thread') : t('process')} ${lane.pid ?? ''}`, endText(lane)].filter((part) => part.trim() !== '').join(' · ');
  return (
    <li
      className={css['name']}
      data-current={current}
      title={title}
      style={{ height, paddingInlineStart: `calc(var(--edge) + ${Math.min(6, lane.depth) * 12}px)` }}
      onPointerDown={onPoint}
    >
      {lane.depth > 0 ? (
        <span className={css['pid']} aria-hidden>
          {lane.thread ? '┄' : '└'}
        </span>
      ) : null}
      <span className={css['program']}>{program}</span>
      <span className={css['pid']}>{lane.pid ?? ''}</span>
      {bad ? (
        <span className={css['ended']} data-bad>
          {`✗ ${endText(lane)}`}
        </span>
      ) : null}
    </li>
  );
}
