// The frame of a look that is made of parts: waiting, failed, or there.
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ProcedureOutput } from '../../../../shared/api/contract.ts';
import type { TraceDetail } from '../../../../shared/domain/trace-detail.ts';
import { ErrorNotice, Loading } from '../../../ui/notice.tsx';
import pane from '../../../ui/pane.module.css';
import css from './parts.module.css';

/** `fill`: its content scrolls by itself. */
export function Parts({
  answer,
  fill = false,
  children,
}: {
  answer: UseQueryResult<ProcedureOutput<'trace.detail'>>;
  fill?: boolean;
  children: (detail: TraceDetail) => ReactNode;
}): ReactNode {
  return (
    <>
      {answer.isError ? (
        <div className={pane['pad']}>
          <ErrorNotice error={answer.error} retry={() => void answer.refetch()} />
        </div>
      ) : null}
      {answer.data === undefined ? (
        answer.isError ? null : (
          <Loading />
        )
      ) : (
        <div className={fill ? css['fill'] : pane['scroll']} data-stale={answer.isPlaceholderData}>
          {children(answer.data)}
        </div>
      )}
    </>
  );
}
