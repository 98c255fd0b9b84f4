// Why a log has no lines.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogStream } from '../../../shared/api/views.ts';
import { outcomeText, type Cell } from '../../../shared/domain/run.ts';
import { shown } from '../../../shared/domain/text.ts';
import { Empty } from '../../ui/notice.tsx';

export function LogEmpty({ cell, stream, writing }: { cell: Cell; stream: LogStream; writing: boolean }): ReactNode {
  const { t } = useTranslation('cell');
  return <Empty icon="file" title={t('log.empty.title')} why={why()} />;

  function why(): string {
    if (writing) return t('log.empty.notYet');
    if (stream === 'trace') return t('log.empty.trace');
    if (stream === 'build') return cell.stage === null || cell.stage === 'prepare' ? t('log.empty.notBuilt') : t('log.empty.build');
    // An artefact that was not run has no wall time.
    if (cell.timesNs['run'] === undefined && cell.timesNs['wall'] === undefined) return t('log.empty.notRun', { outcome: shown(outcomeText(cell)) });
    return t('log.empty.output', { stream });
  }
}
