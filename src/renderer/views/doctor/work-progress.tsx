// Work that goes on: its newest words, how far its bytes are, and the way to stop it.
import { Button, Loader, Progress } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { shown } from '../../../shared/domain/text.ts';
import { formatBytes } from '../../../shared/domain/units.ts';
import { useWorkProgress } from '../../api/work.ts';
import css from './doctor.module.css';

export function WorkProgress({ cancel }: { cancel: (() => void) | null }): ReactNode {
  const { t } = useTranslation(['doctor', 'common']);
  const last = useWorkProgress().at(-1);
  const share = last === undefined || last.doneBytes === null || last.totalBytes === null || last.totalBytes === 0 ? null : (100 * last.doneBytes) / last.totalBytes;
  return (
    <div className={css['progress']}>
      <Loader size={14} />
      <span role="status">{last === undefined ? t('work.begins') : `${shown(last.task)}: ${shown(last.text)}`}</span>
      {share === null ? null : (
        <>
          <Progress value={share} w={160} aria-label={t('work.share')} />
          <span className="dim">{t('work.bytes', { done: formatBytes(last?.doneBytes ?? 0), total: formatBytes(last?.totalBytes ?? 0) })}</span>
        </>
      )}
      {cancel === null ? null : <Button onClick={cancel}>{t('common:action.cancel')}</Button>}
    </div>
  );
}
