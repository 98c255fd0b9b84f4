// What the program wrote: both outputs side by side.
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { LogViewer, NO_ADDRESS } from '../../ui/log/index.ts';
import css from './cell.module.css';
import { LogEmpty } from './log-empty.tsx';
import { isWriting } from './log-tab.tsx';
import { useLogAddress } from './log-state.ts';
import type { CellTabProps } from './tab-props.ts';

const STREAMS = ['stdout', 'stderr'] as const;

export function OutputTab({ run, cell }: CellTabProps): ReactNode {
  const { t } = useTranslation('cell');
  const [address, setAddress] = useLogAddress();
  const [params] = useSearchParams();
  const [opened] = useState({ address, stream: params.get('stream') === 'stderr' ? 'stderr' : 'stdout' });
  const writing = isWriting({ run, cell });
  return (
    <div className={css['split']}>
      {STREAMS.map((stream) => (
        <section key={`${run.id}/${cell.number}/${stream}`} aria-label={t(`stream.${stream}`)}>
          <LogViewer
            run={run.id}
            cell={cell.number}
            stream={stream}
            label={t('log.label', { stream: t(`stream.${stream}`) })}
            writing={writing}
            // `line` and `q` of the address belong to the stream it names.
            address={stream === opened.stream ? opened.address : NO_ADDRESS}
            onAddress={(next) => setAddress(next, stream)}
            before={<h2>{t(`stream.${stream}`)}</h2>}
            empty={<LogEmpty cell={cell} stream={stream} writing={writing} />}
          />
        </section>
      ))}
    </div>
  );
}
