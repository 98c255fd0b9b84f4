// The logs of a cell, one at a time.
import { SegmentedControl } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import type { LogStream } from '../../../shared/api/views.ts';
import { putValue, useChangeQuery } from '../../app/url-state.ts';
import { LogViewer } from '../../ui/log/index.ts';
import { useDeciding } from '../findings/use-deciding.ts';
import { LogEmpty } from './log-empty.tsx';
import { useLogAddress } from './log-state.ts';
import type { CellTabProps } from './tab-props.ts';

const STREAMS = ['build', 'stdout', 'stderr'] as const;

export const isWriting = ({ run, cell }: Pick<CellTabProps, 'run' | 'cell'>): boolean =>
  (run.state === 'running' || run.state === 'planned') && (cell.state === 'running' || cell.state === 'planned');

export function LogTab({ run, cell }: CellTabProps): ReactNode {
  const { t } = useTranslation('cell');
  const [params] = useSearchParams();
  const changeQuery = useChangeQuery();
  const stream = STREAMS.find((name) => name === params.get('stream')) ?? 'build';
  const choose = (next: string): void =>
    changeQuery((query) => {
      query.delete('line');
      putValue(query, 'stream', next === 'build' ? null : next);
    });
  return (
    <CellLog
      key={`${run.id}/${cell.number}/${stream}`}
      run={run}
      cell={cell}
      stream={stream}
      before={<SegmentedControl value={stream} onChange={choose} data={STREAMS.map((value) => ({ value, label: t(`stream.${value}`) }))} aria-label={t('tabs.log')} />}
    />
  );
}

/** A log with its place in the address. */
function CellLog({ run, cell, stream, before }: Pick<CellTabProps, 'run' | 'cell'> & { stream: LogStream; before?: ReactNode }): ReactNode {
  const { t } = useTranslation('cell');
  const [address, setAddress] = useLogAddress();
  const [opened] = useState(address);
  const deciding = useDeciding(run, cell, stream);
  return (
    <LogViewer
      run={run.id}
      cell={cell.number}
      stream={stream}
      label={t('log.label', { stream: t(`stream.${stream}`) })}
      writing={isWriting({ run, cell })}
      address={opened}
      onAddress={setAddress}
      before={before}
      deciding={deciding}
      empty={<LogEmpty cell={cell} stream={stream} writing={isWriting({ run, cell })} />}
    />
  );
}
