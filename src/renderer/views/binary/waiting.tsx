// A part of a binary that is read when its tab is opened.
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ProcedureOutput } from '../../../shared/api/contract.ts';
import type { ElfDetail } from '../../../shared/domain/elf-detail.ts';
import { ErrorNotice, Loading } from '../../ui/notice.tsx';
import pane from '../../ui/pane.module.css';

export function Waiting({ part, children }: { part: UseQueryResult<ProcedureOutput<'elf.read'>>; children: (detail: ElfDetail) => ReactNode }): ReactNode {
  if (part.data !== undefined) return children(part.data.detail);
  if (part.isError)
    return (
      <div className={pane['pad']}>
        <ErrorNotice error={part.error} retry={() => void part.refetch()} />
      </div>
    );
  return <Loading />;
}
