// A log that is being read for the first time: how far it is, and a way out.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { TraceSource } from '../../../shared/api/contract.ts';
import { shown } from '../../../shared/domain/text.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import { useWorkProgress } from '../../api/work.ts';
import { routes } from '../../app/routes.ts';
import { Loading } from '../../ui/notice.tsx';
import css from './trace.module.css';

export function Reading({ source }: { source: TraceSource }): ReactNode {
  const { t } = useTranslation('trace');
  const [, navigate] = useLocation();
  const progress = useWorkProgress().findLast(({ task }) => task.startsWith('trace '));
  return (
    <div className={css['reading']}>
      <Loading />
      {progress === undefined ? null : (
        <>
          <p role="status">
            {shown(progress.text)}
            {progress.doneBytes === null || progress.totalBytes === null ? null : (
              <span className="dim"> {t('reading.bytes', { done: formatBytes(progress.doneBytes), total: formatBytes(progress.totalBytes) })}</span>
            )}
          </p>
          {progress.doneBytes === null || progress.totalBytes === null ? null : <progress aria-label={t('reading.label')} value={progress.doneBytes} max={progress.totalBytes} />}
        </>
      )}
      <Button onClick={() => navigate(source.kind === 'cell' ? routes.cell(source.run, source.cell) : routes.traces())}>{t('reading.cancel')}</Button>
    </div>
  );
}
