// The lines of a cell's log that its findings stand on.
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { shown } from '../../../shared/domain/text.ts';
import type { Cell, Run } from '../../../shared/domain/run.ts';
import type { DecidingLines } from '../../ui/log/index.ts';
import { useCellFindings } from './cell-findings.ts';
import { decidingLines } from './order.ts';
import { isOfStream } from './places.ts';

export function useDeciding(run: Pick<Run, 'id'>, cell: Cell, stream: string): DecidingLines {
  const { t } = useTranslation('explain');
  const { findings, likely } = useCellFindings(run, cell);
  return useMemo(() => {
    const lines = decidingLines({ findings, likely: findings.length === 0 && cell.green !== true ? likely : [] }, isOfStream(stream), t('likely.mark'));
    return new Map([...lines].map(([line, said]) => [line, shown(said)]));
  }, [findings, likely, cell.green, stream, t]);
}
