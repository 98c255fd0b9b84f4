// The state of a recording as sign, word and colour together.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TraceRecording } from '../../../../shared/domain/trace-detail.ts';
import css from './recordings.module.css';
import { STATE_SIGN } from './states.ts';

export function RecordingState({ state }: { state: TraceRecording['state'] }): ReactNode {
  const { t } = useTranslation('traceRecordings');
  return (
    <span className={css['state']} data-state={state}>
      <span aria-hidden>{STATE_SIGN[state]}</span> {t(`state.${state}`)}
    </span>
  );
}
