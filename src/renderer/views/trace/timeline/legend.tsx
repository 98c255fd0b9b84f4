// What the signs of the timeline mean.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import css from './timeline.module.css';

/** `single`: calls are drawn one by one. */
export function Legend({ single }: { single: boolean }): ReactNode {
  const { t } = useTranslation('traceTimeline');
  return (
    <span className={css['legend']}>
      <span>
        <svg width={20} height={14} aria-hidden>
          {single ? (
            <>
              <rect x={1} y={2} width={12} height={10} fill="var(--accent)" opacity={0.22} />
              <rect x={1} y={2} width={1.5} height={10} fill="var(--accent)" />
              <rect x={15} y={2} width={2} height={10} fill="var(--accent)" />
            </>
          ) : (
            [4, 9, 12, 6, 3, 7, 10, 5, 2].map((height, index) => <rect key={index} x={index * 2 + 1} y={13 - height} width={2} height={height} fill="var(--accent)" />)
          )}
        </svg>
        {single ? t('legend.call') : t('legend.calls')}
      </span>
      <span>
        <svg width={20} height={14} aria-hidden>
          <rect x={0} y={6.5} width={20} height={1} fill="var(--line-strong)" />
          <rect x={3} y={4.5} width={9} height={5} fill="var(--amber)" />
        </svg>
        {t('legend.busy')}
      </span>
      <span>
        <svg width={10} height={14} aria-hidden>
          <path d="M1 4h8l-4 7z" fill="var(--red)" />
        </svg>
        {t('legend.error')}
      </span>
    </span>
  );
}
